import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BetterAuthOptions } from 'better-auth';
import { betterAuth as createAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { twoFactor, username } from 'better-auth/plugins';
import { afterAll, expect, it } from 'vitest';
import { Config } from './config.ts';
import { openDatabase, openEmbedded } from './embedded.ts';
import type { Auth, Instance } from './instance.ts';
import { toInstance } from './instance.ts';
import { inspectInstance } from './readiness.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-readiness-'));
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

const secret = 'a secret for tests, long enough to be one: 0123456789';

it('says of an instance that is our own that nothing is missing', async () => {
  const { auth, database } = await openEmbedded({
    path: join(folder, 'ours.sqlite'),
    secret,
    baseURL: 'http://localhost:3000',
    secrets: {},
    rateLimited: false,
  });
  closing.push(() => database.close());
  const instance = await toInstance(auth as unknown as Auth, async () => {});
  const settings = await inspectInstance(instance, Config.parse({ placeholderDomain: 'invalid.example' }));
  expect(settings).toMatchObject({
    missingParts: [],
    mark: 'seen',
    passwords: { login: true },
    secondFactors: ['totp', 'recovery-codes'],
    relyingParties: ['localhost'],
    lockout: 'unknown',
  });
  expect(settings.fields.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['email', 'username', 'phone', 'profile.locale', 'attributes']),
  );
  expect(settings.fields.some(({ required }) => required === 'refused')).toBe(false);
});

it('names the plugins, columns, required fields and rules of an application that nobody prepared', async () => {
  const instance = await openOwn({
    emailAndPassword: { enabled: true, requireEmailVerification: true, minPasswordLength: 14 },
    user: { additionalFields: { tier: { type: 'string', required: true } } },
    plugins: [username({ minUsernameLength: 5 }), twoFactor()],
    rateLimit: { enabled: false },
    socialProviders: { github: { clientId: 'x', clientSecret: 'x' } },
  });
  const config = Config.parse({
    auth: 'their-auth.ts',
    plugins: ['username', 'passkey'],
    fields: { 'attributes.plan': 'plan' },
  });
  const settings = await inspectInstance(instance, config);
  expect(settings.missingParts).toEqual([
    expect.stringContaining('tables'),
    'plugin footbridge, first among those that verify passwords',
    'plugin passkey',
    'user field plan',
    'an entry in `target.fields` for the required user field tier',
  ]);
  expect(settings).toMatchObject({
    passwords: { login: true, reset: false, rules: ['at least 14 characters', 'at most 128 characters'] },
    verifiesEmail: true,
    mail: 'absent',
    lockout: 'off',
    providers: { enabled: ['github'] },
  });
  expect(settings.fields).toContainEqual({
    path: 'username',
    broken: 'refused',
    min: 5,
    max: 30,
    patterns: ['[a-zA-Z0-9_.]+'],
  });
  expect(settings.fields).toContainEqual({ path: 'email', required: 'refused' });
});

it('asks for a value where the application requires the field that we fill', async () => {
  const instance = await openOwn({
    user: { additionalFields: { tier: { type: 'string', required: true } } },
  });
  const config = Config.parse({ auth: 'their-auth.ts', plugins: [], fields: { 'attributes.plan': 'tier' } });
  const { fields, passwords } = await inspectInstance(instance, config);
  expect(fields).toContainEqual({ path: 'attributes.plan', required: 'refused' });
  expect(passwords.login).toBe(false);
});

let made = 0;

async function openOwn(options: BetterAuthOptions): Promise<Instance> {
  made += 1;
  const database = openDatabase(join(folder, `theirs-${made}.sqlite`));
  closing.push(() => database.close());
  const whole = {
    database,
    secret,
    baseURL: 'http://localhost:3000',
    logger: { disabled: true },
    ...options,
  };
  await (await getMigrations(whole)).runMigrations();
  return toInstance(createAuth(whole) as unknown as Auth, async () => {});
}
