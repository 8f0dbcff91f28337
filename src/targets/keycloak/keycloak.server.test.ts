import { createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binary, needs } from '../../../test/servers/binaries.ts';
import { createRealm, type Realm } from '../../../test/servers/keycloak-realm.ts';
import { runCommand } from '../../../test/servers/process.ts';
import { shared } from '../../../test/servers/shared.ts';
import { blankIdentity, type Factor, type Identity } from '../../identity/identity.ts';
import { createPace } from '../../net/pace.ts';
import type { Snapshot, TargetSession, Write } from '../target.ts';
import { testTarget } from '../target-contract.ts';
import { Config } from './config.ts';
import { keycloak } from './index.ts';

/** From targets-selfhosted §0.5: Django 3.2's own spelling of PBKDF2 is the second; both were verified elsewhere. */
const PASSWORD = 'Correct-Horse-9';
const PBKDF2 = {
  format: 'django-pbkdf2-sha256',
  hash: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=',
};

/** Made here, with the composed letter as its UTF-8 bytes. */
const NEWER_PASSWORD = 'Neue-Brücke-7';
const NEWER = {
  format: 'django-pbkdf2-sha1',
  hash: `pbkdf2_sha1$9000$pepperless$${pbkdf2Sync(NEWER_PASSWORD, 'pepperless', 9000, 20, 'sha1').toString('base64')}`,
};

needs('keycloak')('Keycloak as a target', () => {
  let realm: Realm;
  let session: TargetSession;

  async function open(settings: Partial<Config> = {}): Promise<TargetSession> {
    return keycloak.open(configFor(realm, settings), {
      folder: '.',
      pace: createPace({ concurrency: 16 }),
      secret: () => '',
    });
  }

  beforeAll(async () => {
    realm = await createRealm(await shared('keycloak'), `target-${randomBytes(4).toString('hex')}`, {
      groups: ['staff'],
      roles: ['vip'],
      identityProviders: ['google'],
    });
    session = await open();
  });
  afterAll(async () => {
    await session.close();
    await realm.remove();
  });

  testTarget(keycloak, async () => ({
    config: configFor(realm),
    session: await open(),
    password: { plain: PASSWORD, credential: PBKDF2, plan: 'transcoded' },
    async makeStranger(email) {
      await realm.admin('POST', '/users', { username: email, email, enabled: true });
      const [user] = (await realm.admin('GET', `/users?username=${email}&exact=true`)) as { id: string }[];
      return user?.id ?? '';
    },
  }));

  async function write(identity: Partial<Identity>): Promise<Write & { readonly snapshot: Snapshot }> {
    const intended = toWrite(identity);
    const [outcome] = await session.write([intended]);
    if (outcome?.status !== 'done') throw new Error(`expected "done", got ${JSON.stringify(outcome)}`);
    const [snapshot] = await session.read([outcome.targetId]);
    if (snapshot === undefined) throw new Error('the user cannot be read back');
    return { ...intended, targetId: outcome.targetId, snapshot };
  }

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
      const { identity } = await write({ password: { hash, format } });
      const username = usernameOf(identity);
      expect(await realm.login(username, `${plain}x`)).toMatchObject({ error: 'Invalid user credentials' });
      expect(await realm.login(username, plain)).toEqual({ status: 200 });
      expect(await realm.login(emailOf(identity), plain)).toEqual({ status: 200 });
    },
  );

  it('asks for the code of the authenticator app that the customer already has', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const totp: Factor = { type: 'totp', secret, algorithm: 'SHA256', digits: 8, period: 60 };
    const { identity, snapshot } = await write({ password: PBKDF2, factors: [totp] });
    expect(snapshot.factors).toEqual(['totp']);
    const username = usernameOf(identity);
    expect((await realm.login(username, PASSWORD)).status).toBe(400);
    expect((await realm.login(username, PASSWORD, '00000000')).status).toBe(400);
    expect(await realm.login(username, PASSWORD, totpCode(secret, 'sha256', 8, 60))).toEqual({ status: 200 });
  });

  it('keeps a disabled customer out', async () => {
    const { identity } = await write({ password: PBKDF2, status: 'disabled' });
    expect(await realm.login(usernameOf(identity), PASSWORD)).toMatchObject({ error: 'Account disabled' });
  });

  it('keeps the link to Google, by the name it has in the realm', async () => {
    const ours = await open({ providers: { 'google-oauth2': 'google' } });
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
    const { snapshot, externalId } = await write({
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
    const { targetId } = await write({});
    const roles = (await realm.admin('GET', `/users/${targetId}/role-mappings/realm`)) as { name: string }[];
    expect(roles.map(({ name }) => name)).toEqual([`default-roles-${realm.realm}`]);
  });

  it('makes an invited customer choose a password, and one who must change it change it', async () => {
    const invited = await write({ status: 'invited', password: PBKDF2 });
    const mustChange = await write({ password: { ...PBKDF2, mustChange: true } });
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

  it('refuses a record that Keycloak fails on, and writes all who travelled with it', async () => {
    const bad = toWrite({ createdAt: '2020-01-01T00:00:00Z', profile: { given_name: 'x'.repeat(300) } });
    const batch = [
      ...Array.from({ length: 30 }, () => toWrite({})),
      bad,
      ...Array.from({ length: 30 }, () => toWrite({})),
    ];
    const outcomes = await session.write(batch);
    expect(outcomes[30]).toMatchObject({ status: 'refused', problem: { code: 'TARGET_REFUSED' } });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(60);
    expect(keycloak.fit(bad.identity, configFor(realm)).refusal).toMatchObject({
      field: 'profile.given_name',
    });
  });

  it('holds a customer of a group that is missing, or creates the group where that is allowed', async () => {
    const [shop] = (await realm.admin('GET', '/clients?clientId=shop')) as { id: string }[];
    await realm.admin('POST', `/clients/${shop?.id}/roles`, { name: 'buyer' });
    const name = `/new-${randomBytes(4).toString('hex')}/berlin`;
    const client = `role-${randomBytes(4).toString('hex')}`;
    const customer = () =>
      toWrite({
        memberships: [
          { type: 'group', name },
          { type: 'role', name: client },
          { type: 'role', name: 'buyer', client: 'shop' },
        ],
      });
    expect(await session.write([customer()])).toMatchObject([
      { status: 'refused', problem: { code: 'TARGET_REFUSED', field: 'memberships' } },
    ]);
    expect(await session.check([customer().identity])).toContainEqual(
      expect.objectContaining({ ok: false, fatal: false, found: expect.stringContaining('would be held') }),
    );

    const creating = await open({ createMissing: true });
    const outcomes = await creating.write([customer(), customer()]);
    const ids = outcomes.map((outcome) => (outcome.status === 'done' ? outcome.targetId : ''));
    for (const snapshot of await creating.read(ids))
      expect(snapshot?.memberships).toEqual([
        { type: 'group', name },
        { type: 'role', name: client },
        { type: 'role', name: 'buyer' },
      ]);
    await creating.close();
  });

  it('brings credentials, links, groups and roles to the newer state, and back again', async () => {
    const totp: Factor = {
      type: 'totp',
      secret: 'JBSWY3DPEHPK3PXP',
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
    };
    const link = { provider: 'google', subject: randomBytes(8).toString('hex') };
    const customer = await write({
      password: PBKDF2,
      factors: [totp],
      links: [link],
      memberships: [{ type: 'group', name: 'staff' }],
    });
    const newer: Identity = {
      ...customer.identity,
      factors: [],
      links: [],
      memberships: [{ type: 'role', name: 'vip' }],
      password: NEWER,
    };
    expect(await session.write([{ ...customer, operation: 'update', identity: newer }])).toMatchObject([
      { status: 'done' },
    ]);
    const username = usernameOf(newer);
    const [changed] = await session.read([customer.targetId ?? '']);
    expect(changed).toMatchObject({ factors: [], links: [], memberships: [{ type: 'role', name: 'vip' }] });
    expect((await realm.login(username, PASSWORD)).status).toBe(400);
    expect(await realm.login(username, NEWER_PASSWORD)).toEqual({ status: 200 });

    const image: unknown = JSON.parse(JSON.stringify(customer.snapshot.image));
    expect(await session.restore?.(image, customer.identity)).toMatchObject({ status: 'done' });
    const [restored] = await session.read([customer.targetId ?? '']);
    expect(restored?.links).toEqual([link]);
    expect(restored?.memberships).toContainEqual({ type: 'group', name: 'staff' });
    expect(restored?.factors).toEqual(['totp']);
    expect((await realm.login(username, NEWER_PASSWORD)).status).toBe(400);
    expect(await realm.login(username, PASSWORD, totpCode(totp.secret, 'sha1', 6, 30))).toEqual({
      status: 200,
    });
  });

  it('takes the old password away when a customer has none any more', async () => {
    const customer = await write({ password: PBKDF2 });
    const { password: _, ...identity } = customer.identity;
    await session.write([{ ...customer, operation: 'update', identity, credentialPlan: 'none' }]);
    expect((await session.read([customer.targetId ?? '']))[0]?.password).toBe('absent');
    expect((await realm.login(usernameOf(identity), PASSWORD)).status).toBe(400);
  });

  it('says that a user name cannot be changed where the realm does not allow it', async () => {
    const customer = await write({});
    const identity: Identity = {
      ...customer.identity,
      identifiers: [{ type: 'username', value: `other-${customer.externalId}` }],
    };
    expect(await session.write([{ ...customer, operation: 'update', identity }])).toMatchObject([
      { status: 'refused', problem: { field: 'username' } },
    ]);
  });

  it('sees an edited profile, a changed password, a used authenticator and a granted role in the fingerprint', async () => {
    const customer = await write({ password: PBKDF2 });
    const id = customer.targetId ?? '';
    const seen = new Set([customer.snapshot.fingerprint]);
    const look = async () => seen.add((await session.read([id]))[0]?.fingerprint ?? '');
    const user = (await realm.admin('GET', `/users/${id}`)) as Record<string, unknown>;
    await realm.admin('PUT', `/users/${id}`, { ...user, lastName: 'King' });
    await look();
    await realm.admin('PUT', `/users/${id}/reset-password`, { type: 'password', value: 'new-Horse-9' });
    await look();
    const [vip] = (await realm.admin('GET', '/roles?search=vip')) as unknown[];
    await realm.admin('POST', `/users/${id}/role-mappings/realm`, [vip]);
    await look();
    expect(seen.size).toBe(4);
    await look();
    expect(seen.size).toBe(4);
  });
});

needs('keycloak')('a realm that nobody prepared', () => {
  it('is refused before anything is written, with what to change', async () => {
    const server = await shared('keycloak');
    const realm = await createRealm(server, `bare-${randomBytes(4).toString('hex')}`, {
      unmanagedAttributes: undefined,
      namesRequired: true,
      rights: ['manage-users', 'manage-realm'],
    });
    const session = await keycloak.open(configFor(realm), {
      folder: '.',
      pace: createPace({ concurrency: 4 }),
      secret: () => '',
    });
    const { identity } = toWrite({
      profile: {},
      attributes: { plan: 'gold' },
      links: [{ provider: 'google', subject: '1' }],
    });
    const checks = await session.check([identity]);
    const failed = checks.filter(({ ok }) => !ok).map(({ found, fatal }) => [fatal, found]);
    expect(failed).toEqual([
      [false, expect.stringContaining('It lacks view-identity-providers, view-clients')],
      [true, expect.stringContaining('footbridge_id, plan')],
      [false, expect.stringContaining('1 of 1 customers lack something')],
      [false, expect.stringContaining('view-identity-providers')],
    ]);
    await session.close();
    await realm.remove();
  });

  it('is refused to a client without rights, and to one with a wrong secret', async () => {
    const server = await shared('keycloak');
    const realm = await createRealm(server, `none-${randomBytes(4).toString('hex')}`, {
      rights: ['view-users'],
    });
    const context = { folder: '.', pace: createPace({ concurrency: 4 }), secret: () => '' };
    const session = await keycloak.open(configFor(realm), context);
    expect(await session.check([])).toMatchObject([{ ok: false, fatal: true }]);
    await session.close();
    const wrong = await keycloak.open(configFor(realm, { clientSecret: 'wrong' }), context);
    await expect(wrong.check([])).rejects.toMatchObject({ answer: 'refused' });
    await wrong.close();
    await realm.remove();
  });
});

needs('keycloak', 'django')('passwords that Django itself hashed', () => {
  it('open the door of Keycloak', async () => {
    const { stdout } = await runCommand(binary('django'), ['-c', DJANGO]);
    const hashes = stdout.trim().split('\n');
    expect(hashes).toHaveLength(2);
    const server = await shared('keycloak');
    const realm = await createRealm(server, `django-${randomBytes(4).toString('hex')}`);
    const session = await keycloak.open(configFor(realm), {
      folder: '.',
      pace: createPace({ concurrency: 4 }),
      secret: () => '',
    });
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

function configFor(realm: Realm, settings: Partial<Config> = {}): Config {
  const { url, realm: name, clientId, clientSecret, loginClientId } = realm;
  return { ...Config.parse({ url, realm: name, clientId, clientSecret, loginClientId }), ...settings };
}

function toWrite(identity: Partial<Identity>): Write {
  const externalId = randomBytes(16).toString('hex');
  return {
    id: externalId,
    operation: 'create',
    externalId,
    credentialPlan: identity.password === undefined || identity.status === 'invited' ? 'none' : 'transcoded',
    identity: {
      ...blankIdentity(`source-${externalId}`),
      identifiers: [
        { type: 'username', value: `user-${externalId}` },
        { type: 'email', value: `${externalId}@example.org` },
      ],
      profile: { given_name: 'Ada', family_name: 'Lovelace' },
      ...identity,
    },
  };
}

function usernameOf({ identifiers }: Identity): string {
  return identifiers.find(({ type }) => type === 'username')?.value ?? '';
}

function emailOf({ identifiers }: Identity): string {
  return identifiers.find(({ type }) => type === 'email')?.value ?? '';
}

/** RFC 6238, for a secret in base 32. */
function totpCode(secret: string, digest: string, digits: number, period: number): string {
  const bits = [...secret].map((char) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period)));
  const mac = createHmac(digest, key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}
