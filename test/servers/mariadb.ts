/**
 * A MariaDB of our own: fresh data folder, loopback only, gone when stopped.
 *
 * @module
 */
import { dirname, join } from 'node:path';
import { binary } from './binaries.ts';
import {
  firstExisting,
  freePort,
  removeFolder,
  runCommand,
  type Server,
  startProcess,
  temporaryFolder,
  unprivilegedAccount,
} from './process.ts';

export interface MariadbServer extends Server {
  /** With the database `test`, which exists already. */
  readonly url: string;
}

const USER = 'footbridge';
const PASSWORD = 'footbridge';

export async function startMariadb(): Promise<MariadbServer> {
  const command = binary('mariadb');
  const as = unprivilegedAccount('mysql');
  const folder = temporaryFolder('mariadb', as);
  const files = join(folder, 'data');
  const port = await freePort();
  const bin = dirname(command).replace(/sbin$/, 'bin');
  const installer = firstExisting(join(bin, 'mariadb-install-db'), join(bin, 'mysql_install_db'));
  if (installer === undefined) throw new Error('MariaDB is installed without mariadb-install-db');
  await runCommand(
    installer,
    ['--no-defaults', `--datadir=${files}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { cwd: folder, ...as },
  );
  const init = [
    'CREATE DATABASE test CHARACTER SET utf8mb4',
    `CREATE USER ${USER}@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`,
    `GRANT ALL ON *.* TO ${USER}@'127.0.0.1'`,
  ].join('; ');
  const socket = join(folder, 'socket');
  const server = await startProcess({
    command,
    args: [
      '--no-defaults',
      `--datadir=${files}`,
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--skip-name-resolve',
    ],
    ready: [/ready for connections/],
    within: 60_000,
    as,
  });
  await runCommand(join(bin, 'mariadb'), ['--no-defaults', `--socket=${socket}`, '--user=root', '-e', init]);
  return {
    url: `mysql://${USER}:${PASSWORD}@127.0.0.1:${port}/test`,
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}
