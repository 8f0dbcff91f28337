/** Dry runs, proved: the target is only read, and neither its data nor the ledger is another one afterwards. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { storedOf, VECTORS } from '../../src/passwords/vectors.ts';
import { needs } from '../servers/binaries.ts';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project } from './project.ts';

const MAPPING = {
  fields: {
    id: 'id',
    email: 'email',
    'email.verified': 'verified',
    'password.hash': 'hash',
    'password.format': 'format',
  },
};

/** Every verb that writes, with what makes it only look. */
const DRY_RUNS = ['import --dry-run', 'prove --dry-run', 'rollback 1 --dry-run'];

/**
 * Those that write the ledger alone, and how they end: whoever stages sees that the twins wait for a person. A match of
 * two records of one person is number 1.
 */
const DRY_RUNS_OF_THE_LEDGER: readonly (readonly [command: string, code: number])[] = [
  ['stage --dry-run', 3],
  ['link merge 1 --dry-run', 0],
  ['link merge --tier certain --dry-run', 0],
  ['route set others --share 40 --dry-run', 0],
  ['route pin twin@shop.example --to legacy --dry-run', 0],
];

/** A second export, so that there is something left to do. */
const FIRST = ['django-pbkdf2-sha256', 'passlib-pbkdf2-sha512'];
const SECOND = [...FIRST, 'ldap-ssha'];

/** One person, twice: an import holds both, `link` can make them one. */
const TWINS = ['twin-1', 'twin-2'].map((id) =>
  JSON.stringify({ id, email: 'twin@shop.example', verified: true }),
);

function exportOf(formats: readonly string[]): string {
  return [...formats.map(customerWith), ...TWINS].join('\n');
}

const AT_BETTER_AUTH = {
  name: 'dry',
  source: { type: 'ndjson', path: 'users.ndjson' },
  target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
  mapping: MAPPING,
};

describe('a dry run at Better Auth', () => {
  let project: Project;

  beforeAll(async () => {
    project = await createProject({ BETTER_AUTH_SECRET: 'a secret of thirty-two characters' });
    project.write('users.ndjson', FIRST.map(customerWith).join('\n'));
    project.configure(AT_BETTER_AUTH);
    expect(await project.run(['import'])).toMatchObject({ code: 0 });
    project.write('users.ndjson', SECOND.map(customerWith).join('\n'));
  });
  afterAll(() => project?.remove());

  it.each(DRY_RUNS)(
    'of %s leaves database and ledger as they were',
    async (command) => {
      const before = { target: readSqlite(project), ledger: await readLedger(project) };
      const said = await project.run(command.split(' '));
      expect([0, 3]).toContain(said.code);
      expect(readSqlite(project)).toEqual(before.target);
      expect(await readLedger(project)).toEqual(before.ledger);
    },
    120_000,
  );

  it('ends with 3 where the import itself would be refused for want of a proof', async () => {
    project.configure({ ...AT_BETTER_AUTH, accept: ['password'], prove: {} });
    project.write('users.ndjson', customerWith('bcrypt-2b'));
    expect((await project.run(['import', '--dry-run'])).code).toBe(3);
    expect((await project.run(['import', '--dry-run', '--unproved', 'all'])).code).toBe(0);
  });
});

describe('a dry run of what the ledger alone decides', () => {
  let project: Project;

  beforeAll(async () => {
    project = await createProject({ BETTER_AUTH_SECRET: 'a secret of thirty-two characters' });
    project.write('users.ndjson', exportOf(FIRST));
    project.configure(AT_BETTER_AUTH);
    await importFirst(project);
  });
  afterAll(() => project?.remove());

  it.each(DRY_RUNS_OF_THE_LEDGER)(
    'of %s leaves database and ledger as they were',
    async (command, code) => {
      const before = { target: readSqlite(project), ledger: await readLedger(project) };
      expect(await project.run(command.split(' '))).toMatchObject({ code, result: {} });
      expect({ target: readSqlite(project), ledger: await readLedger(project) }).toEqual(before);
    },
    120_000,
  );
});

needs('keycloak', 'postgres')('a dry run at Keycloak', () => {
  let realm: Realm;
  let project: Project;
  let proxy: FaultProxy;

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'dry');
    proxy = await startFaultProxy({ target: keycloak.url });
    project = await createProject({ KC_SECRET: realm.clientSecret });
    project.write('users.ndjson', exportOf(FIRST));
    const { clientId, loginClientId } = realm;
    const target = { type: 'keycloak', url: proxy.url, realm: realm.realm, clientId, loginClientId };
    project.configure({
      name: 'dry',
      source: { type: 'ndjson', path: 'users.ndjson' },
      target: { ...target, clientSecret: { secret: 'KC_SECRET' } },
      credentials: { unsupported: 'vault' },
      mapping: MAPPING,
    });
    await importFirst(project);
    project.write('users.ndjson', exportOf(SECOND));
  });
  afterAll(async () => {
    await proxy?.stop();
    await realm?.remove();
    project?.remove();
  });

  it.each(DRY_RUNS)(
    'of %s sends nothing but GET, and gives itself a token',
    async (command) => {
      const count = () => ({
        reads: proxy.count(/^GET \/admin\//),
        writes: proxy.count(/^(?!GET )\S+ \/admin\//),
        // One token for our own client; a customer's login would be another.
        others: proxy.count(/^(?!GET )\S+ \/(?!admin\/)(?!.*\/token$)/),
      });
      const before = {
        ...count(),
        users: await realm.admin('GET', '/users'),
        ledger: await readLedger(project),
      };
      const said = await project.run(command.split(' '));
      expect([0, 3]).toContain(said.code);
      const after = count();
      expect(after.reads).toBeGreaterThan(before.reads);
      expect({ writes: after.writes, others: after.others }).toEqual({
        writes: before.writes,
        others: before.others,
      });
      expect(await realm.admin('GET', '/users')).toEqual(before.users);
      expect(await readLedger(project)).toEqual(before.ledger);
    },
    120_000,
  );

  it.each(DRY_RUNS_OF_THE_LEDGER)(
    'of %s sends nothing at all',
    async (command, code) => {
      const before = { sent: proxy.count(/./), ledger: await readLedger(project) };
      const said = await project.run(command.split(' '));
      expect(said).toMatchObject({ code, result: {} });
      expect({ sent: proxy.count(/./), ledger: await readLedger(project) }).toEqual(before);
    },
    120_000,
  );
});

/** Both twins are held, and found to be one person. */
async function importFirst(project: Project): Promise<void> {
  const imported = await project.run(['import']);
  expect(imported).toMatchObject({ code: 3, result: { account: { ended: { held: 2, moved: 2 } } } });
  const found = await project.run(['link', 'find']);
  expect(found).toMatchObject({ code: 3, result: { tiers: { certain: 1 } } });
}

function customerWith(format: string): string {
  const vector = VECTORS.find((one) => one.valid && one.format === format && one.extra === undefined);
  if (vector === undefined) throw new Error(`there is no vector of ${format}`);
  const { hash } = storedOf(vector, format);
  return JSON.stringify({ id: format, email: `${format}@shop.example`, hash, format });
}

/** Every row of every table. */
function readSqlite({ folder }: Project): unknown {
  const database = new DatabaseSync(join(folder, 'new.sqlite'), { readOnly: true });
  const tables = database.prepare(`select name from sqlite_master where type = 'table' order by 1`).all();
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]);
  database.close();
  return JSON.parse(JSON.stringify(rows));
}

/** Every row of every table, but for who has the ledger open. */
async function readLedger({ folder }: Project): Promise<unknown> {
  const ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  try {
    const { rows: tables } = await ledger.db.query<{ tablename: string }>(
      `select tablename from pg_tables where schemaname = current_schema() and tablename <> 'worker' order by 1`,
    );
    const content: unknown[] = [];
    for (const { tablename } of tables) {
      const { rows } = await ledger.db.query(`select md5(t::text) as row from "${tablename}" t order by 1`);
      content.push([tablename, rows.map((row) => (row as { row: string }).row)]);
    }
    return content;
  } finally {
    await ledger.close();
  }
}
