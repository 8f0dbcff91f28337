import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../identity/identity.ts';
import { createPace } from '../net/pace.ts';
import { openEmbedded } from '../targets/better-auth/embedded.ts';
import { betterAuth as target } from '../targets/better-auth/index.ts';
import type { Write } from '../targets/target.ts';
import { toIdentity, type UserRecords } from './better-auth/user.ts';
import { betterAuth } from './better-auth.ts';
import { readAll, testSource } from './source-contract.ts';

const SECRET = 'a secret for tests, long enough to be one: 0123456789';

async function makeAuth(path: string): Promise<DatabaseSync> {
  const { database } = await openEmbedded({
    path,
    secret: SECRET,
    baseURL: 'http://localhost:3000',
    secrets: {},
    rateLimited: false,
  });
  return database;
}

async function fill(folder: string, rows: number): Promise<string> {
  const database = await makeAuth(join(folder, 'auth.sqlite'));
  const user = database.prepare(
    `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, ?, ?)`,
  );
  const account = database.prepare(
    `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
     VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
  );
  const at = '2024-03-01T10:00:00.000Z';
  database.exec('BEGIN');
  for (let row = 1; row <= rows; row += 1) {
    const id = `u${String(row).padStart(6, '0')}`;
    user.run(id, `Customer ${row}`, `c${row}@shop.example`, at, at);
    account.run(`a${id}`, id, id, `${'0'.repeat(32)}:${'1'.repeat(128)}`, at, at);
  }
  database.exec('COMMIT');
  database.close();
  return 'auth.sqlite';
}

testSource(betterAuth, {
  small: async (folder) => ({ config: betterAuth.config.parse({ file: await fill(folder, 11) }), rows: 11 }),
  large: async (folder, rows) => betterAuth.config.parse({ file: await fill(folder, rows) }),
  async change(folder) {
    const database = new DatabaseSync(join(folder, 'auth.sqlite'));
    database.exec('ALTER TABLE "user" ADD COLUMN "plan" TEXT');
    database.close();
  },
});

describe('what went into a Better Auth through the target', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-better-auth-source-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Bytes that are no UTF-8, as most secrets are. */
  const FOREIGN_SEED = 'QD7YBAMCQOCILBUHRCEYVC4MRWHI7EER';

  const everything: Identity = {
    ...blankIdentity('legacy-1'),
    status: 'disabled',
    identifiers: [
      { type: 'email', value: 'ada@shop.example', verified: true },
      { type: 'username', value: 'Ada.L' },
      { type: 'phone', value: '+491701234567', verified: false },
    ],
    profile: { name: 'Ada Lovelace', picture: 'https://shop.example/ada.png' },
    password: {
      format: 'salted-digest',
      hash: 'abcd',
      beside: { salt: 'pepper and salt', iterations: 3 },
      secrets: { pepper: 'SHOP_PEPPER' },
    },
    factors: [
      { type: 'totp', secret: FOREIGN_SEED, algorithm: 'SHA256', digits: 8, period: 60 },
      { type: 'recovery-codes', codes: ['one-1', 'two-2'] },
      {
        type: 'webauthn',
        credentialId: 'Y3JlZGVudGlhbA',
        publicKey: 'cHVibGljLWtleT8-',
        signCount: 7,
        transports: ['usb', 'nfc'],
        aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
        backedUp: true,
        backupEligible: true,
        passwordless: true,
        label: 'Key ring',
        createdAt: '2024-03-02T10:00:00.000Z',
      },
    ],
    links: [{ provider: 'google', subject: '109876543210' }],
    memberships: [
      { type: 'role', name: 'editor' },
      { type: 'organisation', name: 'Analytical Engines', roles: ['member'] },
    ],
    createdAt: '2019-05-01T08:30:00.000Z',
    updatedAt: '2024-03-01T10:00:00.000Z',
  };

  let understood: Awaited<ReturnType<typeof readAll>>;
  beforeAll(async () => {
    const config = target.config.parse({
      database: 'auth.sqlite',
      secret: SECRET,
      roles: { editor: 'editor' },
    });
    const session = await target.open(config, {
      folder,
      pace: createPace({ concurrency: 1 }),
      secret: () => '',
    });
    const write: Write = {
      id: '1',
      operation: 'create',
      externalId: '0123456789abcdef0123456789abcdef',
      identity: everything,
      credentialPlan: 'native',
    };
    expect(await session.write([write])).toMatchObject([{ status: 'done' }]);
    await session.close();
    understood = await read({ secret: SECRET });
  });

  function read(settings: Record<string, unknown>) {
    const config = betterAuth.config.parse({ file: 'auth.sqlite', ...settings });
    return readAll(betterAuth.open(config, { folder, pageSize: 10 }));
  }

  it('comes out as it went in: identifiers, hash, factors, links, memberships, dates', () => {
    const [record] = understood;
    expect(record?.problems).toEqual([]);
    expect(record?.fields).toEqual({});
    const {
      sourceId: _,
      password,
      identifiers,
      memberships,
      ...rest
    } = record?.identity ?? blankIdentity('');
    const { sourceId: __, password: wanted, identifiers: known, memberships: joined, ...same } = everything;
    expect(rest).toMatchObject({
      ...same,
      attributes: { banReason: 'Disabled in the system this account was moved from.' },
    });
    expect(password).toMatchObject({ ...wanted });
    expect(identifiers.map(({ evidence: ___, ...identifier }) => identifier)).toEqual(known);
    expect(memberships).toMatchObject(joined);
  });

  it('without the secret says that the authenticator app stays behind, and moves the rest', async () => {
    const [record] = await read({});
    expect(record?.problems.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'FACTOR_INVALID twoFactor.secret',
    ]);
    expect(record?.identity?.factors.map(({ type }) => type)).toEqual(['webauthn']);
  });

  it('with a wrong secret does the same, and shows neither secret', async () => {
    const [record] = await read({ secret: 'quite another secret, which opens nothing' });
    expect(record?.problems).toHaveLength(1);
    expect(JSON.stringify(record?.problems)).not.toContain('quite another');
  });
});

describe('a user of Better Auth', () => {
  const reading = { totp: { digits: 6, period: 30 }, zone: 'UTC' };

  function understand(user: Record<string, unknown>, more: Partial<UserRecords> = {}) {
    return toIdentity(
      { user: { id: '1', ...user }, accounts: [], passkeys: [], members: [], ...more },
      reading,
    );
  }

  it('is read the same from columns with underscores', () => {
    const { identity, fields } = understand({
      email: 'a@b.example',
      email_verified: false,
      created_at: '2024-01-01 10:00:00',
      two_factor_enabled: 0,
    });
    expect(identity.identifiers).toMatchObject([{ type: 'email', value: 'a@b.example', verified: false }]);
    expect(identity.createdAt).toMatch(/^2024-01-01T10:00:00(\.0+)?(Z|\+00:00)$/);
    expect(fields).toEqual({});
  });

  it('keeps the operator’s own fields as leftovers, and drops those that are empty', () => {
    expect(understand({ plan: 'gold', vat_number: null, note: '' }).fields).toEqual({ plan: 'gold' });
  });

  it('is active again when the ban has ended, and locked while it lasts', () => {
    const { status } = understand({ banned: 1, banExpires: '2020-01-01T00:00:00Z' }).identity;
    expect(status).toBe('active');
    expect(understand({ banned: true, banExpires: '2999-01-01T00:00:00Z' }).identity.status).toBe('locked');
    expect(understand({ banned: true }).identity.status).toBe('disabled');
  });

  it('has no factor where enrolment was begun and never confirmed', () => {
    const twoFactor = { row: { verified: 0 }, secret: 'abcdefghijklmnop', codes: ['x'] };
    expect(understand({ twoFactorEnabled: 1 }, { twoFactor }).identity.factors).toEqual([]);
    const off = { row: { verified: 1 }, secret: 'abcdefghijklmnop' };
    expect(understand({ twoFactorEnabled: 0 }, { twoFactor: off }).identity.factors).toEqual([]);
  });

  it('says of a damaged carried hash that it is damaged, without showing it', () => {
    const accounts = [{ providerId: 'credential', password: '$footbridge$v=1$bm90IGpzb24' }];
    const { identity, problems } = understand({}, { accounts });
    expect(identity.password).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['PASSWORD_MALFORMED']);
  });

  it('leaves a made-up address out', () => {
    const settings = { ...reading, placeholderDomain: 'none.invalid' };
    const user = { id: '1', email: 'abc@none.invalid', username: 'ada' };
    const { identity } = toIdentity({ user, accounts: [], passkeys: [], members: [] }, settings);
    expect(identity.identifiers).toEqual([{ type: 'username', value: 'ada' }]);
  });
});
