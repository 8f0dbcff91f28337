import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recogniseSource, SOURCES } from './index.ts';
import { readSample, sampleOf } from './reading/sample.ts';

const many = <T>(make: (i: number) => T) => Array.from({ length: 30 }, (_, i) => make(i));
const ndjson = (records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

const auth0User = (i: number) => ({
  user_id: `auth0|${i}`,
  email: `a${i}@x.test`,
  identities: [{ connection: 'db', provider: 'auth0', user_id: `${i}`, isSocial: false }],
});
const keycloakUser = (i: number) => ({
  id: `${i}`,
  username: `u${i}`,
  createdTimestamp: 1,
  credentials: [{ type: 'password', secretData: '{}', credentialData: '{}' }],
});
const firebaseUser = (i: number) => ({
  localId: `${i}`,
  email: `a${i}@x.test`,
  passwordHash: 'x',
  salt: 'y',
});
const firebaseRow = (i: number) =>
  `u${i},a${i}@x.test,true,aGFzaA==,c2FsdA==,"Ana, L",${','.repeat(17)}1690000000000,1700000000000,,false,,\n`;

/** One of each kind that people have, and whose it is. */
const SAMPLES: readonly (readonly [title: string, content: string, source: string | undefined])[] = [
  ['an Auth0 export', ndjson(many(auth0User)), 'auth0'],
  [
    'an Auth0 export of social logins',
    ndjson(many((i) => ({ user_id: `google-oauth2|${i}`, email: 'x' }))),
    'auth0',
  ],
  [
    'a file for Auth0’s import',
    JSON.stringify(many((i) => ({ email: `a${i}@x.test`, password_hash: '$2b$10$x' }))),
    'auth0',
  ],
  ['an Auth0 CSV', `"'user_id","'email","'email_verified"\n"'auth0|1","'a@x.test",true\n`, 'auth0'],
  ['a Keycloak realm', JSON.stringify({ id: 'r', realm: 'r', users: many(keycloakUser) }), 'keycloak'],
  [
    'a file of Keycloak users',
    JSON.stringify({ realm: 'r', users: many(keycloakUser) }, null, 2),
    'keycloak',
  ],
  [
    'a Firebase export',
    `{"users": [\n${many((i) => JSON.stringify(firebaseUser(i), null, 2)).join(',\n')}]}`,
    'firebase',
  ],
  ['a Firebase CSV', many(firebaseRow).join(''), 'firebase'],
  [
    'identities of Ory Kratos',
    JSON.stringify(many((i) => ({ id: `${i}`, schema_id: 'customer', traits: { email: `a${i}@x.test` } }))),
    'kratos',
  ],
  [
    'identities of Ory Kratos, one on each line',
    ndjson(many((i) => ({ id: `${i}`, schema_id: 'customer', traits: { email: `a${i}@x.test` } }))),
    'kratos',
  ],
  [
    'LDIF',
    'version: 1\n\ndn: dc=x\nobjectClass: domain\n\ndn: uid=a,dc=x\nobjectClass: person\nuid: a\n',
    'ldif',
  ],
  [
    'LDIF of ldapsearch',
    '# extended LDIF\n#\n# LDAPv3\n# base <dc=x>\n\n# a, x\ndn:: dWlkPWEsZGM9eA==\nuid: a\n',
    'ldif',
  ],
  ['a CSV', 'id,email,name\n1,a@x.test,Ana\n2,b@x.test,Bo\n', 'csv'],
  ['a CSV with semicolons', 'Id;E-Mail;Name\n1;a@x.test;"Lima, Ana"\n', 'csv'],
  ['JSON lines', ndjson(many((i) => ({ id: i, email: 'x' }))), 'ndjson'],
  ['a JSON array', JSON.stringify(many((i) => ({ id: i, email: 'x' }))), 'json'],
  ['a page of an API', JSON.stringify({ total: 30, value: many((i) => ({ id: i })) }, null, 2), 'json'],
  ['a letter', 'Dear all,\n\nplease find the users attached.\n', undefined],
  ['nothing', '', undefined],
];

describe('the list of sources', () => {
  it.each(SAMPLES)('knows whose file it is: %s', (_, content, source) => {
    expect(recogniseSource(sampleOf('file', content))?.id).toBe(source);
  });

  it.each(SAMPLES.filter(([, content]) => content !== ''))(
    'has one surest source and no tie: %s',
    (_, content) => {
      const scores = SOURCES.map((source) => source.recognise(sampleOf('file', content))).toSorted(
        (a, b) => b - a,
      );
      expect(scores[0] === 0 || (scores[0] ?? 0) > (scores[1] ?? 0)).toBe(true);
    },
  );

  it('has ids that are names of files, each once', () => {
    const ids = SOURCES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  it('makes settings of a path that its own schema takes', () => {
    for (const source of SOURCES) {
      if (source.fromFile !== undefined)
        expect(source.config.safeParse(source.fromFile('users.json')).success).toBe(true);
    }
  });

  it.each([
    ['PostgreSQL', '--\n-- PostgreSQL database dump\n--\n\nCOPY auth.users (id, email) FROM stdin;\n'],
    ['MySQL', '-- MySQL dump 10.13  Distrib 8.0\n--\nCREATE TABLE `wp_users` (\n'],
    ['MariaDB', '/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11\n'],
  ])('says of a dump of %s that it has to be loaded first', async (_, dump) => {
    const folder = await mkdtemp(join(tmpdir(), 'footbridge-sample-'));
    await writeFile(join(folder, 'dump.sql'), dump);
    await expect(readSample(join(folder, 'dump.sql'))).rejects.toThrow(
      /dump of a database: load it into one/,
    );
    await rm(folder, { recursive: true });
  });

  it('looks into packed files, folders and databases', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'footbridge-sample-'));
    await writeFile(join(folder, 'users.json.gz'), gzipSync(ndjson(many(auth0User))));
    await mkdir(join(folder, 'export'));
    await writeFile(join(folder, 'export', 'acme-realm.json'), '{"id":"acme","realm":"acme"}');
    await writeFile(
      join(folder, 'export', 'acme-users-0.json'),
      JSON.stringify({ realm: 'acme', users: many(keycloakUser) }),
    );

    expect(recogniseSource(await readSample(join(folder, 'users.json.gz')))?.id).toBe('auth0');
    expect(recogniseSource(await readSample(join(folder, 'export')))?.id).toBe('keycloak');
    const database = new DatabaseSync(join(folder, 'shop.db'));
    database.exec('CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT)');
    database.close();
    expect(recogniseSource(await readSample(join(folder, 'shop.db')))?.id).toBe('sql');
    await rm(folder, { recursive: true });
  });
});
