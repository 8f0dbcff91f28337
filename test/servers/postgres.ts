/**
 * A PostgreSQL of our own: fresh cluster, loopback only, gone when stopped.
 *
 * Copies of a template give each test file its own database in some 50 ms, however many migrations there are.
 *
 * @see https://www.postgresql.org/docs/15/manage-ag-templatedbs.html
 * @module
 */
import { join } from 'node:path';
import pg from 'pg';
import { binary } from './binaries.ts';
import {
  freePort,
  removeFolder,
  runCommand,
  type Server,
  startProcess,
  temporaryFolder,
  unprivilegedAccount,
} from './process.ts';

export interface PostgresServer extends Server {
  /** Of the maintenance database, for a superuser without a password. */
  readonly url: string;
}

const USER = 'footbridge';

/** What a crash of the machine would lose does not matter to a test; the rest behaves as in production. */
const CARELESS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PostgresServer> {
  const bin = binary('postgres');
  const as = unprivilegedAccount('postgres');
  const folder = temporaryFolder('postgres', as);
  const cluster = join(folder, 'data');
  const port = await freePort();
  await runCommand(
    join(bin, 'initdb'),
    ['-D', cluster, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { cwd: folder, ...as },
  );
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'max_connections=300',
    'shared_buffers=256MB',
    'max_wal_size=4GB',
    ...(options.durable ? [] : CARELESS),
  ];
  const server = await startProcess({
    command: join(bin, 'postgres'),
    args: ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    ready: [/database system is ready to accept connections/],
    within: 30_000,
    as,
    // Fast shutdown: does not wait for clients that forgot to leave.
    stopSignal: 'SIGINT',
  });
  return {
    url: `postgresql://${USER}@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}

/**
 * Makes a database, as a copy of a template when one is named; `prepare` fills the template once.
 *
 * @returns its address
 */
export async function createDatabase(
  server: string,
  name: string,
  template?: { readonly name: string; prepare(url: string): Promise<void> },
): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    if (template) await prepareTemplate(client, server, template);
    const copy = template ? `TEMPLATE ${quote(template.name)}` : '';
    await client.query(`CREATE DATABASE ${quote(name)} ${copy}`);
  } finally {
    await client.end();
  }
  return databaseUrl(server, name);
}

export async function dropDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
  await client.end();
}

/** Two files may ask at once; the advisory lock lets one of them do the work. Any number will do. */
const TEMPLATE_LOCK = 7_265_401;

async function prepareTemplate(
  client: pg.Client,
  server: string,
  template: { readonly name: string; prepare(url: string): Promise<void> },
): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template.name]);
    if (rowCount !== 0) return;
    await client.query(`CREATE DATABASE ${quote(template.name)}`);
    await template.prepare(databaseUrl(server, template.name));
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
