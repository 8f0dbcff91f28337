/** Keycloak's own users, hashed and exported by Keycloak itself, cross into Better Auth and log in over HTTP. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn } from '../../src/cli/demo/sign-in.ts';
import { type BetterAuthServer, startBetterAuth } from '../servers/better-auth.ts';
import { needs } from '../servers/binaries.ts';
import { exportRealm } from '../servers/keycloak.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project, type Said } from './project.ts';

const SECRET = 'a secret of thirty-two characters';
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const PASSWORDS = { ada: 'Correct-Horse-9', bob: 'pässwörd–日本', carl: 'blocked all the same' };

needs('keycloak', 'postgres')('users that Keycloak hashed and exported', () => {
  let realm: Realm;
  let project: Project;
  let server: BetterAuthServer;
  let said: Said;

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'leaving', { identityProviders: ['google'], groups: ['staff'] });
    await realm.admin('POST', '/users', userOf('ada', { credentials: [passwordOf('ada'), TOTP_CREDENTIAL] }));
    await realm.admin('PUT', '', { passwordPolicy: 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1000)' });
    await realm.admin('POST', '/users', userOf('bob', { credentials: [passwordOf('bob')] }));
    await realm.admin(
      'POST',
      '/users',
      userOf('carl', { enabled: false, credentials: [passwordOf('carl')] }),
    );
    await realm.admin('POST', '/users', userOf('dora', { federatedIdentities: [GOOGLE] }));

    project = await createProject({ BETTER_AUTH_SECRET: SECRET });
    project.write('realm.json', await exportRealm(keycloak, 'leaving'));
    project.configure({
      name: 'leaving-keycloak',
      source: { type: 'keycloak', path: 'realm.json' },
      target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
      mapping: { fields: {}, ignore: ['*'] },
      accept: ['memberships'],
    });
    said = await project.run(['import']);
    server = await startBetterAuth({ database: join(project.folder, 'new.sqlite'), secret: SECRET });
  });
  afterAll(async () => {
    await server?.stop();
    await realm?.remove();
    project?.remove();
  });

  const login = (name: keyof typeof PASSWORDS, password: string, totp?: string) =>
    signIn(server.url.replace('/api/auth', ''), {
      email: `${name}@acme.example`,
      password,
      ...(totp === undefined ? {} : { totp }),
    });

  it('are all accounted for, and the service account of a client, which has no address, is held', () => {
    expect(said.result).toMatchObject({ account: { balanced: true, ended: { moved: 4, held: 1 } } });
    expect(said.code).toBe(3);
  });

  it('log in with the password that Keycloak hashed with Argon2, and with their authenticator app', async () => {
    expect(await login('ada', PASSWORDS.ada)).toBe('asked for a code');
    expect(await login('ada', PASSWORDS.ada, TOTP)).toBe('signed in with a code');
  });

  it('log in with the password that Keycloak hashed with PBKDF2', async () => {
    expect(await login('bob', PASSWORDS.bob)).toBe('signed in');
    expect(await login('bob', PASSWORDS.bob)).toBe('signed in');
  });

  it('are refused with a wrong password', async () => {
    expect(await login('ada', PASSWORDS.bob)).toBe('refused');
    expect(await login('bob', 'wrong')).toBe('refused');
  });

  it('stay out when they were disabled', async () => {
    expect(await login('carl', PASSWORDS.carl)).toBe('blocked');
  });

  it('keep their link to Google', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(project.folder, 'new.sqlite'), { readOnly: true });
    const links = database
      .prepare(`select providerId, accountId from account where providerId = 'google'`)
      .all();
    database.close();
    expect(links).toEqual([{ providerId: 'google', accountId: GOOGLE.userId }]);
  });

  it('leave no address and no hash readable in the files of the ledger', () => {
    const realmFile = readFileSync(join(project.folder, 'realm.json'), 'utf8');
    const hash = /\\"value\\":\\"([^"\\]{40,})/.exec(realmFile)?.[1] ?? '';
    expect(hash.length).toBeGreaterThan(39);
    const ledger = join(project.folder, '.footbridge');
    const files = readdirSync(ledger, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name));
      for (const secret of [hash, 'ada@acme.example', TOTP, GOOGLE.userId]) {
        expect(content.includes(secret), `${file.name} holds ${secret.slice(0, 5)}…`).toBe(false);
      }
    }
  });
});

const GOOGLE = {
  identityProvider: 'google',
  userId: '109300000000000000001',
  userName: 'dora@gmail.example',
};

const TOTP_CREDENTIAL = {
  type: 'otp',
  userLabel: 'phone',
  credentialData: JSON.stringify({
    subType: 'totp',
    digits: 6,
    counter: 0,
    period: 30,
    algorithm: 'HmacSHA1',
    secretEncoding: 'BASE32',
  }),
  secretData: JSON.stringify({ value: TOTP }),
};

function passwordOf(name: keyof typeof PASSWORDS) {
  return { type: 'password', value: PASSWORDS[name], temporary: false };
}

function userOf(username: string, change: object) {
  return {
    username,
    email: `${username}@acme.example`,
    emailVerified: true,
    firstName: username,
    lastName: 'Tester',
    enabled: true,
    ...change,
  };
}
