/**
 * Sends a reply: JSON or nothing, never kept by a cache on the way.
 *
 * @module
 */
import type { FastifyReply } from 'fastify';
import type { HookReply } from '../hooks/hook.ts';

export function send(reply: FastifyReply, { status, headers = {}, json }: HookReply): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers });
  if (json === undefined) return reply.send();
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(json));
}
