/** From Better Auth to Keycloak and back: whoever crosses twice still logs in with the first password. */
import { pbkdf2Sync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn, totpCode } from '../../src/cli/demo/sign-in.ts';
import { type BetterAuthServer, startBetterAuth } from '../servers/better-auth.ts';
import { needs } from '../servers/binaries.ts';
import { exportRealm } from '../servers/keycloak.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project, type Said } from './project.ts';

const SECRET = 'a secret of thirty-two characters';
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const PASSWORD = 'Correct-Horse-9';
const GOOGLE = '109300000000000000001';

needs('keycloak', 'postgres')('customers who cross from Better Auth to Keycloak and back', () => {
  const projects: Project[] = [];
  let realm: Realm;
  let server: BetterAuthServer;
  let toKeycloak: Said;
  let back: Said;

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'between', { identityProviders: ['google'] });
    const first = await cross({
      source: { type: 'csv', path: 'users.csv' },
      target: betterAuth('first.sqlite'),
      mapping: CSV_MAPPING,
    });
    await signUp(join(first.project.folder, 'first.sqlite'));
    toKeycloak = (
      await cross({
        source: {
          type: 'better-auth',
          file: join(first.project.folder, 'first.sqlite'),
          secret: { secret: 'BETTER_AUTH_SECRET' },
        },
        target: {
          type: 'keycloak',
          url: realm.url,
          realm: realm.realm,
          clientId: realm.clientId,
          clientSecret: { secret: 'KC_SECRET' },
        },
        mapping: { fields: {}, ignore: ['*'] },
        accept: ['updatedAt', 'memberships', 'profile'],
      })
    ).said;
    const second = await cross(
      {
        source: { type: 'keycloak', path: 'realm.json' },
        target: betterAuth('second.sqlite'),
        mapping: { fields: {}, ignore: ['*'] },
        accept: ['memberships', 'kind', 'attributes', 'username'],
      },
      { 'realm.json': await exportRealm(keycloak, realm.realm) },
    );
    back = second.said;
    server = await startBetterAuth({
      database: join(second.project.folder, 'second.sqlite'),
      secret: SECRET,
    });
  });
  afterAll(async () => {
    await server?.stop();
    await realm?.remove();
    for (const project of projects) project.remove();
  });

  async function cross(config: object, files: Record<string, string> = { 'users.csv': USERS_CSV }) {
    const project = await createProject({ BETTER_AUTH_SECRET: SECRET, KC_SECRET: realm.clientSecret });
    projects.push(project);
    for (const [name, content] of Object.entries(files)) project.write(name, content);
    project.configure({ name: 'there-and-back', ...config });
    return { project, said: await project.run(['import']) };
  }

  const comeBack = (name: string, password: string, totp?: string) =>
    signIn(server.url.replace('/api/auth', ''), {
      email: `${name}@shop.example`,
      password,
      ...(totp === undefined ? {} : { totp }),
    });

  it('are let into Keycloak with password and authenticator app', async () => {
    expect(toKeycloak.result).toMatchObject({ account: { balanced: true, ended: { moved: 3, held: 1 } } });
    expect(await realm.login('ada@shop.example', PASSWORD)).toMatchObject({
      error: 'Invalid user credentials',
    });
    expect(await realm.login('ada@shop.example', PASSWORD, totpCode(TOTP))).toMatchObject({ status: 200 });
  });

  it('are held where Keycloak cannot verify the hash that Better Auth made itself', () => {
    expect(toKeycloak.code).toBe(3);
  });

  it('are let into Better Auth again, blocked ones not', async () => {
    expect(back.result).toMatchObject({ account: { balanced: true, ended: { moved: 3 } } });
    expect(await comeBack('ada', PASSWORD)).toBe('asked for a code');
    expect(await comeBack('ada', PASSWORD, TOTP)).toBe('signed in with a code');
    expect(await comeBack('ada', 'wrong')).toBe('refused');
    expect(await comeBack('carl', PASSWORD)).toBe('blocked');
  });

  it('keep their link to Google on the whole way', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(server.database, { readOnly: true });
    const links = database.prepare(`select accountId from account where providerId = 'google'`).all();
    database.close();
    expect(links).toEqual([{ accountId: GOOGLE }]);
  });
});

function betterAuth(database: string): object {
  return { type: 'better-auth', database, secret: { secret: 'BETTER_AUTH_SECRET' } };
}

/** A customer of the new time: her hash is Better Auth's own. */
async function signUp(database: string): Promise<void> {
  const server = await startBetterAuth({ database, secret: SECRET });
  const response = await fetch(`${server.url}/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(server.url).origin },
    body: JSON.stringify({ email: 'newcomer@shop.example', password: PASSWORD, name: 'Newcomer' }),
  });
  await server.stop();
  if (!response.ok) throw new Error(`the sign-up was refused: ${response.status}`);
}

const CSV_MAPPING = {
  fields: {
    id: 'id',
    email: 'email',
    'email.verified': { value: true },
    'password.hash': 'password',
    status: 'status',
    'factors.totp.secret': 'totp',
    'links.google': 'google',
  },
};

function djangoHash(salt: string): string {
  return `pbkdf2_sha256$1000$${salt}$${pbkdf2Sync(PASSWORD, salt, 1000, 32, 'sha256').toString('base64')}`;
}

const USERS_CSV = [
  'id,email,password,status,totp,google',
  `1,ada@shop.example,${djangoHash('salt1')},active,${TOTP},`,
  `2,carl@shop.example,${djangoHash('salt2')},disabled,,`,
  `3,dora@shop.example,,active,,${GOOGLE}`,
].join('\n');
