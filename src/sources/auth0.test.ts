import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Identity } from '../identity/identity.ts';
import { databaseAccountOf, toIdentity } from './auth0/user.ts';
import { auth0 } from './auth0.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';

const HASH = '$2b$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';

const oid = (i: number) => i.toString(16).padStart(24, '0');
const user = (i: number) => ({
  user_id: `auth0|${oid(i)}`,
  email: `customer${i}@example.test`,
  email_verified: i % 2 === 0,
  identities: [
    { connection: 'Username-Password-Authentication', user_id: oid(i), provider: 'auth0', isSocial: false },
  ],
  created_at: '2023-01-05T10:00:00.000Z',
  blocked: false,
});
const password = (i: number, hash = HASH) => ({
  _id: { $oid: oid(i) },
  email: `customer${i}@example.test`,
  passwordHash: hash,
  password_set_date: { $date: '2023-01-05T10:00:00.000Z' },
  tenant: 'acme',
  connection: 'Username-Password-Authentication',
});
const lines = (records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const count = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i + 1));

testSource(auth0, {
  small: async (folder) => {
    await writeFile(join(folder, 'users.ndjson'), lines(count(9, user)));
    await writeFile(join(folder, 'hashes.ndjson'), lines(count(9, (i) => password(10 - i))));
    return { config: { users: 'users.ndjson', passwords: 'hashes.ndjson', id: 'user_id' }, rows: 9 };
  },
  damaged: async (folder) => {
    await writeFile(
      join(folder, 'users.ndjson'),
      lines(count(5, user)).replace('"email":"customer3', '"email":customer3'),
    );
    return { config: { users: 'users.ndjson', id: 'user_id' }, rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'users.ndjson'), lines(count(rows, user)));
    await writeFile(join(folder, 'hashes.ndjson'), lines(count(rows, (i) => password(i))));
    return { users: 'users.ndjson', passwords: 'hashes.ndjson', id: 'user_id' };
  },
  change: (folder) => appendFile(join(folder, 'hashes.ndjson'), lines([password(10)])),
  samples: [
    sampleOf('acme.json', lines(count(3, user))),
    sampleOf('import.json', JSON.stringify([{ email: 'a@x.test', password_hash: HASH }])),
    sampleOf('export.csv', `"'Id","'Email","'Email Verified"\n"'auth0|1","'a@x.test",true\n`),
  ],
});

describe('an Auth0 export', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-auth0-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(users: string, passwords?: string, settings: object = {}): Promise<SourceRecord[]> {
    await writeFile(join(folder, 'users'), users);
    if (passwords !== undefined) await writeFile(join(folder, 'passwords'), passwords);
    const config = {
      users: 'users',
      ...(passwords !== undefined && { passwords: 'passwords' }),
      ...settings,
    };
    return readAll(auth0.open(auth0.config.parse(config), { folder, pageSize: 2 }));
  }

  it('understands all that a user holds, as a valid identity with nothing left over', () => {
    const { identity, fields, problems } = toIdentity({
      ...user(2),
      username: 'ana',
      phone_number: '+351900000000',
      phone_verified: true,
      name: ' Ana Lima ',
      given_name: 'Ana',
      family_name: 'Lima',
      nickname: 'a',
      picture: 'https://x.test/a.png',
      user_metadata: { lang: 'pt' },
      app_metadata: { plan: { level: 3 } },
      identities: [
        ...user(2).identities,
        {
          connection: 'google-oauth2',
          provider: 'google-oauth2',
          user_id: 1071,
          isSocial: true,
          profileData: { email: 'z@x.test' },
        },
        { connection: 'acme-saml', provider: 'samlp', user_id: 'acme-saml|ana@corp.test', isSocial: false },
      ],
      mfa_factors: [{ totp: { secret: 'JBSWY3DPEHPK3PXP' } }, { phone: { value: '+351911111111' } }],
      last_login: '2024-02-01T00:00:00.000Z',
      updated_at: '2024-02-02T00:00:00.000Z',
      last_password_reset: '2023-06-01T00:00:00.000Z',
      password_hash: HASH,
      logins_count: 7,
      last_ip: '192.0.2.1',
    });

    expect(problems).toEqual([]);
    expect(fields).toEqual({});
    expect(Identity.parse(identity)).toEqual({
      sourceId: `auth0|${oid(2)}`,
      kind: 'person',
      status: 'active',
      identifiers: [
        { type: 'email', value: 'customer2@example.test', verified: true, evidence: 'auth0 email_verified' },
        { type: 'phone', value: '+351900000000', verified: true, evidence: 'auth0 phone_verified' },
        { type: 'username', value: 'ana' },
      ],
      profile: {
        name: 'Ana Lima',
        given_name: 'Ana',
        family_name: 'Lima',
        nickname: 'a',
        picture: 'https://x.test/a.png',
      },
      attributes: { user_metadata: { lang: 'pt' }, app_metadata: { plan: { level: 3 } } },
      password: { format: 'bcrypt-2b', hash: HASH, setAt: '2023-06-01T00:00:00.000Z' },
      factors: [
        { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 },
        { type: 'sms', phone: '+351911111111' },
      ],
      links: [
        { provider: 'google-oauth2', subject: '1071' },
        { provider: 'acme-saml', subject: 'ana@corp.test' },
      ],
      consents: [],
      memberships: [],
      createdAt: '2023-01-05T10:00:00.000Z',
      updatedAt: '2024-02-02T00:00:00.000Z',
      lastLoginAt: '2024-02-01T00:00:00.000Z',
    });
  });

  it('keeps a blocked customer out', () => {
    expect(toIdentity({ ...user(1), blocked: true }).identity.status).toBe('disabled');
  });

  it('leaves over what it does not know, and factors that only have a name', () => {
    const { fields } = toIdentity({
      ...user(1),
      favourite: 'blue',
      multifactor: ['guardian'],
      last_ip: '192.0.2.1',
    });
    expect(fields).toEqual({ favourite: 'blue', multifactor: ['guardian'] });
  });

  it('says which field of which identity is of the wrong kind', () => {
    const { problems } = toIdentity({ ...user(1), email_verified: 'maybe', identities: [{ provider: 7 }] });
    expect(problems.map(({ code, field }) => [code, field])).toEqual([
      ['FIELD_INVALID', 'email_verified'],
      ['FIELD_INVALID', 'identities[0].provider'],
    ]);
  });

  it('logs a customer who came with Google and linked a password in with that password and its address', () => {
    const linked = {
      ...user(1),
      user_id: 'google-oauth2|1071',
      identities: [
        { connection: 'google-oauth2', provider: 'google-oauth2', user_id: '1071', isSocial: true },
        {
          connection: 'db',
          provider: 'auth0',
          user_id: oid(5),
          profileData: { email: 'old@x.test', email_verified: true },
        },
      ],
    };
    const { identity } = toIdentity(linked, 'user_id', [{ hash: HASH, setAt: undefined }]);

    expect(databaseAccountOf(linked)).toBe(oid(5));
    expect(identity.password?.hash).toBe(HASH);
    expect(identity.identifiers.map(({ value }) => value)).toEqual(['customer1@example.test', 'old@x.test']);
    expect(identity.links).toEqual([{ provider: 'google-oauth2', subject: '1071' }]);
  });

  it('holds a customer with two accounts that have passwords, as only one can cross', () => {
    const database = { connection: 'db', provider: 'auth0' };
    const identities = [
      { ...database, user_id: oid(1) },
      { ...database, user_id: oid(2) },
    ];
    expect(toIdentity({ ...user(1), identities }).problems).toMatchObject([
      { code: 'FIELD_INVALID', field: 'identities[1]' },
    ]);
  });

  it('joins passwords by id, whatever the order and the addresses', async () => {
    const other = (i: number) => `$2b$10$${String(i).repeat(53).slice(0, 53)}`;
    const rows = count(6, (i) => ({ ...password(7 - i, other(7 - i)), email: 'same@example.test' }));
    const records = await read(lines(count(6, user)), lines(rows));
    expect(records.map(({ identity }) => identity?.password?.hash)).toEqual(count(6, other));
    expect(records[0]?.identity?.password).toMatchObject({
      format: 'bcrypt-2b',
      setAt: '2023-01-05T10:00:00.000Z',
    });
  });

  it('joins an account that was once imported by its older id', async () => {
    const [record] = await read(
      lines([{ ...user(1), identities: [{ provider: 'auth0', user_id: 'old-7' }] }]),
      lines([{ ...password(9), alt_id: 'old-7' }]),
    );
    expect(record?.identity?.password?.hash).toBe(HASH);
  });

  it('reports passwords that belong to nobody, and damaged rows of the password file, after the users', async () => {
    const text = `${lines([password(1)])}{"_id":\n${lines([password(8), password(2), { passwordHash: HASH }])}`;
    const records = await read(lines(count(3, user)), text);
    expect(
      records
        .slice(3)
        .map(({ row, position, problems, identity }) => [row, position, problems[0]?.code, identity]),
    ).toEqual([
      [4, 'passwords line 2', 'ROW_UNREADABLE', undefined],
      [5, 'passwords line 3', 'PASSWORD_ORPHANED', undefined],
      [6, 'passwords line 5', 'ID_MISSING', undefined],
    ]);
    expect(records[2]?.identity?.password).toBeUndefined();
  });

  it('goes on among the left-over passwords as if it had read the users itself', async () => {
    await writeFile(join(folder, 'users'), lines(count(3, user)));
    await writeFile(join(folder, 'passwords'), lines(count(9, (i) => password(i))));
    const config = { users: 'users', passwords: 'passwords', id: 'user_id' } as const;
    const open = () => auth0.open(config, { folder, pageSize: 2 });
    const whole = await readAll(open());
    expect(whole).toHaveLength(9);
    let behind = 0;
    for await (const page of open().read()) {
      behind += page.records.length;
      expect(await readAll(open(), page.cursor)).toEqual(whole.slice(behind));
    }
  });

  it('holds a customer for whom the password file has two different hashes', async () => {
    const [record, ...others] = await read(
      lines([user(1)]),
      lines([password(1), password(1, `${HASH.slice(0, -1)}a`)]),
    );
    expect(record?.problems).toMatchObject([{ code: 'ID_REPEATED', field: 'passwords' }]);
    expect(others).toEqual([]);
  });

  it('asks for an unpacked password file', async () => {
    const { gzipSync } = await import('node:zlib');
    await writeFile(join(folder, 'packed'), gzipSync(lines([password(1)])));
    await expect(read(lines([user(1)]), undefined, { passwords: 'packed' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('unpack'),
    });
  });

  it('reads a file made for Auth0’s import, with foreign hashes in its own words', async () => {
    const custom = {
      algorithm: 'sha256',
      hash: { value: 'aa', encoding: 'hex' },
      salt: { value: 'x', position: 'prefix' },
    };
    const users = [
      { user_id: '1', email: 'a@x.test', email_verified: true, password_hash: HASH },
      { user_id: '2', email: 'b@x.test', custom_password_hash: custom },
      { email: 'c@x.test' },
    ];
    const records = await read(JSON.stringify(users, null, 2));
    expect(records.map(({ identity }) => [identity?.sourceId, identity?.password?.format])).toEqual([
      ['1', 'bcrypt-2b'],
      ['2', 'auth0-custom-password-hash'],
      ['', undefined],
    ]);
    expect(JSON.parse(records[1]?.identity?.password?.hash ?? '')).toEqual(custom);
    expect((await read(JSON.stringify(users), undefined, { id: 'email' }))[2]?.identity?.sourceId).toBe(
      'c@x.test',
    );
  });

  it.each([
    [
      'titles',
      `"'Id","'Email","'Email Verified","'Connection","'Provider","'Blocked","'Logins Count"\n"'auth0|7","'''=a@x.test",true,"'db","'auth0",false,3\n`,
      "''=a@x.test",
    ],
    [
      'paths',
      `user_id,email,email_verified,identities[0].connection,identities[0].provider,identities[0].user_id,user_metadata.lang\n"'auth0|7","'a@x.test",true,"'db","'auth0","'7","'pt"\n`,
      'a@x.test',
    ],
  ])('reads the guarded CSV of the dashboard with %s', async (_, text, email) => {
    const [record] = await read(text);
    expect(record?.problems).toEqual([]);
    expect(record?.fields).toEqual({});
    expect(record?.identity).toMatchObject({
      sourceId: 'auth0|7',
      status: 'active',
      identifiers: [{ type: 'email', value: email, verified: true }],
    });
    expect(record?.identity?.links).toEqual([]);
  });
});
