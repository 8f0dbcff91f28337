/** Rows that Django itself hashed cross into Keycloak and log in at its token endpoint. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { totpCode } from '../../src/cli/demo/sign-in.ts';
import { needs } from '../servers/binaries.ts';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project, type Said } from './project.ts';

const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Makes the hashes with Django's own hashers, at costs that keep the test short. */
const PYTHON = `
import json
from django.conf import settings
settings.configure(PASSWORD_HASHERS=[
  'django.contrib.auth.hashers.PBKDF2PasswordHasher', 'django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher',
  'django.contrib.auth.hashers.MD5PasswordHasher'])
from django.contrib.auth.hashers import get_hasher
def hashed(algorithm, password, **cost):
  hasher = get_hasher(algorithm)
  return hasher.encode(password, 'saltSALTsalt', **cost)
print(json.dumps({
  'ada': hashed('pbkdf2_sha256', 'Correct-Horse-9', iterations=1000),
  'bob': hashed('pbkdf2_sha1', 'p\\u00e4ssw\\u00f6rd\\u2013\\u65e5\\u672c', iterations=1000),
  'carl': hashed('pbkdf2_sha256', 'blocked all the same', iterations=1000),
  'weak': hashed('md5', 'old and weak'),
}))`;

needs(
  'keycloak',
  'postgres',
  'django',
)('rows that Django hashed', () => {
  let realm: Realm;
  let project: Project;
  let proxy: FaultProxy;
  let dryRun: Said;
  let writesOfDryRun: number;
  let said: Said;

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'arriving', { identityProviders: ['google'] });
    proxy = await startFaultProxy({ target: keycloak.url });
    project = await createProject({ KC_SECRET: realm.clientSecret });
    project.write(
      'users.csv',
      usersCsv(JSON.parse(execFileSync('/usr/bin/python3', ['-c', PYTHON]).toString())),
    );
    project.configure(configOf(proxy.url, realm));
    dryRun = await project.run(['import', '--dry-run']);
    writesOfDryRun = proxy.count(/^(POST|PUT|PATCH|DELETE) \/admin\//);
    said = await project.run(['import']);
  });
  afterAll(async () => {
    await proxy?.stop();
    await realm?.remove();
    project?.remove();
  });

  it('are shown by a dry run that writes nothing to Keycloak', () => {
    expect(dryRun.result).toMatchObject({
      writes: { create: 4 },
      status: { account: { read: 5, balanced: true } },
    });
    expect(writesOfDryRun).toBe(0);
    expect(proxy.count(/^GET \/admin\//)).toBeGreaterThan(0);
  });

  it('are accounted for, and the hash that Keycloak cannot verify is held', () => {
    expect(said.result).toMatchObject({ account: { read: 5, balanced: true, ended: { moved: 4, held: 1 } } });
    expect(said.code).toBe(3);
  });

  it('log in at the token endpoint, and wrong passwords are refused', async () => {
    expect(await realm.login('bob', 'pässwörd–日本')).toMatchObject({ status: 200 });
    expect(await realm.login('bob', 'wrong')).toMatchObject({ error: 'Invalid user credentials' });
  });

  it('log in with their authenticator app, and not without it', async () => {
    expect(await realm.login('ada', 'Correct-Horse-9')).toMatchObject({ error: 'Invalid user credentials' });
    expect(await realm.login('ada', 'Correct-Horse-9', totpCode(TOTP))).toMatchObject({ status: 200 });
  });

  it('stay out when they were disabled', async () => {
    expect(await realm.login('carl', 'blocked all the same')).toMatchObject({
      status: 400,
      error: 'Account disabled',
    });
  });

  it('keep their link to Google', async () => {
    const [dora] = (await realm.admin('GET', '/users?username=dora&exact=true')) as { id: string }[];
    const links = await realm.admin('GET', `/users/${dora?.id}/federated-identity`);
    expect(links).toMatchObject([{ identityProvider: 'google', userId: '109300000000000000001' }]);
  });

  it('are gone again after a rollback, but for customers who typed their password since', async () => {
    const { result } = said as { result: { run: number } };
    const { result: undone } = await project.run(['rollback', String(result.run), '--yes']);
    expect(undone).toMatchObject({ counts: { removed: 1, kept: 3 } });
    const left = (await realm.admin('GET', '/users')) as { username: string }[];
    // Keycloak re-hashes a right password even where the account is disabled: carl was touched too.
    expect(left.map(({ username }) => username).sort()).toEqual(['ada', 'bob', 'carl']);
  });
});

function configOf(url: string, { realm, clientId }: Realm): object {
  return {
    name: 'django',
    source: { type: 'csv', path: 'users.csv' },
    target: { type: 'keycloak', url, realm, clientId, clientSecret: { secret: 'KC_SECRET' } },
    mapping: {
      fields: {
        id: 'id',
        username: 'username',
        email: 'email',
        'email.verified': { from: 'verified', transform: 'boolean' },
        'profile.given_name': 'first_name',
        'password.hash': 'password',
        status: { from: 'is_active', values: { True: 'active', False: 'disabled' } },
        'factors.totp.secret': 'totp',
        'links.google': 'google',
        createdAt: 'date_joined',
      },
    },
  };
}

function usersCsv(hashes: Readonly<Record<string, string>>): string {
  const row = (name: string, active = 'True', totp = '', google = '') => [
    name,
    name,
    `${name}@shop.example`,
    'true',
    name,
    hashes[name] ?? '',
    active,
    totp,
    google,
    '2019-05-01T10:00:00Z',
  ];
  const rows = [
    [
      'id',
      'username',
      'email',
      'verified',
      'first_name',
      'password',
      'is_active',
      'totp',
      'google',
      'date_joined',
    ],
    row('ada', 'True', TOTP),
    row('bob'),
    row('carl', 'False'),
    row('dora', 'True', '', '109300000000000000001'),
    row('weak'),
  ];
  return rows.map((cells) => cells.join(',')).join('\n');
}
