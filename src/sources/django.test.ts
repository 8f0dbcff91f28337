import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import type { Person } from './django/tables.ts';
import { toIdentity } from './django/user.ts';
import { django } from './django.ts';
import { readAll, testSource } from './source-contract.ts';

const HASH = 'pbkdf2_sha256$1000$saltSALT$auiRJKt6LDS02RWhfB0vSjfwt5HdJETorratRcZbBEI=';

/** As Django 5.2 makes it on SQLite. */
const AUTH_USER = `CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL,
  "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL,
  "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL)`;

function makeProject(folder: string, rows: number): string {
  const database = new DatabaseSync(join(folder, 'db.sqlite3'));
  database.exec(AUTH_USER);
  const insert =
    database.prepare(`INSERT INTO auth_user (password, last_login, is_superuser, username, last_name,
    email, is_staff, is_active, date_joined, first_name)
    VALUES (?, NULL, 0, ?, 'Lima', ?, 0, 1, '2024-03-01 10:00:00.123456', 'Ana')`);
  database.exec('BEGIN');
  for (let row = 1; row <= rows; row += 1) insert.run(HASH, `user${row}`, `user${row}@example.test`);
  database.exec('COMMIT');
  database.close();
  return 'db.sqlite3';
}

testSource(django, {
  small: async (folder) => ({
    config: django.config.parse({ file: makeProject(folder, 17) }),
    rows: 17,
  }),
  large: async (folder, rows) => django.config.parse({ file: makeProject(folder, rows) }),
  async change(folder) {
    const database = new DatabaseSync(join(folder, 'db.sqlite3'));
    database.exec('ALTER TABLE auth_user ADD COLUMN phone TEXT');
    database.close();
  },
});

const person = (more: Partial<Person>): Person => ({
  id: '7',
  idColumn: 'id',
  user: {},
  groups: [],
  addresses: [],
  links: [],
  authenticators: [],
  totpDevices: [],
  staticDevices: [],
  staticTokens: [],
  ...more,
});
const understand = (more: Partial<Person>) => toIdentity(person(more), { zone: 'Europe/Berlin' });

describe('a user of Django', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-django-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read with the zone of a project that keeps local times', () => {
    const { identity } = understand({ user: { date_joined: '2024-07-01 10:00:00' } });
    expect(identity.createdAt).toBe('2024-07-01T10:00:00+02:00');
  });

  it('has no verified address where only Django knows it, and one identifier where the name is the address', () => {
    const { identity } = understand({ user: { username: 'Ana@Example.test', email: 'ana@example.test' } });
    expect(identity.identifiers).toEqual([{ type: 'email', value: 'ana@example.test' }]);
  });

  it('keeps the marker of an unusable password for the judge, and names each hasher', () => {
    const formatOf = (password: string) => understand({ user: { password } }).identity.password;
    expect(formatOf('!abc')).toEqual({ hash: '!abc' });
    expect(formatOf(HASH)).toEqual({ hash: HASH, format: 'django-pbkdf2-sha256' });
    expect(formatOf('9c74a9374f55926250e4e96907fc80ad')?.format).toBe('django-unsalted-md5');
    expect(formatOf('sha1$$a46280aa4019babff68a9aaf14557e53dae2925d')?.format).toBe('django-unsalted-sha1');
    expect(formatOf('')).toBeUndefined();
  });

  it('brings the authenticator app of allauth, and says which authenticators stay behind', () => {
    const { identity, fields, problems } = understand({
      authenticators: [
        {
          type: 'totp',
          data: '{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}',
          created_at: '2024-01-02 03:04:05',
        },
        { type: 'recovery_codes', data: { seed: 'secret', used_mask: 0 } },
        { type: 'recovery_codes', data: { migrated_codes: ['one', 'two'] } },
        { type: 'webauthn', data: {} },
      ],
    });
    expect(problems).toEqual([]);
    expect(identity.factors).toEqual([
      {
        type: 'totp',
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
        createdAt: '2024-01-02T03:04:05+01:00',
      },
      { type: 'recovery-codes', codes: ['one', 'two'] },
    ]);
    expect(fields).toEqual({ mfa_authenticator: [{ type: 'recovery_codes' }, { type: 'webauthn' }] });
  });

  it('reports a device whose key is damaged, and leaves out one that was never confirmed', () => {
    const device = { key: 'zz', confirmed: 1, step: 30, digits: 6 };
    const { identity, problems } = understand({ totpDevices: [device, { ...device, confirmed: 0 }] });
    expect(identity.factors).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['FACTOR_INVALID']);
  });

  it('is refused where the table is not one of users', async () => {
    const file = makeProject(folder, 1);
    const config = django.config.parse({ file, table: 'customers' });
    await expect(readAll(django.open(config, { folder, pageSize: 10 }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
