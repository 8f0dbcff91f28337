/** `footbridge reset test-handover` at a platform that answers as Auth0 does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { type ScriptedHttp, startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { run } from '../../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-handover-'));
const TICKET = 'https://acme.eu.auth0.com/lo/reset?ticket=canary';
let auth0: ScriptedHttp;
let scope: string;

beforeAll(async () => {
  auth0 = await startScriptedHttp(({ url, body }) => {
    if (url === '/oauth/token')
      return { status: 200, body: { access_token: 'token', expires_in: 86_400, scope } };
    return body.includes('me@acme.example')
      ? { status: 201, body: { ticket: TICKET } }
      : { status: 404, body: { message: 'The user does not exist.' } };
  });
});
afterAll(async () => {
  await auth0.stop();
  rmSync(folder, { recursive: true });
});

async function testHandover(words: readonly string[], handover = true) {
  scope ??= 'create:user_tickets create:guardian_enrollment_tickets read:users';
  const settings = { url: auth0.url, clientId: 'footbridge', connectionId: 'con_1' };
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    reset: {
      brand: { name: 'Acme' },
      channels: [
        { type: 'smtp', host: '127.0.0.1', port: 1, from: { name: 'Acme', address: 'a@acme.example' } },
      ],
      ...(handover && { handover: { type: 'auth0', ...settings, clientSecret: { secret: 'AUTH0_SECRET' } } }),
      journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://acme.example/login' },
    },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  const terminal = recordTerminal({ folder, environment: { AUTH0_SECRET: 'a secret of ours' } });
  const exitCode = await run(['reset', 'test-handover', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

it('begins a journey for an account of the operator, and keeps the link to itself', async () => {
  const { exitCode, said } = await testHandover(['me@acme.example']);
  expect(said).toContain('It leads to acme.eu.auth0.com');
  expect(said).not.toContain('canary');
  expect(exitCode).toBe(0);
  const { said: json } = await testHandover(['me@acme.example', '--json']);
  expect(JSON.parse(json)).toMatchObject({
    handover: 'auth0',
    need: 'password',
    rights: true,
    status: 'link',
    leadsTo: 'acme.eu.auth0.com',
  });
  expect(json).not.toContain('canary');
});

it('prints the link to whoever asks for it', async () => {
  const { said } = await testHandover(['me@acme.example', '--show-link']);
  expect(said).toContain(TICKET);
});

it('begins nothing in a dry run', async () => {
  const before = auth0.requests.length;
  const { exitCode, said } = await testHandover(['me@acme.example', '--dry-run']);
  expect(said).toContain('our rights suffice');
  expect(exitCode).toBe(0);
  expect(auth0.requests.slice(before).map(({ url }) => url)).toEqual(['/oauth/token']);
});

it('says which right is missing, and begins nothing then', async () => {
  scope = 'read:users';
  const { exitCode, said } = await testHandover(['me@acme.example']);
  expect(said).toContain('create:user_tickets');
  expect(exitCode).toBe(1);
  scope = 'create:user_tickets create:guardian_enrollment_tickets read:users';
});

it('fails for an account that is not there, and repeats no name', async () => {
  const { exitCode, said } = await testHandover(['nobody@acme.example']);
  expect(said).toContain('there is no such user');
  expect(said).not.toContain('nobody@');
  expect(exitCode).toBe(1);
});

it('is wrong use without a handover, and for a credential that it cannot ask for', async () => {
  expect(await testHandover(['me@acme.example'], false)).toMatchObject({ exitCode: 2 });
  expect(await testHandover(['me@acme.example', '--need', 'passkey'])).toMatchObject({ exitCode: 2 });
});
