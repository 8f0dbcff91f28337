/**
 * An OpenLDAP of our own: accounts loaded before it starts, loopback only, gone when stopped.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
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
} from './process.ts';

export interface Slapd extends Server {
  /** Whether the account's password binds. */
  binds(account: string, password: string): Promise<boolean>;
}

const SUFFIX = 'dc=example,dc=org';
const MODULES = '/usr/lib/ldap';
/** What verifies passwords beyond the core; Debian has pw-pbkdf2 in a package of its own. */
const VERIFIERS = ['pw-sha2', 'pw-pbkdf2', 'argon2'];

/** Whether slapd can load it here. */
export function hasModule(name: string): boolean {
  return firstExisting(join(MODULES, `${name}.so`)) !== undefined;
}

/** @param passwords name of the account → `userPassword` */
export async function startSlapd(passwords: ReadonlyMap<string, string>): Promise<Slapd> {
  const command = binary('slapd');
  const folder = temporaryFolder('slapd');
  const configuration = join(folder, 'slapd.conf');
  const accounts = join(folder, 'accounts.ldif');
  writeFileSync(configuration, settings(folder));
  writeFileSync(accounts, [ROOT, ...[...passwords].map(account)].join('\n'));
  await runCommand(join(dirname(command), 'slapadd'), ['-q', '-f', configuration, '-l', accounts]);
  const url = `ldap://127.0.0.1:${await freePort()}`;
  const server = await startProcess({
    command,
    // Debug level 256 says when it is ready.
    args: ['-f', configuration, '-h', url, '-d', '256'],
    ready: [/slapd starting/],
    within: 30_000,
  });
  return {
    binds: (name, password) => binds(url, name, password),
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}

function settings(folder: string): string {
  const modules = ['back_mdb', ...VERIFIERS.filter(hasModule)].map((name) => `moduleload ${name}`);
  return [
    'include /etc/ldap/schema/core.schema',
    `modulepath ${MODULES}`,
    ...modules,
    'database mdb',
    `suffix "${SUFFIX}"`,
    `directory ${folder}`,
    'access to attrs=userPassword by anonymous auth',
    '',
  ].join('\n');
}

const ROOT = `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: example\n`;

function account([name, password]: readonly [string, string]): string {
  const encoded = Buffer.from(password).toString('base64');
  return `dn: cn=${name},${SUFFIX}\nobjectClass: person\ncn: ${name}\nsn: ${name}\nuserPassword:: ${encoded}\n`;
}

/** LDAP's answer to a wrong password. */
const INVALID_CREDENTIALS = 49;

async function binds(url: string, name: string, password: string): Promise<boolean> {
  const args = ['-x', '-H', url, '-D', `cn=${name},${SUFFIX}`, '-w', password];
  try {
    await runCommand('ldapwhoami', args);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INVALID_CREDENTIALS) return false;
    throw error;
  }
}
