/**
 * One server of a kind for a whole test run: started by the first file that asks, stopped when the run ends.
 *
 * The servers are children of Vitest's main process (`global-setup.ts`), which test files reach through a small
 * control server, because each file runs in a process of its own and a Keycloak takes 20 seconds to start.
 *
 * @module
 */
import { createServer } from 'node:http';
import { type KeycloakServer, startKeycloak } from './keycloak.ts';
import { type MariadbServer, startMariadb } from './mariadb.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import type { Server } from './process.ts';

const STARTERS = { postgres: startPostgres, mariadb: startMariadb, keycloak: startKeycloak };

interface Kinds {
  readonly postgres: PostgresServer;
  readonly mariadb: MariadbServer;
  readonly keycloak: KeycloakServer;
}

type Shared<Kind extends keyof Kinds> = Omit<Kinds[Kind], 'stop'>;

const CONTROL = 'FOOTBRIDGE_TEST_SERVERS';

/**
 * The run's own server of this kind. Nobody stops it but the run.
 *
 * @example const { url } = await shared('postgres');
 */
export async function shared<Kind extends keyof Kinds>(kind: Kind): Promise<Shared<Kind>> {
  const control = process.env[CONTROL];
  if (control === undefined)
    throw new Error('shared servers belong to the project "end-to-end": name the file *.server.test.ts');
  const response = await fetch(`${control}/${kind}`);
  if (!response.ok) throw new Error(`the shared ${kind} did not start: ${await response.text()}`);
  return (await response.json()) as Shared<Kind>;
}

/** Offers the servers to the test files of this run. @returns what stops them all */
export async function offerServers(): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Server>>();

  const control = createServer(async (request, response) => {
    const kind = request.url?.slice(1) ?? '';
    try {
      if (!isKind(kind)) throw new Error(`there is no server "${kind}"`);
      const starting = started.get(kind) ?? STARTERS[kind]();
      started.set(kind, starting);
      response.end(JSON.stringify(await starting));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const address = control.address();
  if (address === null || typeof address === 'string') throw new Error('the control server got no port');
  process.env[CONTROL] = `http://127.0.0.1:${address.port}`;

  return async () => {
    control.closeAllConnections();
    await new Promise((resolve) => control.close(resolve));
    const servers = await Promise.allSettled(started.values());
    await Promise.all(servers.map((server) => server.status === 'fulfilled' && server.value.stop()));
  };
}

function isKind(kind: string): kind is keyof Kinds {
  return Object.hasOwn(STARTERS, kind);
}
