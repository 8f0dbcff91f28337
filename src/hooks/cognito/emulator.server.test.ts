/**
 * cognito-local, an emulator of user pools, fires its migration trigger at the Lambda we print.
 *
 * It is stricter than nothing and laxer than Cognito: it takes an event that comes back untouched for a match, and a
 * missing status for a confirmed one. So of those two, what the Lambda gave back to it is judged here.
 *
 * @see https://github.com/jagregory/cognito-local
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { freePort, removeFolder, startProcess, temporaryFolder } from '../../../test/servers/process.ts';
import { ANSWERS, CUSTOMER, TYPED } from '../contract/customer.ts';
import { SECRETS } from '../contract/sending.ts';
import { type ServedHook, serveHook } from '../contract/serve.ts';
import type { Answer, Question } from '../hook.ts';
import { cognito } from './index.ts';

const CONFIG = cognito.config.parse({ secrets: SECRETS });
const RIGHT = 'Right-Password-7';

const require = createRequire(import.meta.url);

describe('cognito-local and our Lambda', () => {
  const folder = temporaryFolder('cognito');
  const returned: { readonly response: Record<string, unknown> }[] = [];
  const asked: Question[] = [];
  let answered: Answer;
  let served: ServedHook;
  let invoker: Server;
  let pool: Awaited<ReturnType<typeof startPool>>;

  beforeAll(async () => {
    served = await serveHook(cognito, CONFIG, (question) => {
      asked.push(question);
      return question.op === 'verify' && question.password.reveal() !== RIGHT ? ANSWERS.wrong : answered;
    });
    vi.stubEnv('FOOTBRIDGE_URL', served.url);
    vi.stubEnv('FOOTBRIDGE_KEY', SECRETS[0]);
    const [lambda] = cognito.instructions(CONFIG, { url: served.url, migration: 'acme' });
    writeFileSync(join(folder, 'index.mjs'), lambda?.content ?? '');
    const { handler } = await import(join(folder, 'index.mjs'));
    invoker = serveLambda(async (event) => {
      const result = await handler(event);
      returned.push(result);
      return result;
    });
    await new Promise<void>((listening) => invoker.listen(0, '127.0.0.1', listening));
    pool = await startPool(folder, (invoker.address() as AddressInfo).port);
  }, 60_000);

  afterAll(async () => {
    await pool?.stop();
    // The SDK keeps its connections open.
    invoker.closeAllConnections();
    await new Promise((closed) => invoker.close(closed));
    await served?.close();
    vi.unstubAllEnvs();
    removeFolder(folder);
  });

  beforeEach(() => {
    answered = ANSWERS.match;
    asked.length = 0;
    returned.length = 0;
  });

  it('refuses a login while we are away, and has no user then', async () => {
    answered = ANSWERS['technical-error'];
    expect(await pool.login(TYPED, RIGHT)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await pool.users()).toEqual([]);
  });

  it('migrates a customer at the first login, with verified addresses, and does not ask at the second', async () => {
    const first = await pool.login(TYPED, RIGHT);
    expect(first).toMatchObject({ AuthenticationResult: { AccessToken: expect.any(String) } });
    expect(asked.map(({ op }) => op)).toEqual(['verify', 'settle']);
    const [user, ...others] = await pool.users();
    expect(others).toEqual([]);
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect(user?.Attributes).toContainEqual({ Name: 'email', Value: TYPED });
    expect(user?.Attributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    asked.length = 0;
    expect(await pool.login(TYPED, RIGHT)).toHaveProperty('AuthenticationResult');
    expect(asked.map(({ op }) => op)).toEqual(['settle']);
  });

  it('judges by itself from then on: a wrong password does not come to us', async () => {
    expect(await pool.login(TYPED, 'wrong')).toMatchObject({ __type: 'InvalidPasswordException' });
    expect(asked).toEqual([]);
  });

  it('gets the event back as it came for a wrong password, and no status for one that must change', async () => {
    await pool.login('ben@example.com', 'wrong');
    expect(returned[0]?.response.userAttributes).toEqual({});
    answered = ANSWERS['match-must-change'];
    await pool.login('cat@example.com', RIGHT);
    const migrated = returned.find(({ response }) => response.messageAction === 'SUPPRESS');
    expect(migrated?.response).toMatchObject({ forceAliasCreation: false });
    expect(migrated?.response.finalUserStatus).toBeUndefined();
    expect(JSON.stringify(migrated)).not.toContain(CUSTOMER.identity.sourceId);
  });
});

/** What AWS' own client calls: a path with the name, the event as the body, errors in a header. */
function serveLambda(handler: (event: unknown) => Promise<unknown>): Server {
  return createServer(async (incoming, outgoing) => {
    const event = JSON.parse(Buffer.concat(await Array.fromAsync(incoming)).toString());
    const headers = { 'content-type': 'application/json' };
    try {
      const result = JSON.stringify(await handler(event));
      outgoing.writeHead(200, headers).end(result);
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : 'unknown';
      outgoing.writeHead(200, { ...headers, 'x-amz-function-error': 'Unhandled' });
      outgoing.end(JSON.stringify({ errorType: 'Error', errorMessage }));
    }
  });
}

/** Of all operations used here, what is read. */
const Answered = z.looseObject({
  UserPool: z.object({ Id: z.string() }).optional(),
  UserPoolClient: z.object({ ClientId: z.string() }).optional(),
  Users: z
    .array(
      z.object({
        UserStatus: z.string(),
        Enabled: z.boolean(),
        Attributes: z.array(z.object({ Name: z.string(), Value: z.string() })),
      }),
    )
    .optional(),
});

async function startPool(folder: string, lambdaPort: number) {
  const port = await freePort();
  mkdirSync(join(folder, '.cognito'));
  const functions = { UserMigration: 'footbridge', PostAuthentication: 'footbridge' };
  const endpoint = `http://127.0.0.1:${lambdaPort}`;
  writeFileSync(
    join(folder, '.cognito/config.json'),
    JSON.stringify({ LambdaClient: { endpoint }, TriggerFunctions: functions }),
  );
  const server = await startProcess({
    command: process.execPath,
    args: [require.resolve('cognito-local/lib/bin/start.js')],
    cwd: folder,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    },
    ready: [/Cognito Local running/],
    within: 30_000,
  });
  const call = async (operation: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(body),
    });
    return Answered.parse(await response.json());
  };
  const { UserPool } = await call('CreateUserPool', { PoolName: 'customers', UsernameAttributes: ['email'] });
  const UserPoolId = UserPool?.Id;
  const { UserPoolClient } = await call('CreateUserPoolClient', { UserPoolId, ClientName: 'shop' });
  const ClientId = UserPoolClient?.ClientId;
  return {
    login: (USERNAME: string, PASSWORD: string): Promise<unknown> =>
      call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME, PASSWORD },
      }),
    users: async () => (await call('ListUsers', { UserPoolId })).Users ?? [],
    stop: () => server.stop(),
  };
}
