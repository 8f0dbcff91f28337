import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Identity } from '../identity/identity.ts';
import { toIdentity } from './keycloak/user.ts';
import { keycloak } from './keycloak.ts';
import type { JsonObject } from './reading/json-value.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';

/** The password `Pässwörd9` of reference vectors: PBKDF2-SHA256, 1,000 rounds, 64 bytes. */
const SECRET =
  '{"value":"FMqXXzu2ryAcCDKpAJnrZ/l3IaNbMZQ7E6+lco8zLrL6Q7ytEr/cfCbUPqXPxlo1AwHZjQOQTvYeFtN8EW8xLw==","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{}}';
const DETAIL = '{"hashIterations":1000,"algorithm":"pbkdf2-sha256","additionalParameters":{}}';
const PASSWORD = {
  id: 'c1',
  type: 'password',
  createdDate: 1_700_000_000_001,
  secretData: SECRET,
  credentialData: DETAIL,
};

const user = (i: number) => ({
  id: `id-${i}`,
  createdTimestamp: 1_700_000_000_000 + i,
  username: `user${i}`,
  enabled: true,
  totp: false,
  emailVerified: false,
  email: `user${i}@example.test`,
  credentials: [PASSWORD],
  disableableCredentialTypes: [],
  requiredActions: [],
  realmRoles: ['default-roles-acme'],
  notBefore: 0,
  groups: [],
});
const users = (from: number, count: number) => Array.from({ length: count }, (_, i) => user(from + i));
const realm = (list: readonly unknown[], more: object = {}) =>
  JSON.stringify(
    {
      id: 'acme',
      realm: 'acme',
      roles: { realm: [{ name: 'users' }] },
      users: list,
      clients: [{ users: [1] }],
      ...more,
    },
    null,
    2,
  );

testSource(keycloak, {
  small: async (folder) => {
    await mkdir(join(folder, 'export'));
    const file = (name: string, list: readonly unknown[]) =>
      writeFile(join(folder, 'export', name), JSON.stringify({ realm: 'acme', users: list }, null, 2));
    await writeFile(join(folder, 'export', 'acme-realm.json'), JSON.stringify({ id: 'acme', realm: 'acme' }));
    await file('acme-users-0.json', users(1, 5));
    await file('acme-users-1.json', users(6, 5));
    await file('acme-users-2.json', users(11, 1));
    return { config: { path: 'export' }, rows: 11 };
  },
  damaged: async (folder) => {
    await writeFile(
      join(folder, 'realm.json'),
      realm(users(1, 5)).replace('"username": "user3"', '"username": user3'),
    );
    return { config: { path: 'realm.json' }, rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'realm.json'), JSON.stringify({ realm: 'acme', users: users(1, rows) }));
    return { path: 'realm.json' };
  },
  change: (folder) => writeFile(join(folder, 'export', 'acme-users-3.json'), realm(users(12, 1))),
  samples: [
    sampleOf('acme-realm.json', realm(users(1, 3))),
    sampleOf('acme-users-0.json', JSON.stringify({ realm: 'acme', users: users(1, 500) })),
    sampleOf('realm.json', `{"id":"x","realm":"acme","clients":[${'{"a":1},'.repeat(20_000)}`),
  ],
});

describe('a Keycloak export', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-keycloak-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(
    files: Readonly<Record<string, string>>,
    path = '.',
    settings: object = {},
  ): Promise<SourceRecord[]> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return readAll(keycloak.open({ path, ...settings }, { folder, pageSize: 2 }));
  }
  const understand = (more: JsonObject, settings = {}) => toIdentity({ ...user(1), ...more }, settings);

  it('understands all that a user holds, as a valid identity with nothing left over', () => {
    const { identity, fields, problems } = understand({
      firstName: ' Ana ',
      lastName: 'Lima',
      emailVerified: true,
      attributes: {
        phoneNumber: ['+351900000000'],
        phoneNumberVerified: ['true'],
        locale: ['pt'],
        street: ['Rua 1'],
        country: ['PT'],
        plan: ['gold'],
        tags: ['a', 'b'],
        none: [],
      },
      federatedIdentities: [{ identityProvider: 'google', userId: '1071', userName: 'ana@gmail.test' }],
      groups: ['/staff/berlin'],
      clientRoles: { shop: ['buyer'] },
      requiredActions: ['UPDATE_PASSWORD', 'VERIFY_EMAIL'],
      clientConsents: [
        { clientId: 'shop', grantedClientScopes: ['email', 'profile'], createdDate: 1_700_000_000_000 },
      ],
    });

    expect(problems).toEqual([]);
    expect(fields).toEqual({});
    const at = '2023-11-14T22:13:20.000Z';
    const evidence = 'keycloak clientConsents';
    expect(Identity.parse(identity)).toEqual({
      sourceId: 'id-1',
      kind: 'person',
      status: 'active',
      identifiers: [
        { type: 'email', value: 'user1@example.test', verified: true, evidence: 'keycloak emailVerified' },
        { type: 'phone', value: '+351900000000', verified: true, evidence: 'keycloak phoneNumberVerified' },
        { type: 'username', value: 'user1' },
      ],
      profile: {
        given_name: 'Ana',
        family_name: 'Lima',
        locale: 'pt',
        address: { street_address: 'Rua 1', country: 'PT' },
      },
      attributes: { plan: 'gold', tags: ['a', 'b'], requiredActions: ['VERIFY_EMAIL'] },
      password: {
        format: 'keycloak-json-pbkdf2',
        hash: JSON.stringify({ type: 'password', secretData: SECRET, credentialData: DETAIL }),
        setAt: '2023-11-14T22:13:20.001Z',
        mustChange: true,
      },
      factors: [],
      links: [{ provider: 'google', subject: '1071', username: 'ana@gmail.test' }],
      consents: [
        { purpose: 'shop/email', status: 'granted', at, evidence },
        { purpose: 'shop/profile', status: 'granted', at, evidence },
      ],
      memberships: [
        { type: 'role', name: 'default-roles-acme' },
        { type: 'group', name: '/staff/berlin' },
        { type: 'role', name: 'buyer', client: 'shop' },
      ],
      createdAt: '2023-11-14T22:13:20.001Z',
    });
  });

  it('names the format of an Argon2 password, and keeps its text as it is', () => {
    const credentialData =
      '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}';
    const { identity } = understand({ credentials: [{ ...PASSWORD, credentialData }] });
    expect(identity.password?.format).toBe('keycloak-json-argon2');
    expect(JSON.parse(identity.password?.hash ?? '')).toMatchObject({ secretData: SECRET, credentialData });
  });

  it('gives a password of an ancient export today’s envelope', () => {
    const flat = {
      type: 'password',
      hashedSaltedValue: 'AAAA',
      salt: 'BBBB',
      hashIterations: 20_000,
      algorithm: 'pbkdf2-sha256',
    };
    const { identity, fields } = understand({ credentials: [flat] });
    expect(fields).toEqual({});
    expect(identity.password?.format).toBe('keycloak-json-pbkdf2');
    const { secretData, credentialData } = JSON.parse(identity.password?.hash ?? '');
    expect(JSON.parse(secretData)).toMatchObject({ value: 'AAAA', salt: 'BBBB' });
    expect(JSON.parse(credentialData)).toMatchObject({ hashIterations: 20_000, algorithm: 'pbkdf2-sha256' });
  });

  it.each([
    ['the bytes of its text', {}, 'abcdefghijklmnopqrst', 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U'],
    [
      'base32 where it says so',
      { secretEncoding: 'BASE32' },
      'mfrg gzdf mztw q2lk nnwg 23tp obyx e43u',
      'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U',
    ],
  ])('takes the secret of a one-time code as %s', (_, more, value, secret) => {
    const credentialData = JSON.stringify({
      subType: 'totp',
      digits: 8,
      counter: 0,
      period: 60,
      algorithm: 'HmacSHA256',
      ...more,
    });
    const { identity } = understand({
      credentials: [
        {
          type: 'otp',
          userLabel: 'Phone',
          createdDate: 1_700_000_000_000,
          secretData: JSON.stringify({ value }),
          credentialData,
        },
      ],
    });
    expect(Identity.parse(identity).factors).toEqual([
      {
        type: 'totp',
        secret,
        algorithm: 'SHA256',
        digits: 8,
        period: 60,
        label: 'Phone',
        createdAt: '2023-11-14T22:13:20.000Z',
      },
    ]);
  });

  it('keeps passkeys and security keys with the domain they are bound to', () => {
    const credentialData = JSON.stringify({
      aaguid: '00000000-0000-0000-0000-000000000000',
      credentialId: 'a+b/cQ==',
      counter: 7,
      attestationStatementFormat: 'none',
      credentialPublicKey: 'pQECAyYgASFY',
      transports: ['internal'],
    });
    const credentials = [
      { type: 'webauthn-passwordless', userLabel: 'Laptop', secretData: '{}', credentialData },
      { type: 'webauthn', secretData: '{}', credentialData },
    ];
    const { identity, problems } = understand({ credentials }, { rpId: 'id.example.test' });
    expect(problems).toEqual([]);
    expect(Identity.parse(identity).factors).toMatchObject([
      {
        type: 'webauthn',
        credentialId: 'a-b_cQ',
        publicKey: 'pQECAyYgASFY',
        signCount: 7,
        rpId: 'id.example.test',
        userHandle: Buffer.from('id-1').toString('base64url'),
        transports: ['internal'],
        passwordless: true,
        label: 'Laptop',
      },
      { type: 'webauthn', passwordless: false },
    ]);
  });

  it('keeps recovery codes in the order in which Keycloak asks for them', () => {
    const codes = [
      { number: 4, encodedHashedValue: 'four' },
      { number: 3, encodedHashedValue: 'three' },
    ];
    const { identity } = understand({
      credentials: [
        {
          type: 'recovery-authn-codes',
          secretData: JSON.stringify({ codes }),
          credentialData: '{"hashIterations":1,"algorithm":"SHA-512","remaining":2,"total":12}',
        },
      ],
    });
    expect(Identity.parse(identity).factors).toEqual([
      { type: 'recovery-codes', codes: ['three', 'four'], hash: 'sha512-base64', total: 12 },
    ]);
  });

  it.each([
    [
      'a secret that is too short',
      'otp',
      '{"value":"abc"}',
      '{"subType":"totp"}',
      'credentials[0].secretData',
    ],
    [
      'a key without a public key',
      'webauthn',
      '{}',
      '{"credentialId":"aaaa"}',
      'credentials[0].credentialData',
    ],
    ['JSON that is none', 'otp', '{"value"', '{}', 'credentials[0].secretData'],
  ])('reports %s', (_, type, secretData, credentialData, field) => {
    const { identity, problems } = understand({ credentials: [{ type, secretData, credentialData }] });
    expect(problems).toMatchObject([{ code: 'FACTOR_INVALID', field }]);
    expect(identity.factors).toEqual([]);
  });

  it('leaves over what no other system could check, without its secret', () => {
    const hotp = {
      type: 'otp',
      userLabel: 'Token',
      secretData: '{"value":"12345678901234567890"}',
      credentialData: '{"subType":"hotp","counter":4}',
    };
    const own = { type: 'smartcard', secretData: '{"pin":1}', credentialData: '{}' };
    const { fields, problems } = understand({ credentials: [PASSWORD, hotp, own], federationLink: 'ldap' });
    expect(problems).toEqual([]);
    expect(fields).toEqual({
      federationLink: 'ldap',
      credentials: [
        { type: 'otp', userLabel: 'Token', credentialData: '{"subType":"hotp","counter":4}' },
        { type: 'smartcard', credentialData: '{}' },
      ],
    });
  });

  it('leaves out the passwords of the past', () => {
    const { fields, problems, identity } = understand({
      credentials: [{ ...PASSWORD, type: 'password-history' }],
    });
    expect([fields, problems, identity.password]).toEqual([{}, [], undefined]);
  });

  it('keeps a customer out who was disabled, or of whom nothing is said', () => {
    expect(understand({ enabled: false }).identity.status).toBe('disabled');
    expect(understand({ enabled: null }).identity.status).toBe('disabled');
  });

  it('takes a user name that is the address for one identifier', () => {
    const { identity } = understand({ username: 'user1@example.test', email: 'User1@Example.test' });
    expect(identity.identifiers.map(({ type }) => type)).toEqual(['email']);
  });

  it('knows a service account by its client', () => {
    const { identity } = understand({
      email: null,
      serviceAccountClientId: 'billing',
      username: 'service-account-billing',
    });
    expect(identity).toMatchObject({ kind: 'service', attributes: { serviceAccountClientId: 'billing' } });
  });

  it('leaves a change of password that is due where there is no password to change', () => {
    const { identity } = understand({ credentials: [], requiredActions: ['UPDATE_PASSWORD'] });
    expect(identity.attributes.requiredActions).toEqual(['UPDATE_PASSWORD']);
  });

  it('reads users of a federation behind the others of the same file', async () => {
    const records = await read(
      { 'realm.json': realm(users(1, 2), { federatedUsers: [{ id: 'f:1:ana', credentials: [] }] }) },
      'realm.json',
    );
    expect(records.map(({ row, position, identity }) => [row, position, identity?.sourceId])).toEqual([
      [1, 'users[0]', 'id-1'],
      [2, 'users[1]', 'id-2'],
      [3, 'federatedUsers[0]', 'f:1:ana'],
    ]);
  });

  it('reads the files of a folder by their numbers, not by their letters', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`acme-users-${i}.json`, realm(users(i, 1))]),
    );
    const records = await read({ ...files, 'notes.txt': 'x' });
    expect(records.map(({ identity }) => identity?.sourceId)).toEqual(
      Array.from({ length: 12 }, (_, i) => `id-${i}`),
    );
  });

  it('notices a file of users that was not copied', async () => {
    await expect(
      read({ 'acme-users-0.json': realm([]), 'acme-users-2.json': realm([]) }),
    ).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringContaining('number 1'),
    });
  });

  it('asks for the realm where a folder holds several', async () => {
    const files = { 'acme-users-0.json': realm(users(1, 1)), 'master-users-0.json': realm(users(5, 1)) };
    await expect(read(files)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await read(files, '.', { realm: 'master' })).toHaveLength(1);
  });

  it('says that a file without users is no export of users', async () => {
    await expect(
      read({ 'acme-realm.json': '{"id":"a","realm":"acme","clients":[]}' }, 'acme-realm.json'),
    ).rejects.toMatchObject({
      code: 'SOURCE_UNRECOGNISED',
      message: expect.stringContaining('"clients"'),
    });
  });
});
