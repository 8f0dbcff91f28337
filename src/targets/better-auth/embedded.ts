/**
 * The Better Auth that Footbridge brings along: one SQLite file through node:sqlite, so that nothing but npm is
 * needed. It is a whole Better Auth with its own sign-in endpoints; an application can go on with the same file.
 *
 * @see https://better-auth.com/docs/adapters/sqlite
 * @module
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { passkey } from '@better-auth/passkey';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { admin, organization, phoneNumber, twoFactor, username } from 'better-auth/plugins';
import type { PasswordSecrets } from '../../better-auth/passwords.ts';
import { footbridge, type PluginOptions } from '../../better-auth/plugin.ts';
import { EMBEDDED_FIELDS, EMBEDDED_USERNAME } from './config.ts';

/** Milliseconds to wait for another process that is writing to the same file. */
const BUSY_TIMEOUT = 5_000;

/** Legacies had no such limit, or a higher one; Better Auth's own is 128 and would refuse the right password. */
const MAX_PASSWORD_LENGTH = 1024;

export interface EmbeddedSettings {
  readonly path: string;
  readonly secret: string;
  readonly baseURL: string;
  readonly rpId?: string;
  readonly secrets: PasswordSecrets;
  /** Off for our own proof logins; a server for customers leaves it on. */
  readonly rateLimited: boolean;
  /** Who is asked about customers who have not crossed yet; absent: nobody. */
  readonly jit?: NonNullable<PluginOptions['jit']>;
}

/** A Better Auth on an SQLite file, with its tables in place. Close the database when done. */
export async function openEmbedded(settings: EmbeddedSettings) {
  mkdirSync(dirname(settings.path), { recursive: true });
  const database = openDatabase(settings.path);
  try {
    await makeTables(embeddedOptions(settings, database), database);
  } catch (error) {
    database.close();
    throw error;
  }
  const auth = betterAuth(embeddedOptions(settings, database));
  return { auth, database };
}

/**
 * Two processes may open a new file at once: one makes the tables, the other waits and finds them made. What is
 * planned is only carried out on the schema it was planned for, and without a pause in between.
 */
async function makeTables(options: BetterAuthOptions, database: DatabaseSync): Promise<void> {
  for (;;) {
    const planned = schemaVersion(database);
    const { toBeCreated, toBeAdded, compileMigrations } = await getMigrations(options);
    if (toBeCreated.length === 0 && toBeAdded.length === 0) return;
    const statements = await compileMigrations();
    database.exec('BEGIN IMMEDIATE');
    if (schemaVersion(database) === planned) {
      database.exec(statements);
      // Better Auth looks a link up by these two columns and leaves the index to whoever has many users.
      database.exec('CREATE INDEX IF NOT EXISTS "account_link_idx" ON "account" ("accountId", "providerId")');
    }
    database.exec('COMMIT');
  }
}

function schemaVersion(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA schema_version').get()?.schema_version;
}

export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  // A reader never waits for a writer, and a power cut loses at most the last transactions, never the file.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return database;
}

function embeddedOptions(settings: EmbeddedSettings, database: DatabaseSync) {
  return {
    database,
    secret: settings.secret,
    baseURL: settings.baseURL,
    telemetry: { enabled: false },
    // The tables were made a moment ago, by the same options.
    advanced: { database: { validateSchema: false } },
    logger: { level: 'error' },
    rateLimit: { enabled: settings.rateLimited },
    emailAndPassword: { enabled: true, maxPasswordLength: MAX_PASSWORD_LENGTH },
    user: { additionalFields: additionalFields() },
    plugins: [
      admin(),
      twoFactor(),
      username({
        minUsernameLength: EMBEDDED_USERNAME.minLength,
        maxUsernameLength: EMBEDDED_USERNAME.maxLength,
        usernameValidator: (name) => new RegExp(EMBEDDED_USERNAME.pattern, 'u').test(name),
      }),
      phoneNumber(),
      organization(),
      passkey(settings.rpId === undefined ? {} : { rpID: settings.rpId }),
      footbridge({
        secrets: settings.secrets,
        ...(settings.jit === undefined ? {} : { jit: settings.jit }),
      }),
    ],
  } satisfies BetterAuthOptions;
}

/**
 * Nobody may set these by signing up: only the migration and the operator's own code write them. Structured values
 * stand as text: Better Auth turns every time inside a field of type `json` into another spelling of it.
 */
function additionalFields() {
  const field = { type: 'string', required: false, input: false } as const;
  return Object.fromEntries(Object.values(EMBEDDED_FIELDS).map((name) => [name, field]));
}

/** The secret of an embedded instance, made with it and kept beside it, readable by its owner alone. */
export function secretBeside(path: string): string {
  const file = `${path}.secret`;
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) {
    const secret = randomBytes(32).toString('base64url');
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, `${secret}\n`, { mode: 0o600 });
    // A link is made whole or not at all, so whoever comes second finds the secret of the first.
    linkUnlessThere(draft, file);
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}
