/**
 * A real Keycloak on a PostgreSQL of our own, loopback only: some 20 seconds to start, and its own export.
 *
 * PostgreSQL and not the built-in H2, because a realm can then be exported while the server runs, and because what
 * we measure should be what people run.
 *
 * @see https://www.keycloak.org/server/configuration
 * @module
 */
import { readFileSync } from 'node:fs';
import { copyFile, cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { binary } from './binaries.ts';
import { createDatabase, startPostgres } from './postgres.ts';
import { freePort, removeFolder, runCommand, type Server, startProcess, temporaryFolder } from './process.ts';

export interface KeycloakServer extends Server {
  readonly url: string;
  readonly admin: { readonly username: string; readonly password: string };
  /** Address of its database, as JDBC, for `exportRealm`. */
  readonly database: string;
}

/** One gigabyte: tests never needed half of it, and an import of 100,000 users runs in it. */
const HEAP = '-Xms256m -Xmx1g';

const ADMIN = { username: 'admin', password: 'admin' };

export interface KeycloakOptions {
  readonly durable?: boolean;
  /** A jar of a plugin: a copy of the server is built with it, which takes some 20 seconds more. */
  readonly plugin?: string;
}

export async function startKeycloak(options: KeycloakOptions = {}): Promise<KeycloakServer> {
  const { plugin } = options;
  const home = plugin === undefined ? binary('keycloak') : await buildWith(plugin);
  const postgres = await startPostgres(options);
  try {
    const database = jdbc(await createDatabase(postgres.url, 'keycloak'));
    const port = await freePort();
    const server = await startProcess({
      command: 'bash',
      args: [
        join(home, 'bin/kc.sh'),
        'start',
        '--optimized',
        ...databaseOptions(database),
        '--cache=local',
        '--http-enabled=true',
        '--http-host=127.0.0.1',
        `--http-port=${port}`,
        '--hostname-strict=false',
      ],
      env: {
        JAVA_OPTS_KC_HEAP: HEAP,
        KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
        KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      },
      // Which comes first depends on whether the database is new.
      ready: [/Bootstrap completed in/, /Listening on: http/],
      within: 240_000,
    });
    return {
      url: `http://127.0.0.1:${port}`,
      admin: ADMIN,
      database,
      async stop() {
        await server.stop();
        await postgres.stop();
        if (plugin !== undefined) removeFolder(home);
      },
    };
  } catch (error) {
    await postgres.stop();
    if (plugin !== undefined) removeFolder(home);
    throw error;
  }
}

/** The one that everybody shares stays as it is. */
async function buildWith(plugin: string): Promise<string> {
  const home = temporaryFolder('keycloak');
  await cp(binary('keycloak'), home, { recursive: true });
  await copyFile(plugin, join(home, 'providers', basename(plugin)));
  await runCommand('bash', [join(home, 'bin/kc.sh'), 'build', '--db=postgres'], {
    cwd: home,
    env: { ...process.env, JAVA_OPTS_KC_HEAP: HEAP },
  });
  return home;
}

/** What Keycloak itself exports: realm and users with their hashes, in one JSON document. Takes some 10 seconds. */
export async function exportRealm(server: Pick<KeycloakServer, 'database'>, realm: string): Promise<string> {
  const folder = temporaryFolder('export');
  try {
    const file = join(folder, 'realm.json');
    await runCommand(
      'bash',
      [
        join(binary('keycloak'), 'bin/kc.sh'),
        'export',
        '--optimized',
        ...databaseOptions(server.database),
        `--file=${file}`,
        `--realm=${realm}`,
        '--users=same_file',
      ],
      { cwd: folder, env: { ...process.env, JAVA_OPTS_KC_HEAP: HEAP }, maxBuffer: 64 * 1024 * 1024 },
    );
    return readFileSync(file, 'utf8');
  } finally {
    removeFolder(folder);
  }
}

function databaseOptions(database: string): readonly string[] {
  return [`--db-url=${database}`, '--db-username=footbridge', '--db-password=unused'];
}

function jdbc(url: string): string {
  const { host, pathname } = new URL(url);
  return `jdbc:postgresql://${host}${pathname}`;
}
