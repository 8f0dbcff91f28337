/**
 * How fast each file source reads, against the bare parser it stands on: `node bench/read.ts [rows] [source …]`.
 *
 * Bare means: the same file, cut and parsed, and nothing kept: no pages, positions, cursors, problems or identities.
 * Both run in turns in one process; processor time counts (garbage collection included), so that others on the
 * machine do not, and of nine rounds the best. Prints a table, and the figures as JSON on the last line.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES } from '../src/sources/index.ts';
import { CsvRowReader } from '../src/sources/reading/csv-row.ts';
import { bareArray, bareLines } from './bare.ts';

const ROUNDS = 9;
const PAGE_SIZE = 1_000;
/** What a source may cost: it has to reach this share of the bare parser's speed. */
const WANTED = 0.6;

interface Contest {
  readonly source: string;
  readonly title: string;
  readonly config: object;
  /** Names of files, and what one row of them is. */
  readonly files: Readonly<Record<string, Writer>>;
  readonly bare: (path: string) => Promise<number>;
}

interface Writer {
  readonly before?: string;
  readonly row: (i: number) => string;
  readonly between: string;
  readonly after?: string;
}

const BCRYPT = '$2b$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';
const id = (i: number) => i.toString(16).padStart(24, '0');

/** Twelve columns and about 300 bytes; every tenth name is outside ASCII, every twentieth row has a quoted comma. */
const csvRow = (i: number) =>
  [
    id(i),
    `customer${i}@example.test`,
    i % 2 === 0,
    `+3519${String(i).padStart(8, '0')}`,
    i % 10 === 0 ? 'Zoë' : 'Ana',
    i % 20 === 0 ? '"Lima, de"' : 'Lima',
    'active',
    '2023-01-05T10:00:00.000Z',
    '2024-02-01T00:00:00.000Z',
    BCRYPT,
    'pt-PT',
    `Rua das Flores ${i}`,
  ].join(',');

/** About 440 bytes. */
const plainUser = (i: number) => ({
  id: id(i),
  email: `customer${i}@example.test`,
  email_verified: i % 2 === 0,
  phone: `+3519${String(i).padStart(8, '0')}`,
  given_name: i % 10 === 0 ? 'Zoë' : 'Ana',
  family_name: 'Lima',
  status: 'active',
  created_at: '2023-01-05T10:00:00.000Z',
  last_login: '2024-02-01T00:00:00.000Z',
  password: BCRYPT,
  address: { street: `Rua das Flores ${i}`, city: 'Porto', country: 'PT' },
  consents: [{ purpose: 'news', status: 'granted', at: '2023-01-05T10:00:00.000Z' }],
});

const auth0User = (i: number) => ({
  user_id: `auth0|${id(i)}`,
  email: `customer${i}@example.test`,
  email_verified: i % 2 === 0,
  identities: [
    { connection: 'Username-Password-Authentication', user_id: id(i), provider: 'auth0', isSocial: false },
  ],
  given_name: 'Ana',
  family_name: 'Lima',
  name: 'Ana Lima',
  nickname: 'ana',
  picture: 'https://example.test/a.png',
  user_metadata: { lang: 'pt', plan: 'gold' },
  created_at: '2023-01-05T10:00:00.000Z',
  updated_at: '2024-02-01T00:00:00.000Z',
  last_login: '2024-02-01T00:00:00.000Z',
  logins_count: 7,
  blocked: false,
});

const auth0Password = (i: number) => ({
  _id: { $oid: id(i) },
  email: `customer${i}@example.test`,
  email_verified: true,
  passwordHash: BCRYPT,
  password_set_date: { $date: '2023-01-05T10:00:00.000Z' },
  tenant: 'acme',
  connection: 'Username-Password-Authentication',
  _tmp_is_unique: true,
});

const keycloakUser = (i: number) => ({
  id: id(i),
  createdTimestamp: 1_700_000_000_000 + i,
  username: `customer${i}`,
  enabled: true,
  totp: false,
  emailVerified: true,
  email: `customer${i}@example.test`,
  firstName: 'Ana',
  lastName: 'Lima',
  attributes: { locale: ['pt'], plan: ['gold'] },
  credentials: [
    {
      id: `c${i}`,
      type: 'password',
      createdDate: 1_700_000_000_000,
      secretData:
        '{"value":"FMqXXzu2ryAcCDKpAJnrZ/l3IaNbMZQ7E6+lco8zLrL6Q7ytEr/cfCbUPqXPxlo1AwHZjQOQTvYeFtN8EW8xLw==","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{}}',
      credentialData: '{"hashIterations":210000,"algorithm":"pbkdf2-sha512","additionalParameters":{}}',
    },
  ],
  disableableCredentialTypes: [],
  requiredActions: [],
  realmRoles: ['default-roles-acme'],
  notBefore: 0,
  groups: ['/customers'],
});

const firebaseUser = (i: number) => ({
  localId: id(i),
  email: `customer${i}@example.test`,
  emailVerified: true,
  passwordHash: '+uA0pNv4QKAc5sjQRVe8zR6GzcxUuAnibZN2oQMQ1fg0bKoLxJdaGesgerpuMIoKwzeFicPtdrrTVzNxhehg0Q==',
  salt: 'c2FsdHNhbHQ=',
  displayName: 'Ana Lima',
  lastSignedInAt: '1700000000000',
  createdAt: '1690000000000',
  providerUserInfo: [{ providerId: 'google.com', rawId: `1071${i}`, email: `customer${i}@example.test` }],
});

const kratosIdentity = (i: number) => ({
  id: id(i),
  credentials: {
    password: {
      type: 'password',
      identifiers: [`customer${i}@example.test`],
      config: { hashed_password: BCRYPT.replace('$2b$', '$2a$') },
      version: 0,
      created_at: '2023-01-05T10:00:00.123456Z',
      updated_at: '2023-01-05T10:00:00.123456Z',
    },
  },
  schema_id: 'customer',
  schema_url: 'http://127.0.0.1/schemas/Y3VzdG9tZXI',
  state: 'active',
  state_changed_at: '2023-01-05T10:00:00.123456Z',
  traits: { email: `customer${i}@example.test`, name: i % 10 === 0 ? 'Zoë' : 'Ana', plan: 'gold' },
  verifiable_addresses: [
    {
      id: id(i),
      value: `customer${i}@example.test`,
      verified: i % 2 === 0,
      via: 'email',
      status: 'completed',
      verified_at: '2023-01-05T10:00:00.123456Z',
      created_at: '2023-01-05T10:00:00.123456Z',
      updated_at: '2023-01-05T10:00:00.123456Z',
    },
  ],
  recovery_addresses: [{ id: id(i), value: `customer${i}@example.test`, via: 'email' }],
  metadata_public: null,
  metadata_admin: null,
  created_at: '2023-01-05T10:00:00.123456Z',
  updated_at: '2023-01-05T10:00:00.123456Z',
  organization_id: null,
});

/** About 560 bytes, as slapcat writes it. */
const ldifEntry = (i: number) =>
  [
    `dn: uid=customer${i},ou=people,dc=example,dc=test`,
    'objectClass: inetOrgPerson',
    'structuralObjectClass: inetOrgPerson',
    `uid: customer${i}`,
    i % 10 === 0 ? 'cn:: Wm/Dqw==' : 'cn: Ana Lima',
    'sn: Lima',
    'givenName: Ana',
    `mail: customer${i}@example.test`,
    'userPassword:: e1NTSEF9cnFNbFF3YVZpUGdEMWpKYzZpQVNiZkdKdGlRd01USXpORFUyTnc9PQ=',
    ' =',
    `entryUUID: ${id(i)}`,
    'creatorsName: cn=admin,dc=example,dc=test',
    'createTimestamp: 20230105100000Z',
    'entryCSN: 20230105100000.000000Z#000000#000#000000',
    'modifiersName: cn=admin,dc=example,dc=test',
    'modifyTimestamp: 20240201000000Z',
    '',
  ].join('\n');

const lines = (make: (i: number) => object): Writer => ({
  row: (i) => JSON.stringify(make(i)),
  between: '\n',
  after: '\n',
});
const array = (before: string, make: (i: number) => object, indent?: number): Writer => ({
  before,
  row: (i) => JSON.stringify(make(i), null, indent),
  between: ',\n',
  after: ']}',
});

const CONTESTS: readonly Contest[] = [
  {
    source: 'csv',
    title: 'CSV, 12 columns',
    config: { path: 'users.csv' },
    files: {
      'users.csv': {
        before: 'id,email,verified,phone,given,family,status,created,login,password,locale,street\n',
        row: csvRow,
        between: '\n',
        after: '\n',
      },
    },
    bare: bareCsv,
  },
  {
    source: 'ndjson',
    title: 'NDJSON',
    config: { path: 'users.ndjson' },
    files: { 'users.ndjson': lines(plainUser) },
    bare: bareLines,
  },
  {
    source: 'json',
    title: 'JSON array',
    config: { path: 'users.json' },
    files: { 'users.json': array('{"users":[', plainUser) },
    bare: bareArray,
  },
  {
    source: 'auth0',
    title: 'Auth0, users alone',
    config: { users: 'users.ndjson' },
    files: { 'users.ndjson': lines(auth0User) },
    bare: bareLines,
  },
  {
    source: 'auth0',
    title: 'Auth0, joined (bare: both files parsed)',
    config: { users: 'users.ndjson', passwords: 'passwords.ndjson' },
    files: { 'users.ndjson': lines(auth0User), 'passwords.ndjson': lines(auth0Password) },
    bare: bareLines,
  },
  {
    source: 'keycloak',
    title: 'Keycloak realm, indented',
    config: { path: 'realm.json' },
    files: { 'realm.json': array('{"realm":"acme","users":[', keycloakUser, 2) },
    bare: bareArray,
  },
  {
    source: 'firebase',
    title: 'Firebase JSON, indented',
    config: { users: 'users.json', signerKey: 'signer' },
    files: { 'users.json': array('{"users": [\n', firebaseUser, 2) },
    bare: bareArray,
  },
  {
    source: 'kratos',
    title: 'Ory Kratos, JSON lines',
    config: { path: 'identities.ndjson' },
    files: { 'identities.ndjson': lines(kratosIdentity) },
    bare: bareLines,
  },
  {
    source: 'ldif',
    title: 'LDIF, as slapcat writes it',
    config: { path: 'people.ldif' },
    files: { 'people.ldif': { row: ldifEntry, between: '\n', after: '\n' } },
    bare: bareLdif,
  },
];

/** Lines unfolded, cut at their colons, base64 decoded, and gathered by name: the least that a reader of LDIF does. */
async function bareLdif(path: string): Promise<number> {
  let rest = '';
  let rows = 0;
  let entry = new Map<string, string[]>();
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const text = rest + (chunk as Buffer).toString('latin1');
    const last = text.lastIndexOf('\n\n') + 2;
    rest = text.slice(last);
    for (const line of text.slice(0, last).replaceAll('\n ', '').split('\n')) {
      const colon = line.indexOf(':');
      if (colon < 0) {
        if (entry.size > 0) rows++;
        entry = new Map();
        continue;
      }
      const isBase64 = line[colon + 1] === ':';
      const value = isBase64
        ? Buffer.from(line.slice(colon + 3), 'base64').toString()
        : line.slice(colon + 2);
      const name = line.slice(0, colon).toLowerCase();
      const values = entry.get(name);
      if (values === undefined) entry.set(name, [value]);
      else values.push(value);
    }
  }
  return rows;
}

/** Rows of values, counted; as the CSV source cuts them. */
async function bareCsv(path: string): Promise<number> {
  const reader = new CsvRowReader({ delimiter: ',', quote: '"', newline: '\n' });
  let text = '';
  let values = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    text += (chunk as Buffer).toString('utf8');
    reader.begin(text, false);
    let at = 0;
    for (let row = reader.read(at); row !== undefined && at < text.length; row = reader.read(at)) {
      values += (row.values ?? text.slice(at, row.end).split(',')).length;
      at = row.stop;
    }
    text = text.slice(at);
  }
  return values;
}

async function readSource({ source: name, config }: Contest, folder: string): Promise<number> {
  const source = SOURCES.find(({ id: one }) => one === name);
  if (source === undefined) throw new Error(`there is no source ${name}`);
  const reader = source.open(source.config.parse(config), { folder, pageSize: PAGE_SIZE });
  let rows = 0;
  for await (const page of reader.read()) rows += page.records.length;
  await reader.close();
  return rows;
}

async function write(
  path: string,
  { before = '', row, between, after = '' }: Writer,
  rows: number,
): Promise<void> {
  const file = await open(path, 'w');
  let text = before;
  for (let i = 0; i < rows; i++) {
    text += i === 0 ? row(i) : between + row(i);
    if (text.length < 1024 * 1024) continue;
    await file.write(text);
    text = '';
  }
  await file.write(text + after);
  await file.close();
}

/** Milliseconds of the processor. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

async function hold(
  contest: Contest,
  rows: number,
): Promise<{ title: string; bare: number; source: number; ratio: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'footbridge-bench-'));
  await mkdir(folder, { recursive: true });
  try {
    const paths = Object.keys(contest.files).map((name) => join(folder, name));
    for (const [name, writer] of Object.entries(contest.files)) await write(join(folder, name), writer, rows);
    let bare = Number.POSITIVE_INFINITY;
    let source = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      bare = Math.min(
        bare,
        await timed(async () => {
          for (const path of paths) await contest.bare(path);
        }),
      );
      source = Math.min(source, await timed(() => readSource(contest, folder)));
    }
    const perSecond = (time: number) => Math.round((rows / time) * 1_000);
    return { title: contest.title, bare: perSecond(bare), source: perSecond(source), ratio: bare / source };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [rows = '300000', ...named] = process.argv.slice(2);
const results = [];
for (const contest of CONTESTS) {
  if (named.length > 0 && !named.includes(contest.source)) continue;
  const result = await hold(contest, Number(rows));
  results.push(result);
  const { title, bare, source, ratio } = result;
  const mark = ratio < WANTED ? '  below what is wanted' : '';
  console.log(`${title.padEnd(42)} ${bare} bare  ${source} source  ${ratio.toFixed(2)}${mark}`);
}
console.log(JSON.stringify({ rows: Number(rows), node: process.version, results }));
