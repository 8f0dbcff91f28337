import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields } from './mapping/source-path.ts';
import { applyMapping, compileMapping } from './mapping.ts';
import { suggestMapping } from './suggest.ts';

const BCRYPT = '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const DJANGO = 'pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=';

function suggest(...rows: readonly Fields[]) {
  return suggestMapping([...new Set(rows.flatMap((row) => Object.keys(row)))], rows);
}

describe('a suggested mapping', () => {
  it('reads the user table of Django', () => {
    const row = (id: number) => ({
      id,
      password: DJANGO,
      last_login: '2024-03-01 10:00:00+00',
      is_superuser: 'f',
      username: `ana${id}`,
      first_name: 'Ana',
      last_name: 'Silva',
      email: `ana${id}@example.com`,
      is_staff: 'f',
      is_active: id === 1 ? 't' : 'f',
      date_joined: '2020-03-01 10:00:00.123+00',
    });
    const { mapping, leftover } = suggest(row(1), row(2));
    expect(mapping.fields).toEqual({
      id: 'id',
      email: 'email',
      username: 'username',
      status: { from: 'is_active', transform: 'boolean', values: { true: 'active', false: 'disabled' } },
      'profile.given_name': 'first_name',
      'profile.family_name': 'last_name',
      'password.hash': 'password',
      createdAt: 'date_joined',
      lastLoginAt: 'last_login',
    });
    expect(leftover).toEqual([
      { field: 'is_superuser', why: 'no known name' },
      { field: 'is_staff', why: 'no known name' },
    ]);
  });

  it('reads the user table of Laravel, but will not say in which zone its times are', () => {
    const { mapping, leftover } = suggest({
      id: '1',
      name: 'Ana Silva',
      email: 'ana@example.com',
      email_verified_at: '2024-03-01 10:00:00',
      password: BCRYPT,
      remember_token: 'x',
      created_at: '2024-03-01 10:00:00',
    });
    expect(mapping.fields).toEqual({
      id: 'id',
      email: 'email',
      'email.verified': { from: 'email_verified_at', transform: 'present' },
      'profile.name': 'name',
      'password.hash': 'password',
    });
    expect(leftover).toContainEqual({
      field: 'created_at',
      why: 'could be "createdAt", but its times have no zone: map it with {"timestamp": {"zone": …}}',
    });
  });

  it('reads nested records, units of numbers and lists', () => {
    const { mapping } = suggest({
      uid: 'a1',
      profile: { firstName: 'Ana', 'e.mail': 'ana@example.com' },
      phoneNumber: '+49 170 1234567',
      createdAt: '1700000000123',
      lastLoginAt: 1_700_000_000,
      emailVerified: true,
      roles: 'admin,staff',
      google_id: '1234',
    });
    expect(mapping.fields).toEqual({
      id: 'uid',
      email: 'profile["e.mail"]',
      'email.verified': 'emailVerified',
      phone: 'phoneNumber',
      'profile.given_name': 'profile.firstName',
      'memberships.roles': { from: 'roles', split: ',' },
      'links.google': 'google_id',
      createdAt: { from: 'createdAt', transform: { timestamp: { unit: 'ms' } } },
      lastLoginAt: { from: 'lastLoginAt', transform: { timestamp: { unit: 's' } } },
    });
  });

  it('takes the time of a confirmation from the column that says that there was one', () => {
    const { mapping } = suggest({ id: 1, email: 'ana@example.com', confirmed_at: '2024-03-01T10:00:00Z' });
    expect(mapping.fields).toMatchObject({
      'email.verified': { from: 'confirmed_at', transform: 'present' },
      'email.verifiedAt': 'confirmed_at',
    });
  });

  it('finds e-mail addresses and marked hashes under names that nobody knows', () => {
    const { mapping, reasons } = suggest({
      id: 1,
      col_a: 'ana@example.com',
      col_b: BCRYPT,
      col_c: crypto.randomUUID(),
    });
    expect(mapping.fields).toEqual({ id: 'id', email: 'col_a', 'password.hash': 'col_b' });
    expect(reasons).toContainEqual({
      to: 'email',
      from: 'col_a',
      why: 'by its values alone: e-mail addresses',
    });
  });

  it.each<[string, Fields[], string]>([
    ['an id that repeats', [{ id: 1 }, { id: 1 }], 'could be "id", but its values repeat'],
    [
      'passwords in the clear',
      [{ password: 'hunter2' }],
      'could be "password.hash", but its values are not all hashes',
    ],
    [
      'an encrypted secret',
      [{ otp_secret: 'eyJpdiI6…' }],
      'could be "factors.totp.secret", but its values are not all base32; another encoding, or encrypted',
    ],
    [
      'national numbers',
      [{ phone: '0170 1234567' }],
      'could be "phone", but its values are not all phone numbers with their country; set `defaultCountry` if they are national',
    ],
    [
      'mixed units',
      [{ created_at: 1_700_000_000 }, { created_at: 1_700_000_000_000 }],
      'could be "createdAt", but its values are not all times, or not in one unit',
    ],
    [
      'words of its own',
      [{ status: 'aktiv' }],
      'could be "status", but its words are not all ours (active, disabled, locked, invited): say with `values` which means which',
    ],
    ['an empty column', [{ shoe_size: '' }], 'no value seen'],
  ])('leaves %s to a person, and says why', (_what, rows, why) => {
    const { leftover } = suggest(...rows);
    expect(leftover.map((one) => one.why)).toEqual([why]);
  });

  it('proposes by name alone where no row is given', () => {
    const { mapping, leftover } = suggestMapping(['User ID', 'E-Mail', 'created_at'], []);
    expect(mapping.fields).toEqual({ id: 'User ID', email: 'E-Mail' });
    expect(leftover).toEqual([{ field: 'created_at', why: 'could be "createdAt", but no value was seen' }]);
  });

  it('sees an operation column by its words', () => {
    const { mapping } = suggest(
      { id: 1, email: 'ana@example.com', op: 'insert' },
      { id: 2, email: 'b@example.com', op: 'Delete' },
    );
    expect(mapping.operation).toBe('op');
  });

  it('together with its leftovers accounts for every field, and compiles', () => {
    const rows = [
      {
        ID: '1',
        user_login: 'ana',
        user_pass: '$P$BVwcNO1xWz4sVFyL1bJoWw0Hh6bLFs0',
        user_email: 'ana@example.com',
        user_registered: '2020-01-01 00:00:01',
        meta: { a: { b: { c: 1 } } },
        'x.y': 2,
        list: [1, 2],
      },
    ];
    const { mapping, leftover } = suggest(...rows);
    const compiled = compileMapping({ ...mapping, ignore: leftover.map(({ field }) => field) });
    for (const fields of rows) expect(applyMapping(compiled, { fields }).problems).toEqual([]);
    expect(leftover.map(({ field }) => field)).toEqual(['user_registered', 'meta.a.b', 'x.y', 'list']);
  });

  it('accounts for every field of any record at all', () => {
    const name = fc.constantFrom(
      'id',
      'email',
      'a.b',
      '[0]',
      'x["y"]',
      '',
      'é*',
      'created_at',
      'roles',
      '__proto__',
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.nat(), { maxLength: 2 }),
    );
    const rows = fc.array(fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf))), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(rows, (sample) => {
        const { mapping, leftover } = suggest(...sample);
        const compiled = compileMapping({
          ...mapping,
          ignore: leftover.map(({ field }) => field),
        });
        const problems = sample.flatMap((fields) => applyMapping(compiled, { fields }).problems);
        expect(problems.filter(({ code }) => code === 'FIELD_UNKNOWN')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
