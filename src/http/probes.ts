/**
 * The routes machines ask: `/healthz`, `/readyz`, and `/metrics` for those who may.
 *
 * @module
 */
import type { FastifyInstance } from 'fastify';
import type { Door } from '../engine/login.ts';
import type { Database } from '../ledger/database/database.ts';
import { refuseStranger } from './admin.ts';
import { readReadiness } from './health.ts';
import type { Metrics } from './metrics.ts';
import { send } from './send.ts';

/** Some balancers ask without wanting to read. */
const PROBED = ['GET', 'HEAD'];

export interface ProbeParts {
  readonly door: Pick<Door, 'health'>;
  readonly db: Pick<Database, 'query'>;
  readonly metrics: Metrics;
  readonly settings: { readonly adminTokens: readonly string[]; readonly needsLegacy: boolean };
}

export function mountProbes(app: FastifyInstance, parts: ProbeParts, stopping: () => boolean): void {
  const { door, db, metrics, settings } = parts;
  app.route({
    method: PROBED,
    url: '/healthz',
    handler: async (_request, reply) => send(reply, { status: 200, json: { status: 'ok' } }),
  });
  app.route({
    method: PROBED,
    url: '/readyz',
    handler: async (_request, reply) => {
      const readiness = await readReadiness({ door, db, needsLegacy: settings.needsLegacy, stopping });
      return send(reply, { status: readiness.ready ? 200 : 503, json: readiness });
    },
  });
  app.get('/metrics', async ({ headers, raw }, reply) => {
    const caller = { headers, address: raw.socket.remoteAddress };
    const refused = refuseStranger(settings.adminTokens, caller);
    if (refused !== undefined) return send(reply, refused);
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}
