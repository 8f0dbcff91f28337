import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Identity } from '../identity/identity.ts';
import { toIdentity } from './firebase/user.ts';
import { firebase } from './firebase.ts';
import type { JsonObject } from './reading/json-value.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';

const HASH = '+uA0pNv4QKAc5sjQRVe8zR6GzcxUuAnibZN2oQMQ1fg0bKoLxJdaGesgerpuMIoKwzeFicPtdrrTVzNxhehg0Q==';
const SETTINGS = { signerKey: 'signer', saltSeparator: 'Bw==', rounds: 8, memCost: 14 };

const user = (i: number) => ({
  localId: `u${i}`,
  email: `user${i}@example.test`,
  emailVerified: true,
  passwordHash: HASH,
  salt: 'c2FsdHNhbHQ=',
  lastSignedInAt: '1700000000000',
  createdAt: '1690000000000',
  providerUserInfo: [],
});
const users = (count: number) => Array.from({ length: count }, (_, i) => user(i + 1));
/** As the CLI writes it: the array in one piece with the object around it, users joined by commas. */
const exported = (list: readonly unknown[]) =>
  `{"users": [\n${list.map((one) => JSON.stringify(one, null, 2)).join(',\n')}]}`;

/** A row as the CLI of that many columns writes it, with a comma at its end. */
function row(columns: 29 | 53, values: Readonly<Record<number, string>>): string {
  return `${Array.from({ length: columns - 1 }, (_, i) => values[i] ?? '').join(',')},\n`;
}
const plainRow = (i: number, columns: 29 | 53 = 29) =>
  row(columns, {
    0: `u${i}`,
    1: `user${i}@example.test`,
    2: 'false',
    3: HASH,
    4: 'c2FsdHNhbHQ=',
    23: '1690000000000',
    24: '1700000000000',
    26: 'false',
  });

const settings = (users: string) => firebase.config.parse({ users, signerKey: 'signer' });

testSource(firebase, {
  small: async (folder) => {
    await writeFile(join(folder, 'users.json'), exported(users(9)));
    return { config: settings('users.json'), rows: 9 };
  },
  damaged: async (folder) => {
    await writeFile(
      join(folder, 'users.json'),
      exported(users(5)).replace('"localId": "u3",', '"localId": "u3'),
    );
    return { config: settings('users.json'), rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'users.csv'), Array.from({ length: rows }, (_, i) => plainRow(i)).join(''));
    return settings('users.csv');
  },
  change: (folder) => appendFile(join(folder, 'users.json'), '\n'),
  samples: [
    sampleOf('users.json', exported(users(400))),
    sampleOf('users.csv', [1, 2, 3].map((i) => plainRow(i)).join('')),
    sampleOf('new.csv', plainRow(1, 53).trim()),
  ],
});

describe('a Firebase export', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-firebase-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(content: string): Promise<SourceRecord[]> {
    await writeFile(join(folder, 'users'), content);
    return readAll(firebase.open(settings('users'), { folder, pageSize: 2 }));
  }
  const understand = (more: JsonObject) => toIdentity({ ...user(1), ...more }, SETTINGS);

  it('understands all that a user holds, as a valid identity with nothing left over', () => {
    const { identity, fields, problems } = understand({
      displayName: 'Ana Lima',
      photoUrl: 'https://x.test/a.png',
      phoneNumber: '+351900000000',
      disabled: true,
      customAttributes: '{"role":"admin","level":3}',
      passwordUpdatedAt: 1_695_000_000_000,
      validSince: '1690000000',
      mfaInfo: [
        {
          mfaEnrollmentId: 'm1',
          displayName: 'mine',
          phoneInfo: '+351911111111',
          enrolledAt: '2024-01-01T00:00:00Z',
        },
      ],
      providerUserInfo: [
        {
          providerId: 'google.com',
          rawId: '1071',
          email: 'ana@gmail.test',
          displayName: 'Ana',
          photoUrl: 'x',
        },
        { providerId: 'password', rawId: 'user1@example.test', email: 'user1@example.test' },
        { providerId: 'phone', rawId: '+351900000000', phoneNumber: '+351900000000' },
      ],
    });

    expect(problems).toEqual([]);
    expect(fields).toEqual({});
    expect(Identity.parse(identity)).toEqual({
      sourceId: 'u1',
      kind: 'person',
      status: 'disabled',
      identifiers: [
        { type: 'email', value: 'user1@example.test', verified: true, evidence: 'firebase emailVerified' },
        { type: 'phone', value: '+351900000000' },
      ],
      profile: { name: 'Ana Lima', picture: 'https://x.test/a.png' },
      attributes: { customClaims: { role: 'admin', level: 3 } },
      password: {
        format: 'firebase-scrypt',
        hash: HASH,
        beside: { salt: 'c2FsdHNhbHQ=', saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
        secrets: { signerKey: 'signer' },
        setAt: '2023-09-18T01:20:00.000Z',
      },
      factors: [{ type: 'sms', phone: '+351911111111' }],
      links: [{ provider: 'google.com', subject: '1071', username: 'ana@gmail.test' }],
      consents: [],
      memberships: [],
      createdAt: '2023-07-22T04:26:40.000Z',
      lastLoginAt: '2023-11-14T22:13:20.000Z',
    });
  });

  it.each(['REDACTED', 'UkVEQUNURUQ=', 'UkVEQUNURUQ', 'VWtWRVFVTlVSVVE9'])(
    'takes the hash %s for none',
    (passwordHash) => {
      const { identity, problems } = understand({ passwordHash });
      expect(identity.password).toBeUndefined();
      expect(problems).toEqual([]);
    },
  );

  it('reports a hash without its salt', () => {
    expect(understand({ salt: '' }).problems).toMatchObject([{ code: 'PASSWORD_MALFORMED', field: 'salt' }]);
  });

  it('keeps an anonymous user, of whom the mapping will say that nothing logs them in', () => {
    const { identity, problems } = toIdentity(
      { localId: 'anon', createdAt: '1690000000000', providerUserInfo: [] },
      SETTINGS,
    );
    expect(problems).toEqual([]);
    expect(identity).toMatchObject({ sourceId: 'anon', identifiers: [], links: [] });
  });

  it('leaves an authenticator app over, whose secret Firebase keeps', () => {
    const { fields } = understand({ mfaInfo: [{ mfaEnrollmentId: 'm2', totpInfo: {} }] });
    expect(fields).toEqual({ mfaInfo: [{ totpInfo: {} }] });
  });

  it('says that claims are damaged, without quoting them', () => {
    expect(understand({ customAttributes: '{"role":' }).problems).toEqual([
      expect.objectContaining({
        code: 'FIELD_INVALID',
        field: 'customAttributes',
        found: 'not an object in JSON',
      }),
    ]);
  });

  it.each([29, 53] as const)('reads the CSV of the CLI with %i columns', async (columns) => {
    const values = {
      0: 'u7',
      1: 'ana@example.test',
      2: 'true',
      3: HASH,
      4: 'c2FsdHNhbHQ=',
      5: '"Lima, ""Ana"""',
      7: '1071',
      8: 'ana@gmail.test',
      23: '1690000000000',
      24: '1700000000000',
      25: '+351900000000',
      26: 'true',
      ...(columns === 53 && { 28: 'apple-9' }),
    };
    const [record, ...others] = await read(row(columns, values) + plainRow(8, columns));
    expect(others).toHaveLength(1);
    expect(record).toMatchObject({ position: 'line 1', fields: {}, problems: [] });
    expect(Identity.parse(record?.identity)).toMatchObject({
      sourceId: 'u7',
      status: 'disabled',
      profile: { name: 'Lima, "Ana"' },
      links: [
        { provider: 'google.com', subject: '1071', username: 'ana@gmail.test' },
        ...(columns === 53 ? [{ provider: 'apple.com', subject: 'apple-9' }] : []),
      ],
      createdAt: '2023-07-22T04:26:40.000Z',
    });
  });

  it('reads claims whose inner quotes the CLI left as they were', async () => {
    const claims = { motto: 'say "hi", twice', list: ['a'] };
    // The CLI doubles quotes, but not those that stand behind a backslash.
    const written = `"${JSON.stringify(claims).replaceAll(/(?<!\\)"/g, '""')}"`;
    const [record] = await read(
      row(29, { 0: 'u1', 2: 'false', 23: '1690000000000', 26: 'false', 27: written }),
    );
    expect(record?.identity?.attributes).toEqual({ customClaims: claims });
  });

  it('refuses a CSV that no version of the CLI wrote', async () => {
    await expect(read('a,b,c\n1,2,3\n')).rejects.toMatchObject({
      code: 'SOURCE_UNRECOGNISED',
      message: expect.stringContaining('29 or 53'),
    });
  });

  it('takes the name of the signer key and refuses the key itself', () => {
    const signerKey =
      'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==';
    expect(firebase.config.safeParse({ users: 'x', signerKey }).success).toBe(false);
  });
});
