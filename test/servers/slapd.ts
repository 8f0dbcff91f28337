/**
 * An OpenLDAP of our own: accounts loaded before it starts, loopback only, gone when stopped.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { binary } from './binaries.ts';
import type { Certificate } from './certificate.ts';
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
  /** ldap://, where StartTLS is offered if it was given a certificate. */
  readonly url: string;
  /** ldaps://, if it was given a certificate. */
  readonly secureUrl?: string;
  /** Whether the account's password binds. */
  binds(account: string, password: string): Promise<boolean>;
  /** All entries with all that the server knows of them, as LDIF. */
  slapcat(): Promise<string>;
}

export const SUFFIX = 'dc=example,dc=org';
const MODULES = '/usr/lib/ldap';
/** What verifies passwords beyond the core; Debian has pw-pbkdf2 in a package of its own. */
const VERIFIERS = ['pw-sha2', 'pw-pbkdf2', 'argon2'];

/** Whether slapd can load it here. */
export function hasModule(name: string): boolean {
  return firstExisting(join(MODULES, `${name}.so`)) !== undefined;
}

export interface SlapdOptions {
  /** LDIF of further entries. */
  readonly entries?: readonly string[];
  /** Lines of slapd.conf before the database, and inside it. */
  readonly global?: readonly string[];
  readonly database?: readonly string[];
  readonly tls?: Certificate;
}

/** @param passwords name of the account → `userPassword` */
export async function startSlapd(
  passwords: ReadonlyMap<string, string>,
  options: SlapdOptions = {},
): Promise<Slapd> {
  const command = binary('slapd');
  const folder = temporaryFolder('slapd');
  const configuration = join(folder, 'slapd.conf');
  const accounts = join(folder, 'accounts.ldif');
  writeFileSync(configuration, settings(folder, options));
  writeFileSync(accounts, [ROOT, ...[...passwords].map(account), ...(options.entries ?? [])].join('\n'));
  await runCommand(join(dirname(command), 'slapadd'), ['-q', '-f', configuration, '-l', accounts]);
  const url = `ldap://127.0.0.1:${await freePort()}`;
  const secureUrl = options.tls && `ldaps://127.0.0.1:${await freePort()}`;
  const server = await startProcess({
    command,
    // Debug level 256 says when it is ready.
    args: ['-f', configuration, '-h', [url, secureUrl].join(' ').trim(), '-d', '256'],
    ready: [/slapd starting/],
    within: 30_000,
  });
  await answers(url);
  return {
    url,
    ...(secureUrl !== undefined && { secureUrl }),
    binds: (name, password) => binds(url, name, password),
    slapcat: async () =>
      (await runCommand(join(dirname(command), 'slapcat'), ['-f', configuration, '-b', SUFFIX])).stdout,
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}

function settings(folder: string, { global = [], database = [], tls }: SlapdOptions): string {
  const modules = ['back_mdb', ...VERIFIERS.filter(hasModule)].map((name) => `moduleload ${name}`);
  return [
    'include /etc/ldap/schema/core.schema',
    `modulepath ${MODULES}`,
    ...modules,
    ...(tls ? [`TLSCertificateFile ${tls.certificate}`, `TLSCertificateKeyFile ${tls.key}`] : []),
    ...global,
    'database mdb',
    `suffix "${SUFFIX}"`,
    `directory ${folder}`,
    'access to attrs=userPassword by anonymous auth',
    ...database,
    '',
  ].join('\n');
}

const ROOT = `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: example\n`;

function account([name, password]: readonly [string, string]): string {
  const encoded = Buffer.from(password).toString('base64');
  return `dn: cn=${name},${SUFFIX}\nobjectClass: person\ncn: ${name}\nsn: ${name}\nuserPassword:: ${encoded}\n`;
}

/** It says that it starts before it does, and drops who comes in between. */
async function answers(url: string, tries = 100): Promise<void> {
  try {
    await runCommand('ldapsearch', ['-x', '-H', url, '-s', 'base', '-b', '', '1.1']);
  } catch (error) {
    if (tries === 0) throw error;
    await setTimeout(50);
    await answers(url, tries - 1);
  }
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
