import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hash } from '@node-rs/bcrypt';
import { afterAll, describe, expect, it } from 'vitest';
import type { IdentifierType } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import type { LegacyIdentifier } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';
import { sql } from './sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-legacy-sql-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `secret` and `Straßenbahn é` in NFC: bcrypt at cost 4, made by @node-rs/bcrypt. */
const SECRET = '$2b$04$ruYEBEROLjHQa0NF7rm63uM.dQe2cckdNaGZ2dkfRAugq1C.Dwixy';
const ACCENTED = '$2b$04$Bs1BgyoMdKn1AIVnCyEquufKVIxWJMBVBwaXXtMDPtuq91s31XRYi';

let files = 0;
function fill(...statements: readonly string[]): string {
  const file = join(folder, `${++files}.sqlite`);
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
  return file;
}

const SHOP = fill(
  'CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, password TEXT, plan TEXT)',
  `INSERT INTO customers VALUES (7, 'Ana@example.com', '${SECRET}', 'gold')`,
  `INSERT INTO customers VALUES (8, 'bert@example.com', '${ACCENTED}', NULL)`,
);

testLegacy(
  sql,
  async () => ({
    config: { file: SHOP, table: 'customers', identifiers: { email: 'email', username: 'email' } },
    gone: { file: join(folder, 'none.sqlite'), table: 'customers', identifiers: { email: 'email' } },
    customer: { type: 'email', identifier: 'Ana@example.com', password: 'secret', sourceId: '7' },
    accented: { type: 'email', identifier: 'bert@example.com', password: 'Straßenbahn é', sourceId: '8' },
    stranger: 'nobody@example.com',
    strangerIs: 'unknown',
    secrets: [SECRET],
    end: async () => undefined,
  }),
  { hasServer: false },
);

function identifier(value: string, type: IdentifierType = 'email'): LegacyIdentifier {
  return { type, value, key: value.toLowerCase(), sourceId: '7' };
}

async function ask(
  config: object,
  who: LegacyIdentifier,
  password = 'secret',
  secret: (name: string) => string = () => '',
) {
  const session = await sql.open(sql.config.parse(config), { folder, secret });
  const answer = await session.verify(who, new TypedPassword(password), {}, AbortSignal.timeout(5_000));
  await session.close();
  return answer;
}

const BY_EMAIL = { table: 'customers', identifiers: { email: 'email' } };

describe('the row of a customer', () => {
  it('is passed on without the hash and the salt', async () => {
    const answer = await ask({ file: SHOP, ...BY_EMAIL }, identifier('Ana@example.com'));
    expect(answer).toEqual({
      outcome: 'match',
      profile: { sourceId: '7', fields: { id: 7, email: 'Ana@example.com', plan: 'gold' } },
    });
  });

  it('is found by the address as typed and as normalised', async () => {
    const file = fill(
      'CREATE TABLE customers (id TEXT, email TEXT, password TEXT)',
      `INSERT INTO customers VALUES ('a', 'ana@example.com', '${SECRET}')`,
    );
    expect(await ask({ file, ...BY_EMAIL }, identifier('ANA@example.com'))).toMatchObject({
      outcome: 'match',
    });
  });

  it('is found in any case where the settings say so', async () => {
    const file = fill(
      'CREATE TABLE customers (id TEXT, email TEXT, password TEXT)',
      `INSERT INTO customers VALUES ('a', 'Ana@EXAMPLE.com', '${SECRET}')`,
    );
    const who = identifier('ana@example.com');
    expect(await ask({ file, ...BY_EMAIL }, who)).toEqual({ outcome: 'unknown' });
    expect(await ask({ file, ...BY_EMAIL, ignoreCase: true }, who)).toMatchObject({ outcome: 'match' });
  });

  it('lets nobody in where there are two of them', async () => {
    const file = fill(
      'CREATE TABLE customers (id INTEGER, email TEXT, password TEXT)',
      `INSERT INTO customers VALUES (1, 'Ana@example.com', '${SECRET}'), (2, 'ana@example.com', 'x')`,
    );
    expect(await ask({ file, ...BY_EMAIL }, identifier('Ana@example.com'))).toEqual({
      outcome: 'technical-error',
      retryable: false,
      found: '2 rows',
    });
  });

  it('is not that of somebody whose name the database takes for the same', async () => {
    const file = fill(
      'CREATE TABLE customers (id INTEGER, email TEXT COLLATE NOCASE, password TEXT)',
      `INSERT INTO customers VALUES (1, 'other@example.com', '${SECRET}')`,
    );
    const query = 'SELECT * FROM customers';
    const config = { file, query: `${query} -- whoever :key is`, identifiers: { email: 'email' } };
    expect(sql.config.safeParse(config).success).toBe(false);
    const everybody = { ...config, query: `${query} WHERE :key <> ''` };
    expect(await ask(everybody, identifier('ana@example.com'))).toEqual({ outcome: 'unknown' });
    expect(await ask(everybody, identifier('Other@example.com'))).toMatchObject({ outcome: 'match' });
  });

  it('is found by a phone number that is stored without its country', async () => {
    const file = fill(
      'CREATE TABLE customers (id INTEGER, phone TEXT, password TEXT)',
      `INSERT INTO customers VALUES (1, '030 901820', '${SECRET}')`,
    );
    const config = {
      file,
      query: "SELECT * FROM customers WHERE replace(phone, ' ', '') = '0' || substr(:key, 4)",
      identifiers: { phone: 'phone' },
      defaultCountry: 'DE',
    };
    const who = { type: 'phone', value: '+4930901820', key: '+4930901820' } as const;
    expect(await ask(config, who)).toMatchObject({ outcome: 'match', profile: { sourceId: '1' } });
    expect(await ask({ ...config, defaultCountry: 'FR' }, who)).toEqual({ outcome: 'unknown' });
  });

  it('is unknown by a kind of identifier nobody logs in with', async () => {
    const who = identifier('ana', 'username');
    expect(await ask({ file: SHOP, ...BY_EMAIL }, who)).toEqual({ outcome: 'unknown' });
  });

  it('without a password says "wrong" to any', async () => {
    const file = fill(
      'CREATE TABLE customers (id INTEGER, email TEXT, password TEXT)',
      `INSERT INTO customers VALUES (1, 'a@example.com', NULL), (2, 'b@example.com', ''), (3, 'c@example.com', '!')`,
    );
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com'])
      expect(await ask({ file, ...BY_EMAIL }, identifier(email))).toEqual({ outcome: 'wrong' });
  });

  it('with a column misspelt in the settings is a failure: "locked" must not read as "not locked"', async () => {
    for (const config of [{ standing: { locked: 'is_locked' } }, { id: 'uid' }, { hash: 'pw' }])
      expect(await ask({ file: SHOP, ...BY_EMAIL, ...config }, identifier('Ana@example.com'))).toMatchObject({
        outcome: 'technical-error',
        retryable: false,
        found: expect.stringContaining('no column'),
      });
  });
});

describe('the hash of a customer', () => {
  const SALTED = fill(
    'CREATE TABLE customers (id INTEGER, email TEXT, password TEXT, salt TEXT, algo TEXT)',
    // sha1('NaCl' . 'secret' . 'from the site'), sha1('NaCl' . 'secret'), and what no format has the shape of.
    `INSERT INTO customers VALUES (1, 'a@example.com', '79bb7ff534fd8168c712c75c341b10a88938a0de', 'NaCl', 'x')`,
    `INSERT INTO customers VALUES (2, 'b@example.com', 'a8f8c29293990fec55fa166d2b15fe348383065e', 'NaCl', 'hex(sha1(salt . password))')`,
    `INSERT INTO customers VALUES (3, 'c@example.com', 'no hash at all', 'NaCl', '')`,
  );
  const config = { file: SALTED, ...BY_EMAIL, beside: { salt: 'salt' } };

  it('is verified with salt and pepper, by the format that the settings or a column name', async () => {
    const peppered = {
      ...config,
      format: 'hex(sha1(salt . password . pepper))',
      secrets: { pepper: 'SITE_PEPPER' },
    };
    const secret = (name: string) => (name === 'SITE_PEPPER' ? 'from the site' : '');
    const answer = await ask(peppered, identifier('a@example.com'), 'secret', secret);
    expect(answer).toMatchObject({ outcome: 'match' });
    expect(JSON.stringify(answer)).not.toContain('NaCl');
    expect(await ask(peppered, identifier('a@example.com'), 'Secret', secret)).toEqual({ outcome: 'wrong' });
    const named = { ...config, formatColumn: 'algo' };
    expect(await ask(named, identifier('b@example.com'))).toMatchObject({ outcome: 'match' });
  });

  it('of no known format is a failure: no password would be right, and none is wrong', async () => {
    expect(await ask(config, identifier('c@example.com'))).toEqual({
      outcome: 'technical-error',
      retryable: false,
      found: 'hash-unknown',
    });
  });

  it('is found right whichever way its letters are typed, unless the settings say only one', async () => {
    const who = identifier('bert@example.com');
    const typed = 'Straßenbahn é'.normalize('NFD');
    expect(await ask({ file: SHOP, ...BY_EMAIL }, who, typed)).toMatchObject({ outcome: 'match' });
    const strict = { file: SHOP, ...BY_EMAIL, unicode: ['as-typed'] };
    expect(await ask(strict, who, typed)).toEqual({ outcome: 'wrong' });
  });
});

describe('columns that say who may not simply come in', () => {
  const file = fill(
    'CREATE TABLE customers (id INTEGER, email TEXT, password TEXT, locked INT, state TEXT, deleted TEXT, seen TEXT, otp TEXT)',
    `INSERT INTO customers VALUES (1, 'locked@x.org', '${SECRET}', 1, 'ok', NULL, 't', NULL)`,
    `INSERT INTO customers VALUES (2, 'deleted@x.org', '${SECRET}', 1, 'ok', '2020-01-01', 't', NULL)`,
    `INSERT INTO customers VALUES (3, 'new@x.org', '${SECRET}', 0, 'ok', NULL, 'f', NULL)`,
    `INSERT INTO customers VALUES (4, 'temp@x.org', '${SECRET}', 0, 'initial', '', 't', NULL)`,
    `INSERT INTO customers VALUES (5, 'old@x.org', '${SECRET}', 0, 'expired', '', 't', NULL)`,
    `INSERT INTO customers VALUES (6, 'careful@x.org', '${SECRET}', 0, 'expired', NULL, 't', 'JBSWY3DP')`,
    `INSERT INTO customers VALUES (7, 'fine@x.org', '${SECRET}', 0, 'ok', NULL, 't', NULL)`,
  );
  const config = {
    file,
    ...BY_EMAIL,
    standing: {
      locked: 'locked',
      disabled: { field: 'deleted', set: true },
      unverified: { field: 'seen', is: ['f', 'no'] },
      temporary: { field: 'state', is: 'initial' },
      expired: { field: 'state', is: 'expired' },
      secondFactor: { field: 'otp', set: true },
    },
  };

  it.each([
    ['locked@x.org', { outcome: 'blocked', reason: 'locked' }],
    ['deleted@x.org', { outcome: 'blocked', reason: 'disabled' }],
    ['new@x.org', { outcome: 'blocked', reason: 'unverified' }],
    ['temp@x.org', { outcome: 'match-must-change', reason: 'temporary-in-legacy' }],
    ['old@x.org', { outcome: 'match-must-change', reason: 'expired-in-legacy' }],
    ['careful@x.org', { outcome: 'mfa-required', profile: { sourceId: '6' } }],
    ['fine@x.org', { outcome: 'match' }],
  ])('make of %s with the right password %j, and of a guess "wrong"', async (email, expected) => {
    expect(await ask(config, identifier(email))).toMatchObject(expected);
    expect(await ask(config, identifier(email), 'guess')).toEqual({ outcome: 'wrong' });
  });

  it('are looked at by a lookup as well', async () => {
    const session = await sql.open(sql.config.parse(config), { folder, secret: () => '' });
    const look = (email: string) => session.lookup?.(identifier(email), AbortSignal.timeout(5_000));
    expect(await look('deleted@x.org')).toEqual({ outcome: 'blocked', reason: 'disabled' });
    expect(await look('old@x.org')).toMatchObject({ outcome: 'match', profile: { sourceId: '5' } });
    await session.close();
  });
});

describe('the settings of the sql legacy', () => {
  const parse = (config: object) => sql.config.safeParse({ file: 'x', ...config }).success;

  it.each([
    ['neither table nor query', {}],
    ['a table and a query', { ...BY_EMAIL, query: 'SELECT :key' }],
    ['a table nobody logs in to', { table: 'customers' }],
    ['a query that names nobody', { query: 'SELECT * FROM customers' }],
    ['a parameter that is none', { query: 'SELECT * FROM customers WHERE email = :email' }],
    ['a format named twice', { ...BY_EMAIL, format: 'bcrypt', formatColumn: 'algo' }],
    ['an address and a file', { ...BY_EMAIL, url: 'postgresql://x/y' }],
  ])('refuse %s', (_, config) => {
    expect(parse(config)).toBe(false);
  });
});

describe('a stranger', () => {
  it('has to wait as long as a customer with a wrong password, and so has one without any', async () => {
    // `secret` in bcrypt at cost 12: some 200 ms, where a query takes one.
    const slow = await hash('secret', { cost: 12 });
    const file = fill(
      'CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, password TEXT)',
      `INSERT INTO people VALUES (1, 'ana@example.com', '${slow}'), (2, 'social@example.com', NULL)`,
    );
    const config = sql.config.parse({ file, table: 'people', identifiers: { email: 'email' } });
    const session = await sql.open(config, { folder, secret: () => '' });
    const waitFor = async (who: string) => {
      const from = performance.now();
      const password = new TypedPassword('wrong');
      const { outcome } = await session.verify(identifier(who), password, {}, AbortSignal.timeout(30_000));
      return { outcome, took: performance.now() - from };
    };
    await waitFor('ana@example.com');
    const known = await waitFor('ana@example.com');
    const stranger = await waitFor('nobody@example.com');
    const social = await waitFor('social@example.com');
    await session.close();
    expect([known.outcome, stranger.outcome, social.outcome]).toEqual(['wrong', 'unknown', 'wrong']);
    expect(Math.min(stranger.took, social.took)).toBeGreaterThan(known.took / 3);
  });
});
