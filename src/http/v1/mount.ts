/**
 * Puts the operations of `/v1` on their routes: who asks, what they give, the work, the answer.
 *
 * @module
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HookReply } from '../../hooks/hook.ts';
import { refuse } from '../../hooks/wire/reply.ts';
import { hasToken, refuseStranger } from '../admin.ts';
import { type About, describeApi } from '../openapi.ts';
import { send } from '../send.ts';
import type { Desk } from './desk.ts';
import { OPERATIONS } from './index.ts';
import type { Operation } from './operation.ts';

export interface MountParts extends Pick<About, 'version'> {
  readonly desk: Desk;
  readonly hooks: readonly { readonly hook: About['hooks'][number] }[];
  readonly settings: { readonly adminTokens: readonly string[]; readonly ticketTokens: readonly string[] };
}

export function mountDesk(app: FastifyInstance, { desk, settings, hooks, version }: MountParts): void {
  const description = describeApi({ version, operations: OPERATIONS, hooks: hooks.map(({ hook }) => hook) });
  // It says nothing about this migration, so anybody may read it.
  app.get('/v1/openapi.json', async (_request, reply) => send(reply, { status: 200, json: description }));
  for (const operation of OPERATIONS) {
    app.route({
      method: operation.method,
      url: operation.path,
      // Strangers are turned away before their body is read.
      onRequest: async ({ headers, raw }, reply) => {
        const caller = { headers, address: raw.socket.remoteAddress };
        if (operation.also === 'help-desk' && hasToken(settings.ticketTokens, caller)) return undefined;
        const refused = refuseStranger(settings.adminTokens, caller);
        return refused === undefined ? undefined : send(reply, refused);
      },
      handler: async (request, reply) => send(reply, await carryOut(operation, desk, request)),
    });
  }
}

async function carryOut(operation: Operation, desk: Desk, request: FastifyRequest): Promise<HookReply> {
  const { params, query, body } = operation;
  const given: object[] = [];
  for (const [shape, value] of [
    [params, request.params],
    [query, request.query],
    [body, request.body],
  ] as const) {
    const read = shape?.safeParse(value);
    if (read?.success === false) return refuse(400, 'invalid_request');
    given.push((read?.data ?? {}) as object);
  }
  return operation.run(desk, Object.assign({}, ...given));
}
