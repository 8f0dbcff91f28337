/**
 * An application with Better Auth that asks Footbridge at sign-in: over HTTP on a loopback port.
 *
 * @module
 */
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { phoneNumber, username } from 'better-auth/plugins';
import { footbridge } from '../../src/better-auth/plugin.ts';

/** What a browser sends: the same one for all, so that no test depends on who comes first. */
export const AGENT = 'Mozilla/5.0 (test)';

export type JitApp = Awaited<ReturnType<typeof startJitApp>>;

/** @param path of the database; absent: in memory */
export async function startJitApp(at: { readonly url: string; readonly key: string }, path = ':memory:') {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const database = new DatabaseSync(path, { timeout: 5_000 });
  /** By e-mail address or number. */
  const mails: { readonly email: string; readonly token: string }[] = [];
  const options = {
    database,
    secret: 'a secret for tests, long enough to be one: 0123456789',
    baseURL: origin,
    telemetry: { enabled: false },
    logger: { level: 'error' },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      sendResetPassword: async ({ user, token }) => void mails.push({ email: user.email, token }),
    },
    user: { deleteUser: { enabled: true } },
    plugins: [
      username(),
      phoneNumber({
        sendOTP: () => {},
        sendPasswordResetOTP: ({ phoneNumber, code }) => void mails.push({ email: phoneNumber, token: code }),
      }),
      footbridge({ jit: { ...at, deadline: 2_000 } }),
    ],
  } satisfies BetterAuthOptions;
  await (await getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  server.on('request', toNodeHandler(auth));
  return {
    auth,
    mails,
    async post(path: string, body: unknown, cookie = '') {
      const response = await fetch(`${origin}/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie, 'user-agent': AGENT },
        body: JSON.stringify(body),
      });
      const cookies = response.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
      const json = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body: json, cookie: cookies.join('; ') };
    },
    count: (table: 'user' | 'account' | 'footbridgeIdentity') =>
      Number(database.prepare(`SELECT count(*) AS n FROM "${table}"`).get()?.n),
    user: (email: string) => database.prepare('SELECT * FROM "user" WHERE email = ?').get(email),
    password: (email: string) =>
      database
        .prepare('SELECT a.password FROM account a JOIN "user" u ON u.id = a."userId" WHERE u.email = ?')
        .get(email)?.password,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      database.close();
    },
  };
}
