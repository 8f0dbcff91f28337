import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { makePeople, type People } from '../../test/servers/django.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import { Identity } from '../identity/identity.ts';
import { findFormat, verify } from '../passwords/index.ts';
import { django } from './django.ts';
import { recogniseSource } from './index.ts';
import { readSample } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footbridge-django-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(config: object): Promise<readonly SourceRecord[]> {
  return readAll(django.open(django.config.parse(config), { folder, pageSize: 3 }));
}

/** What the source has to say of everybody whom Django made. */
async function expectPeople(records: readonly SourceRecord[], people: People): Promise<void> {
  expect(records.map(({ identity }) => identity?.sourceId).toSorted()).toEqual(
    Object.values(people)
      .map(({ id }) => id)
      .toSorted(),
  );
  for (const { identity, problems } of records) {
    expect(problems).toEqual([]);
    expect(Identity.safeParse(identity).error).toBeUndefined();
  }
  const find = (name: string) =>
    records.find(({ identity }) => identity?.sourceId === people[name]?.id)?.identity;
  expect(find('ana')).toMatchObject({
    status: 'active',
    memberships: expect.arrayContaining([
      { type: 'group', name: 'editors' },
      { type: 'group', name: 'readers' },
    ]),
    links: [{ provider: 'google', subject: '1071' }],
    factors: [
      { type: 'totp', secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 8, period: 30 },
      { type: 'recovery-codes', codes: ['abcd1234', 'efgh5678'] },
    ],
  });
  expect(find('ana')?.identifiers.slice(0, 2)).toEqual([
    { type: 'email', value: 'ana@Example.test', verified: true, evidence: 'allauth emailaddress.verified' },
    { type: 'email', value: 'work@example.test', verified: false, evidence: 'allauth emailaddress.verified' },
  ]);
  expect(Date.parse(find('ana')?.lastLoginAt ?? '')).toBe(Date.UTC(2026, 6, 1, 12, 30));
  expect(find('bob')).toMatchObject({ status: 'disabled', factors: [], links: [] });
  await expectPasswords(records, people);
}

/** Every hash lets the right password in and no other; the unusable one lets nobody in. */
async function expectPasswords(records: readonly SourceRecord[], people: People): Promise<void> {
  for (const [name, { id, password }] of Object.entries(people)) {
    const { hash = '', format = '' } =
      records.find(({ identity }) => identity?.sourceId === id)?.identity?.password ?? {};
    if (password === null) {
      expect(hash).toMatch(/^!/);
      continue;
    }
    expect(findFormat(format)?.id, name).toMatch(/^django-/);
    const stored = { hash, format };
    expect(await verify(password, stored), name).toBe(true);
    expect(await verify(`${password}!`, stored), name).toBe(false);
  }
}

needs('djangoProject')('the django source on SQLite', () => {
  it('reads the users of a model of the project’s own, and leaves its columns over', async () => {
    const path = join(folder, 'own.sqlite3');
    const people = await makePeople({ database: `file://${path}`, ownModel: true });
    const records = await read({ file: path, table: 'shop_customer' });
    // SQLite keeps a UUID as 32 digits, and that is the id then.
    const asStored = Object.entries(people).map(([name, one]) => [
      name,
      { ...one, id: one.id.replaceAll('-', '') },
    ]);
    await expectPeople(records, Object.fromEntries(asStored));
    expect(records.map(({ fields }) => fields)).toEqual(records.map(() => ({ loyalty_points: 0 })));
  });

  it('recognises the file of a project', async () => {
    const path = join(folder, 'project.sqlite3');
    const people = await makePeople({ database: `file://${path}` });
    expect(recogniseSource(await readSample(path))?.id).toBe('django');
    await expectPeople(await read({ file: path }), people);
  });
});

needs('djangoProject', 'postgres')('the django source on PostgreSQL', () => {
  it('reads whomever Django made, and their hashes verify', async () => {
    const { url } = await shared('postgres');
    const database = await createDatabase(url, 'django_source');
    const people = await makePeople({ database });
    const records = await read({ url: database });
    await expectPeople(records, people);
    expect(records.map(({ fields }) => fields)).toEqual(records.map(() => ({})));
    await dropDatabase(url, 'django_source');
  });
});

needs('djangoProject', 'mariadb')('the django source on MariaDB', () => {
  it('reads whomever Django made, and their hashes verify', async () => {
    const { url } = await shared('mariadb');
    const people = await makePeople({ database: url });
    await expectPeople(await read({ url }), people);
  });
});
