/**
 * A real Ory Kratos, loopback only: identities come in over its admin API, customers log in over its native flow.
 *
 * Built from its Go module by `.ci/servers` (test/servers/kratos). On a PostgreSQL of its own, as people run it: on
 * SQLite fifty logins at once lock each other out, and some end with 500. Starts in some seconds, most of them for its
 * migrations.
 *
 * @see https://www.ory.sh/docs/kratos/reference/configuration
 * @module
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, KRATOS_VERSION } from './binaries.ts';
import { createDatabase, startPostgres } from './postgres.ts';
import { freePort, removeFolder, runCommand, type Server, startProcess, temporaryFolder } from './process.ts';

/** A part of `selfservice` as an operator writes it into kratos.yml. */
export interface OperatorsSelfservice {
  readonly methods: { readonly password: { readonly config: object } };
  readonly flows: object;
}

export interface KratosOptions {
  /** What somebody told the operator to merge into the configuration. */
  readonly selfservice?: OperatorsSelfservice;
  /** Asked for the password of identities that were imported with `use_password_migration_hook`. */
  readonly migrateHook?: { readonly url: string; readonly apiKeyName: string; readonly apiKey: string };
  /** What a password is hashed with again after a login, when its stored hash is of another family; Kratos' default is bcrypt. */
  readonly hasher?: 'bcrypt' | 'argon2';
  /** Customers may set up an authenticator app, recovery codes and security keys, and log in by a code. */
  readonly factors?: boolean;
  /** Customers may recover their account by a link: where its pages are, and where a browser may be sent afterwards. */
  readonly recovery?: {
    readonly settingsPage: string;
    readonly recoveryPage: string;
    readonly returnUrls: readonly string[];
  };
}

export interface KratosServer extends Server {
  readonly publicUrl: string;
  /** Without any authentication, as Kratos has it. */
  readonly adminUrl: string;
}

/** Costs as low as Kratos allows: what is tested is never its own hashing. */
const HASHERS = {
  bcrypt: { algorithm: 'bcrypt', bcrypt: { cost: 4 } },
  argon2: {
    algorithm: 'argon2',
    argon2: { memory: '1MB', iterations: 1, parallelism: 1, expected_duration: '10ms' },
  },
} as const;

const FACTORS = {
  totp: { enabled: true, config: { issuer: 'Shop' } },
  lookup_secret: { enabled: true },
  webauthn: { enabled: true, config: { passwordless: true, rp: { id: 'localhost', display_name: 'Shop' } } },
};

/** A trait for each kind of identifier; either may be absent. */
const SCHEMA = {
  $id: 'https://footbridge.example/customer.schema.json',
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        username: {
          type: 'string',
          'ory.sh/kratos': { credentials: { password: { identifier: true } } },
        },
        name: { type: 'string' },
      },
      additionalProperties: false,
    },
  },
};

export async function startKratos(options: KratosOptions = {}): Promise<KratosServer> {
  const command = binary('kratos');
  const folder = temporaryFolder('kratos');
  const postgres = await startPostgres();
  try {
    const dsn = `${await createDatabase(postgres.url, 'kratos')}?sslmode=disable`;
    const [publicPort, adminPort] = [await freePort(), await freePort()] as const;
    const configuration = join(folder, 'kratos.json');
    writeFileSync(join(folder, 'customer.schema.json'), JSON.stringify(SCHEMA));
    writeFileSync(configuration, JSON.stringify(settings(folder, dsn, [publicPort, adminPort], options)));
    await runCommand(command, ['migrate', 'sql', '-e', '--yes', '-c', configuration], {
      env: { ...process.env, DSN: dsn },
      maxBuffer: 16 * 1024 * 1024,
    });
    const server = await startProcess({
      command,
      args: ['serve', '--dev', '--sqa-opt-out', '-c', configuration],
      ready: [/Starting the public httpd/, /Starting the admin httpd/],
      within: 60_000,
    });
    const adminUrl = `http://127.0.0.1:${adminPort}`;
    await answers(`${adminUrl}/admin/health/ready`);
    return {
      publicUrl: `http://127.0.0.1:${publicPort}`,
      adminUrl,
      async stop() {
        await server.stop();
        await postgres.stop();
        removeFolder(folder);
      },
    };
  } catch (error) {
    await postgres.stop();
    removeFolder(folder);
    throw error;
  }
}

function settings(
  folder: string,
  dsn: string,
  [publicPort, adminPort]: readonly [number, number],
  options: KratosOptions,
) {
  const { migrateHook, selfservice, hasher = 'bcrypt', factors = false, recovery } = options;
  const at = (port: number) => ({
    host: '127.0.0.1',
    port,
    base_url: `http://127.0.0.1:${port}/`,
  });
  return {
    version: `v${KRATOS_VERSION}`,
    dsn,
    serve: { public: at(publicPort), admin: at(adminPort) },
    selfservice: {
      default_browser_return_url: at(publicPort).base_url,
      ...(recovery && { allowed_return_urls: recovery.returnUrls }),
      flows: { ...selfservice?.flows, ...(recovery && recoveryFlows(recovery)) },
      methods: {
        password: {
          enabled: true,
          config: {
            haveibeenpwned_enabled: false,
            ...(migrateHook && { migrate_hook: hookOf(migrateHook) }),
            ...selfservice?.methods.password.config,
          },
        },
        ...(factors && FACTORS),
        ...(recovery && { link: { enabled: true } }),
      },
    },
    identity: {
      default_schema_id: 'customer',
      schemas: [{ id: 'customer', url: `file://${join(folder, 'customer.schema.json')}` }],
    },
    hashers: HASHERS[hasher],
    // Nobody is written to, and Kratos does not start without an address.
    courier: { smtp: { connection_uri: 'smtp://127.0.0.1:1/?disable_starttls=true' } },
    secrets: { cookie: ['a secret of this test, 32 or more'] },
  };
}

function recoveryFlows({ settingsPage, recoveryPage }: NonNullable<KratosOptions['recovery']>) {
  return {
    recovery: { enabled: true, use: 'link', ui_url: recoveryPage },
    settings: { ui_url: settingsPage, privileged_session_max_age: '15m' },
  };
}

function hookOf({ url, apiKeyName, apiKey }: NonNullable<KratosOptions['migrateHook']>) {
  const auth = { type: 'api_key', config: { name: apiKeyName, value: apiKey, in: 'header' } };
  return { enabled: true, config: { url, method: 'POST', auth, emit_analytics_event: false } };
}

/** It says that it starts a moment before it listens. Each try is 100 ms; five seconds are a failure. */
async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer`);
}
