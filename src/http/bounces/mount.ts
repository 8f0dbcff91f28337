/**
 * What comes back about messages, over HTTP: `POST /reset/bounces/<shape>` for providers, and the end of reminders.
 *
 * A body stays the bytes that came, because signatures are made over them. Nobody is told whether a message is known: a
 * provider learns how many reports were taken, a mail program that it was heard.
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BounceReport } from '../../bounces/bounce.ts';
import { SHAPES } from '../../bounces/shapes/index.ts';
import type { BounceShape } from '../../bounces/shapes/shape.ts';
import { refuse } from '../../hooks/wire/reply.ts';
import type { ResetPage } from '../reset/open-page.ts';
import { send } from '../send.ts';
import { type BounceProofs, refuseCaller } from './proof.ts';
import { mountUnsubscribe } from './unsubscribe.ts';

export interface BounceDoor extends BounceProofs {
  /** @returns how many of them there were of each kind */
  take(reports: readonly BounceReport[]): Promise<Readonly<Record<string, number>>>;
  /** Visits an address of the provider's, once. */
  confirm(address: string): Promise<void>;
  readonly now: () => number;
}

/** Bytes; SendGrid sends up to 768 kB at once. */
const LARGEST_BODY = 1_048_576;

export function mountBounces(app: FastifyInstance, door: BounceDoor, page: ResetPage): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const shapes = SHAPES.filter(
      ({ id }) => door.secret !== undefined || Object.hasOwn(door.signingKeys, id),
    );
    for (const shape of shapes)
      scope.post(`/reset/bounces/${shape.id}`, { bodyLimit: LARGEST_BODY }, (request, reply) =>
        takeFrom(door, shape, request, reply),
      );
    mountUnsubscribe(scope, door, page);
  });
}

async function takeFrom(
  door: BounceDoor,
  shape: BounceShape,
  { body, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  const json = parseJson(bytes);
  const refused = refuseCaller(door, shape, { headers, body: bytes, json }, door.now());
  if (refused !== undefined) return send(reply, refused);
  const asked = shape.confirm?.(json);
  if (asked !== undefined) {
    await door.confirm(asked);
    return send(reply, { status: 200, json: { confirmed: true } });
  }
  const reports = shape.read(json);
  if (reports === undefined) return send(reply, refuse(400, 'bad_request'));
  return send(reply, { status: 200, json: { taken: await door.take(reports) } });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
