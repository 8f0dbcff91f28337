/** The generated exports stand for real ones, so their own sources have to understand them, and the numbers to agree. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateAuth0, generateAuth0Passwords, generateFirebase } from '../examples/exports/generate.ts';
import { identify } from '../src/passwords/index.ts';
import { auth0 } from '../src/sources/auth0.ts';
import { firebase } from '../src/sources/firebase.ts';
import { recogniseSource } from '../src/sources/index.ts';
import { sampleOf } from '../src/sources/reading/sample.ts';
import type { SourceRecord } from '../src/sources/source.ts';
import { readAll } from '../src/sources/source-contract.ts';

const COUNT = 2_000;
const folder = mkdtempSync(join(tmpdir(), 'example-exports-'));
const text = async (pieces: AsyncIterable<string>) => (await Array.fromAsync(pieces)).join('');

let users: readonly SourceRecord[];
let firebaseUsers: readonly SourceRecord[];

beforeAll(async () => {
  writeFileSync(join(folder, 'users.ndjson'), await text(generateAuth0(COUNT, 7)));
  writeFileSync(join(folder, 'passwords.ndjson'), await text(generateAuth0Passwords(COUNT, 7)));
  writeFileSync(join(folder, 'firebase.json'), await text(generateFirebase(COUNT, 7)));
  const context = { folder, pageSize: 500 };
  const files = { users: 'users.ndjson', passwords: 'passwords.ndjson' };
  users = await readAll(auth0.open(auth0.config.parse(files), context));
  firebaseUsers = await readAll(firebase.open(firebase.config.parse({ users: 'firebase.json' }), context));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the same seed gives the same export, and another seed another', async () => {
  const again = await text(generateAuth0(50, 7));
  expect(await text(generateAuth0(50, 7))).toBe(again);
  expect(await text(generateAuth0(50, 8))).not.toBe(again);
});

it('each export is recognised as what it stands for', async () => {
  const auth0Text = await text(generateAuth0(200));
  const firebaseText = await text(generateFirebase(200));
  expect(recogniseSource(sampleOf('a', auth0Text))?.id).toBe('auth0');
  expect(recogniseSource(sampleOf('f', firebaseText))?.id).toBe('firebase');
});

it('both sources read every row, and only the deliberate defects and the factors left behind stand out', () => {
  expect(users).toHaveLength(COUNT);
  expect(firebaseUsers).toHaveLength(COUNT);
  const left = new Set(users.flatMap(({ fields }) => Object.keys(fields)));
  expect([...left]).toEqual(['multifactor']);
  const codes = new Set(
    [...users, ...firebaseUsers].flatMap(({ problems }) => problems.map(({ code }) => code)),
  );
  expect([...codes].filter((code) => code !== 'TIMESTAMP_INVALID')).toEqual([]);
});

it('every password of the file belongs to somebody, and most are bcrypt of cost 10', async () => {
  const hashes = users.flatMap(({ identity }) => identity?.password?.hash ?? []);
  expect(hashes.length).toBeGreaterThan(COUNT * 0.7);
  const own = hashes.filter((hash) => /^\$2[ab]\$10\$/.test(hash)).length;
  expect(own / hashes.length).toBeGreaterThan(0.85);
  for (const hash of hashes.slice(0, 300)) expect(identify(hash).length).toBeGreaterThan(0);
});

it('people come back in a heavy-tailed way: many this month, a long tail of years, some never', () => {
  const asOf = Date.UTC(2026, 10, 1);
  const days = users.flatMap(({ identity }) =>
    identity?.lastLoginAt === undefined ? [] : (asOf - Date.parse(identity.lastLoginAt)) / 86_400_000,
  );
  const share = (from: number, to: number) =>
    days.filter((one) => one >= from && one < to).length / users.length;
  expect(share(0, 30)).toBeGreaterThan(0.08);
  expect(share(730, 5_000)).toBeGreaterThan(0.2);
  expect(1 - days.length / users.length).toBeGreaterThan(0.02);
});
