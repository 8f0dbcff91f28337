/**
 * Puts hooks on their routes: `/hooks/<name>` and what the protocol has below it.
 *
 * Of each request: who calls → what is asked → the door → the answer in the words of the protocol. The body stays the
 * bytes that came, because signatures are made over bytes, and is wiped when the answer is known.
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asking, Door } from '../engine/login.ts';
import { type Hook, type HookReply, type HookRoute, type HookSession, isReply } from '../hooks/hook.ts';
import { refuse } from '../hooks/wire/reply.ts';
import { askEach } from './ask-each.ts';
import { askInTime } from './ask-in-time.ts';
import { toHookRequest } from './hook-request.ts';
import type { ServerLog } from './log.ts';
import { send } from './send.ts';

/** A hook of the configuration, opened. */
export interface MountedHook {
  readonly name: string;
  readonly hook: Pick<Hook, 'id' | 'routes' | 'largestBody' | 'stores' | 'factors' | 'alsoAt' | 'describes'>;
  readonly session: HookSession;
  /** Milliseconds in which the target must have its answer. */
  readonly deadline: number;
  readonly longestPassword?: number;
}

interface Parts {
  readonly door: Pick<Door, 'ask'>;
  readonly log: ServerLog;
}

/** @returns the patterns of all routes, for those who list them */
export function mountHooks(app: FastifyInstance, hooks: readonly MountedHook[], parts: Parts): void {
  const taken = new Set<string>();
  for (const mounted of hooks) {
    const { alsoAt } = mounted.hook;
    mountAt(app, `/hooks/${mounted.name}`, mounted, parts);
    // The first of its kind: the others are told apart by their names.
    if (alsoAt === undefined || taken.has(alsoAt)) continue;
    taken.add(alsoAt);
    mountAt(app, alsoAt, mounted, parts);
  }
}

function mountAt(app: FastifyInstance, prefix: string, mounted: MountedHook, parts: Parts): void {
  const { routes, largestBody } = mounted.hook;
  const depth = prefix.split('/').length - 1;
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) =>
        done(null, body),
      );
      for (const { method, path } of routes) {
        scope.route({
          method,
          url: toPattern(path),
          bodyLimit: largestBody,
          handler: (request, reply) => answer(mounted, parts, depth, request, reply),
        });
      }
      for (const [path, others] of methodsNotServed(routes)) {
        scope.route({ ...others, url: toPattern(path) });
      }
    },
    { prefix },
  );
}

/** `/*` takes one segment; the router would let `*` take them all. */
function toPattern(path: string): string {
  let count = 0;
  return path.replace(/\*/g, () => `:segment${count++ || ''}`);
}

async function answer(
  mounted: MountedHook,
  parts: Parts,
  depth: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = request.body;
  try {
    return send(reply, await reach(mounted, parts, depth, request));
  } finally {
    if (body instanceof Uint8Array) body.fill(0);
  }
}

async function reach(
  { name, hook, session, deadline, longestPassword }: MountedHook,
  { door, log }: Parts,
  depth: number,
  request: FastifyRequest,
): Promise<HookReply> {
  const from = performance.now();
  const asked = toHookRequest(request.raw, request.body, depth);
  request.noted.hook = name;
  const refused = await session.authenticate(asked);
  if (refused !== undefined) return refused;
  const question = await session.question(asked);
  if (isReply(question)) return question;
  Object.assign(request.noted, { op: question.op, correlation: question.by.correlationId });
  const asking: Asking = {
    hook: name,
    // What checking the caller took is no longer there for the door.
    deadline: Math.max(1, deadline - (performance.now() - from)),
    stores: hook.stores,
    ...(longestPassword === undefined ? {} : { longestPassword }),
    ...(hook.factors === undefined ? {} : { factors: hook.factors }),
  };
  const said = await askEach(question, (one) =>
    askInTime(door, one, asking, (error) => log.failed('late-door', error, request.id)),
  );
  request.noted.outcome = said.outcome;
  return session.answer(said, question, asked);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A path that exists answers 405 to other methods, before it reads what they send (RFC 9110 §15.5.6). */
function methodsNotServed(routes: readonly HookRoute[]) {
  const served = Map.groupBy(routes, ({ path }) => path);
  return [...served].map(([path, members]) => {
    const allowed = members.map(({ method }) => method as string);
    const wrong: HookReply = { ...refuse(405, 'method_not_allowed'), headers: { allow: allowed.join(', ') } };
    const method = METHODS.filter((one) => !allowed.includes(one));
    const onRequest = async (_request: FastifyRequest, reply: FastifyReply) => send(reply, wrong);
    return [path, { method, onRequest, handler: onRequest }] as const;
  });
}
