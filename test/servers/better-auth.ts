/**
 * A Better Auth of our own behind node:http on a loopback port: the embedded instance as an application would run it.
 *
 * @module
 */
import { createServer } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { openEmbedded } from '../../src/targets/better-auth/embedded.ts';

export interface BetterAuthServer {
  /** Of the endpoints: `http://127.0.0.1:PORT/api/auth`. */
  readonly url: string;
  /** Its SQLite file. */
  readonly database: string;
  readonly secret: string;
  stop(): Promise<void>;
}

export interface BetterAuthServerSettings {
  readonly database: string;
  readonly secret: string;
  readonly secrets?: Readonly<Record<string, string>>;
}

export async function startBetterAuth(settings: BetterAuthServerSettings): Promise<BetterAuthServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const { auth, database } = await openEmbedded({
    path: settings.database,
    secret: settings.secret,
    baseURL: origin,
    secrets: settings.secrets ?? {},
    rateLimited: false,
  });
  server.on('request', toNodeHandler(auth));
  return {
    url: `${origin}/api/auth`,
    database: settings.database,
    secret: settings.secret,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      database.close();
    },
  };
}
