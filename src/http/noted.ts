/**
 * What is noted of a request while it is answered, and told to log and metrics when it has been.
 *
 * @module
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AnsweredRequest, ServerLog } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Filled in by whoever knows; nothing of a customer belongs here. */
export type Noted = { -readonly [Name in 'hook' | 'op' | 'outcome' | 'correlation']?: AnsweredRequest[Name] };

declare module 'fastify' {
  interface FastifyRequest {
    noted: Noted;
  }
}

export function noteRequests(app: FastifyInstance, log: ServerLog, metrics: Metrics): void {
  app.decorateRequest('noted');
  app.addHook('onRequest', async (request, reply) => {
    request.noted = {};
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const call = {
      route: routeOf(request),
      method: request.method,
      status: reply.statusCode,
      took: Math.round(reply.elapsedTime * 10) / 10,
    };
    metrics.answered(call);
    log.answered({ request: request.id, from: request.ip, ...call, ...request.noted });
  });
}

/** The pattern, never the address. */
function routeOf({ routeOptions: { url } }: FastifyRequest): string {
  return url ?? 'none';
}
