/**
 * A new platform with a login page of its own: the embedded Better Auth on `localhost`, at which a browser signs in with a
 * passkey as its customers would.
 *
 * @module
 */
import { createServer } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import type { Page } from 'playwright-core';
import { openEmbedded } from '../../src/targets/better-auth/embedded.ts';

export interface PasskeyLogin {
  /** Of its pages: passkeys belong to the host, so it is a name and not a number. */
  readonly url: string;
  /** What the customer meets who signs in with the passkey of this browser: their address, or why not. */
  signIn(page: Page): Promise<string>;
  stop(): Promise<void>;
}

export async function startPasskeyLogin(
  port: number,
  settings: { readonly database: string; readonly secret: string },
): Promise<PasskeyLogin> {
  const url = `http://localhost:${port}`;
  const { auth, database } = await openEmbedded({
    path: settings.database,
    secret: settings.secret,
    baseURL: url,
    rpId: 'localhost',
    secrets: {},
    rateLimited: false,
  });
  const handler = toNodeHandler(auth);
  const server = createServer((request, response) => {
    if (request.url !== '/') return void handler(request, response);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    url,
    async signIn(page) {
      await page.goto(`${url}/`);
      return String(await page.evaluate(SIGN_IN));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      database.close();
    },
  };
}

/** @see https://better-auth.com/docs/plugins/passkey#sign-in-with-a-passkey */
const SIGN_IN = `(async () => {
  const asked = await fetch('/api/auth/passkey/generate-authenticate-options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
  const made = await navigator.credentials.get({ publicKey });
  const answered = await fetch('/api/auth/passkey/verify-authentication', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response: made.toJSON() }),
  });
  if (!answered.ok) return answered.status + ' ' + (await answered.text());
  const session = await fetch('/api/auth/get-session');
  return (await session.json()).user.email;
})()`;
