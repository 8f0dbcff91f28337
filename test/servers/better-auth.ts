/**
 * A Better Auth of our own behind node:http on a loopback port: the embedded instance as an application would run it.
 *
 * @module
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { toNodeHandler } from 'better-auth/node';
import { blankIdentity, type Identity } from '../../src/identity/identity.ts';
import { createPace } from '../../src/net/pace.ts';
import { openEmbedded } from '../../src/targets/better-auth/embedded.ts';
import { betterAuth } from '../../src/targets/better-auth/index.ts';
import type { Write } from '../../src/targets/target.ts';

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

export const TEST_SECRET = 'a secret for tests, long enough to be one: 0123456789';

/** The embedded target in a folder, and beside it the application on the same file. */
export async function openTestTarget(
  folder: string,
  settings: Readonly<Record<string, unknown>> = {},
  secrets: Readonly<Record<string, string>> = {},
) {
  const config = betterAuth.config.parse({ database: 'auth.sqlite', secret: TEST_SECRET, ...settings });
  const session = await betterAuth.open(config, {
    folder,
    pace: createPace({ concurrency: 4 }),
    secret: (name) => secrets[name] ?? '',
  });
  const { auth, database } = await openEmbedded({
    path: join(folder, 'auth.sqlite'),
    secret: TEST_SECRET,
    baseURL: 'http://localhost:3000',
    secrets,
    rateLimited: false,
  });
  return {
    config,
    session,
    auth,
    database,
    /** Calls an endpoint as a browser would: `cookie` as the last answer set it. */
    async call(path: string, body: unknown, cookie = '') {
      const request = new Request(`http://localhost:3000/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', cookie },
        body: JSON.stringify(body),
      });
      const response = await auth.handler(request);
      const cookies = response.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
      const json = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body: json, cookie: cookies.join('; ') };
    },
    async close() {
      await session.close();
      database.close();
    },
  };
}

export type TestTarget = Awaited<ReturnType<typeof openTestTarget>>;

let made = 0;

/** A customer to create, with whatever is given in place of the ordinary. */
export function newWrite(identity: Partial<Identity> = {}): Write & { readonly email: string } {
  made += 1;
  const email = `customer-${made}@shop.example`;
  return {
    id: String(made),
    operation: 'create',
    externalId: made.toString(16).padStart(32, '0'),
    credentialPlan: identity.password === undefined ? 'none' : 'native',
    identity: {
      ...blankIdentity(`legacy-${made}`),
      identifiers: [{ type: 'email', value: email }],
      profile: { name: 'A Customer' },
      ...identity,
    },
    email,
  };
}
