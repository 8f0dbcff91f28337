/**
 * One running Better Auth, ours or the operator's, and what the rest of this folder needs to know of it.
 *
 * @module
 */
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AuthContext, BetterAuthOptions } from 'better-auth';
import type { TotpSettings } from '../../better-auth/carried-totp.ts';
import { totpSettings } from '../../better-auth/totp-hooks.ts';
import type { Identifier } from '../../identity/identity.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { TargetContext } from '../target.ts';
import type { Config } from './config.ts';
import { openEmbedded, secretBeside } from './embedded.ts';
import { describeFailure } from './failures.ts';
import { type Database, openStore } from './store.ts';

/** The part of `betterAuth()` that we use. */
export interface Auth {
  readonly handler: (request: Request) => Promise<Response>;
  readonly options: BetterAuthOptions;
  readonly $context: Promise<AuthContext>;
}

export interface Instance {
  readonly auth: Auth;
  readonly context: AuthContext;
  readonly database: Database;
  readonly plugins: ReadonlySet<string>;
  readonly totp: TotpSettings;
  /** How the two-factor plugin keeps recovery codes. */
  readonly storeBackupCodes: 'encrypted' | 'plain' | ((json: string) => Promise<string>);
  /** An identifier as the user table has it. */
  normalise(identifier: Identifier): string;
  close(): Promise<void>;
}

export async function openInstance(config: Config, context: TargetContext): Promise<Instance> {
  if (config.auth !== undefined) {
    const auth = await importAuth(resolvePath(config.auth, context));
    return toInstance(auth, async () => {});
  }
  const path = resolvePath(config.database, context);
  const { auth, database } = await openEmbedded({
    path,
    secret: config.secret ?? secretBeside(path),
    baseURL: config.baseURL,
    ...(config.rpId === undefined ? {} : { rpId: config.rpId }),
    secrets: (name) => context.secret(name),
    rateLimited: false,
  }).catch((cause: unknown) => {
    const happened = `The file in "target.database" cannot be opened: ${describeFailure(cause)}`;
    throw new FootbridgeError('TARGET_UNREACHABLE', happened, { cause });
  });
  return toInstance(auth as unknown as Auth, async () => database.close());
}

function resolvePath(path: string, context: TargetContext): string {
  return isAbsolute(path) ? path : join(context.folder, path);
}

/** Reads what the rest of this folder needs to know of a running instance. */
export async function toInstance(auth: Auth, closeAuth: () => Promise<void>): Promise<Instance> {
  const context = await auth.$context;
  const database = await openStore(auth.options, context);
  const plugins = context.options.plugins ?? [];
  const twoFactor: unknown = plugins.find(({ id }) => id === 'two-factor')?.options;
  return {
    auth,
    context,
    database,
    plugins: new Set(plugins.map(({ id }) => id)),
    totp: totpSettings(twoFactor),
    storeBackupCodes: backupCodeStorage(twoFactor),
    normalise: normaliser(context),
    async close() {
      await database.close();
      await closeAuth();
    },
  };
}

/** better-auth/dist/plugins/two-factor/backup-codes: encrypted unless told otherwise. */
function backupCodeStorage(twoFactor: unknown): Instance['storeBackupCodes'] {
  const how = property(property(twoFactor, 'backupCodeOptions'), 'storeBackupCodes');
  if (how === 'plain') return 'plain';
  const encrypt = property(how, 'encrypt');
  return typeof encrypt === 'function' ? (json) => encrypt(json) : 'encrypted';
}

/** E-mail addresses in lower case; user names as the plugin's own setting has it; phones as they are. */
function normaliser(context: AuthContext): Instance['normalise'] {
  const username = context.tables.user?.fields.username?.transform?.input;
  return ({ type, value }) => {
    if (type === 'email') return value.toLowerCase();
    if (type === 'phone' || username === undefined) return value;
    return String(username(value));
  };
}

function property(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

/** @throws FootbridgeError CONFIG_INVALID when the module has no Better Auth to give. */
async function importAuth(path: string): Promise<Auth> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new FootbridgeError('CONFIG_INVALID', 'The module in "target.auth" could not be loaded', { cause });
  }
  for (const name of ['auth', 'default']) {
    const found: unknown =
      typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
    if (isAuth(found)) return found;
  }
  throw new FootbridgeError(
    'CONFIG_INVALID',
    'The module in "target.auth" exports neither `auth` nor a default made by betterAuth()',
  );
}

function isAuth(found: unknown): found is Auth {
  return (
    typeof found === 'object' &&
    found !== null &&
    '$context' in found &&
    'options' in found &&
    'handler' in found &&
    typeof found.handler === 'function'
  );
}
