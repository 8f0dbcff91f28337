/**
 * Changes routes through the `footbridge serve` that holds an embedded ledger: a visitor of the ledger may look, and
 * whatever needs a transaction is the holder's. On PostgreSQL nobody has to be asked.
 *
 * @module
 */
import { request } from 'undici';
import type { LoadedConfig } from '../config/load.ts';
import { type Environment, resolveSecret } from '../config/secret.ts';

/** Milliseconds; it is on this machine. */
const PATIENCE = 5_000;

/** What `PUT /v1/routes` takes. */
export type RouteChange =
  | { readonly cohort: string; readonly share: number }
  | { readonly identifier: string; readonly place: 'footbridge' | 'legacy' | null };

/** `refused`: it answered, and not with yes. `away`: nobody answers there, so the holder is no server. */
export async function changeThroughServer(
  { config: { serve } }: LoadedConfig,
  environment: Environment,
  change: RouteChange & { readonly by: string },
): Promise<'done' | 'no-identifier' | 'refused' | 'away'> {
  const [token] = serve.adminTokens ?? [];
  const host = serve.host.includes(':') ? `[${serve.host}]` : serve.host;
  const authorization =
    token === undefined ? {} : { authorization: `Bearer ${resolveSecret(token, environment)}` };
  try {
    const { statusCode, body } = await request(`http://${host}:${serve.port}/v1/routes`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify(change),
      signal: AbortSignal.timeout(PATIENCE),
    });
    await body.dump();
    if (statusCode === 404) return 'no-identifier';
    return statusCode === 200 ? 'done' : 'refused';
  } catch {
    return 'away';
  }
}
