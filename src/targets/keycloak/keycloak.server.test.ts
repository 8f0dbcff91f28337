import { afterAll, beforeAll, expect, it } from 'vitest';
import { binary, needs } from '../../../test/servers/binaries.ts';
import {
  configFor,
  emailOf,
  NEWER,
  NEWER_PASSWORD,
  openRealm,
  openSession,
  PASSWORD,
  PBKDF2,
  totpCode,
  toWrite,
  usernameOf,
  writeOne,
} from '../../../test/servers/keycloak-customers.ts';
import type { Realm } from '../../../test/servers/keycloak-realm.ts';
import { runCommand } from '../../../test/servers/process.ts';
import type { Factor } from '../../identity/identity.ts';
import type { TargetSession, Write } from '../target.ts';
import { testTarget } from '../target-contract.ts';
import { keycloak } from './index.ts';

needs('keycloak')('Keycloak as a target', () => {
  let realm: Realm;
  let session: TargetSession;

  beforeAll(async () => {
    realm = await openRealm({ groups: ['staff'], roles: ['vip'], identityProviders: ['google'] });
    session = await openSession(realm);
  });
  afterAll(async () => {
    await session.close();
    await realm.remove();
  });

  testTarget(keycloak, async () => ({
    config: configFor(realm),
    session: await openSession(realm),
    password: { plain: PASSWORD, credential: PBKDF2, plan: 'transcoded' },
    async makeStranger(email) {
      await realm.admin('POST', '/users', { username: email, email, enabled: true });
      const [user] = (await realm.admin('GET', `/users?username=${email}&exact=true`)) as { id: string }[];
      return user?.id ?? '';
    },
  }));

  it.each([
    ['PBKDF2-SHA1', NEWER.format, NEWER.hash],
    ['PBKDF2-SHA256', PBKDF2.format, PBKDF2.hash],
    [
      'Argon2id',
      'argon2id',
      '$argon2id$v=19$m=8192,t=3,p=1$QUJDREVGR0hJSktMTU5PUA$VBI27IhnD6yIx/WRvdP2hCh86ylTMG8umXONz3zhUu0',
    ],
  ])(
    'lets customers with %s hashes in at its token endpoint, and nobody else',
    async (_name, format, hash) => {
      const plain = hash === NEWER.hash ? NEWER_PASSWORD : PASSWORD;
      const { identity } = await writeOne(session, { password: { hash, format } });
      const username = usernameOf(identity);
      expect(await realm.login(username, `${plain}x`)).toMatchObject({ error: 'Invalid user credentials' });
      expect(await realm.login(username, plain)).toEqual({ status: 200 });
      expect(await realm.login(emailOf(identity), plain)).toEqual({ status: 200 });
    },
  );

  it('asks for the code of the authenticator app that the customer already has', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const totp: Factor = { type: 'totp', secret, algorithm: 'SHA256', digits: 8, period: 60 };
    const { identity, snapshot } = await writeOne(session, { password: PBKDF2, factors: [totp] });
    expect(snapshot.factors).toEqual(['totp']);
    const username = usernameOf(identity);
    expect(await session.login?.({ type: 'username', value: username }, PASSWORD)).toBe('factor-required');
    expect((await realm.login(username, PASSWORD)).status).toBe(400);
    expect((await realm.login(username, PASSWORD, '00000000')).status).toBe(400);
    expect(await realm.login(username, PASSWORD, totpCode(secret, 'sha256', 8, 60))).toEqual({ status: 200 });
  });

  it('keeps a disabled customer out', async () => {
    const { identity } = await writeOne(session, { password: PBKDF2, status: 'disabled' });
    expect(await realm.login(usernameOf(identity), PASSWORD)).toMatchObject({ error: 'Account disabled' });
    expect(await session.login?.({ type: 'email', value: emailOf(identity) }, PASSWORD)).toBe('blocked');
  });

  it('keeps the link to Google, by the name it has in the realm', async () => {
    const ours = await openSession(realm, { providers: { 'google-oauth2': 'google' } });
    const intended = toWrite({
      links: [{ provider: 'google-oauth2', subject: '1093', username: 'ada@gmail.com' }],
    });
    const [outcome] = await ours.write([intended]);
    const id = outcome?.status === 'done' ? outcome.targetId : '';
    expect((await ours.read([id]))[0]?.links).toEqual([{ provider: 'google-oauth2', subject: '1093' }]);
    expect(await realm.admin('GET', `/users?idpAlias=google&idpUserId=1093`)).toMatchObject([{ id }]);
    await ours.close();
  });

  it('shows everything that was written, claims and attributes, dates, groups, roles and numbers', async () => {
    const sourceId = crypto.randomUUID();
    const { snapshot, externalId } = await writeOne(session, {
      sourceId,
      identifiers: [
        { type: 'username', value: `Ada.${sourceId}` },
        { type: 'email', value: `Ada.${sourceId}@example.org`, verified: false },
        { type: 'phone', value: '+4915112345678', verified: true },
      ],
      profile: { given_name: 'Ada', nickname: 'Countess', address: { locality: 'London', country: 'GB' } },
      attributes: {
        plan: 'gold',
        points: 12,
        tags: ['a', 'b'],
        nested: { deep: [1, { x: null }] },
        on: true,
      },
      memberships: [
        { type: 'group', name: 'staff' },
        { type: 'role', name: 'vip' },
      ],
      createdAt: '2019-01-02T03:04:05+01:00',
      factors: [
        { type: 'recovery-codes', codes: ['one', 'two'] },
        { type: 'webauthn', credentialId: 'AQID', publicKey: 'pQECAyYg', signCount: 3, passwordless: true },
      ],
    });
    expect(snapshot).toMatchObject({ targetId: sourceId, externalId, password: 'absent' });
    expect(snapshot.identifiers).toEqual([
      { type: 'email', value: `ada.${sourceId}@example.org`, verified: false },
      { type: 'phone', value: '+4915112345678', verified: true },
      { type: 'username', value: `ada.${sourceId}` },
    ]);
    expect(snapshot.fields).toEqual({
      'profile.given_name': 'Ada',
      'profile.nickname': 'Countess',
      'profile.address': { locality: 'London', country: 'GB' },
      'attributes.plan': 'gold',
      'attributes.points': '12',
      'attributes.tags': ['a', 'b'],
      'attributes.nested': { deep: [1, { x: null }] },
      'attributes.on': 'true',
    });
    expect(snapshot.memberships).toContainEqual({ type: 'group', name: 'staff' });
    expect(snapshot.memberships).toContainEqual({ type: 'role', name: 'vip' });
    expect(snapshot.factors.toSorted()).toEqual(['recovery-codes', 'webauthn']);
    const user = (await realm.admin('GET', `/users/${sourceId}`)) as { createdTimestamp: number };
    expect(user.createdTimestamp).toBe(Date.parse('2019-01-02T03:04:05+01:00'));
  });

  it('gives imported customers what every new user of the realm has', async () => {
    const { targetId } = await writeOne(session, {});
    const roles = (await realm.admin('GET', `/users/${targetId}/role-mappings/realm`)) as { name: string }[];
    expect(roles.map(({ name }) => name)).toEqual([`default-roles-${realm.realm}`]);
  });

  it('makes an invited customer choose a password, and one who must change it change it', async () => {
    const invited = await writeOne(session, { status: 'invited', password: PBKDF2 });
    const mustChange = await writeOne(session, { password: { ...PBKDF2, mustChange: true } });
    expect(await requiredActions(invited)).toEqual(['VERIFY_EMAIL', 'UPDATE_PASSWORD']);
    expect(await requiredActions(mustChange)).toEqual(['UPDATE_PASSWORD']);
    expect(await realm.login(usernameOf(mustChange.identity), PASSWORD)).toMatchObject({
      error: 'Account is not fully set up',
    });
  });

  async function requiredActions({ targetId }: Write): Promise<readonly string[]> {
    const user = (await realm.admin('GET', `/users/${targetId}`)) as { requiredActions: string[] };
    return user.requiredActions;
  }
});

needs('keycloak', 'django')('passwords that Django itself hashed', () => {
  it('open the door of Keycloak', async () => {
    const { stdout } = await runCommand(binary('django'), ['-c', DJANGO]);
    const hashes = stdout.trim().split('\n');
    expect(hashes).toHaveLength(2);
    const realm = await openRealm();
    const session = await openSession(realm);
    for (const hash of hashes) {
      const customer = toWrite({ password: { hash } });
      expect(await session.write([customer])).toMatchObject([{ status: 'done' }]);
      expect((await realm.login(usernameOf(customer.identity), 'Correct-Horse-8')).status).toBe(400);
      expect(await realm.login(usernameOf(customer.identity), PASSWORD)).toEqual({ status: 200 });
    }
    await session.close();
    await realm.remove();
  });
});

const DJANGO = `
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher"])
from django.contrib.auth.hashers import make_password
for hasher in ("pbkdf2_sha256", "pbkdf2_sha1"):
    print(make_password("${PASSWORD}", hasher=hasher))
`;
