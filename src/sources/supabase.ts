/**
 * Source: the `auth` schema of a Supabase project, on PostgreSQL.
 *
 * Read by SQL, because the admin API shows neither hashes nor secrets of factors. Users that were deleted softly ask
 * for a deletion: nothing of them is left but their id.
 *
 * @see https://supabase.com/docs/guides/auth/managing-user-data
 * @see https://github.com/supabase/auth/tree/master/migrations
 * @module
 */
import { z } from 'zod';
import { ADDRESS, type Database, quoteTable, type ResultRow } from '../database/database.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { databaseReader, type Plan } from './reading/database/reader.ts';
import { findTable, readBelongings, type Table } from './reading/database/tables.ts';
import { defineSource, type SourceRecord } from './source.ts';
import { IGNORED, type Settings, toIdentity } from './supabase/user.ts';

const Config = z.strictObject({
  url: ADDRESS.url.unwrap().describe('Address of the database: postgresql://'),
  schema: z.string().min(1).default('auth').describe('Schema of the tables'),
  autoconfirm: z
    .boolean()
    .default(false)
    .describe(
      '"Confirm email" was switched off at some time: then a confirmation is no proof, and no address verified',
    ),
  rpId: z
    .string()
    .min(1)
    .optional()
    .describe('Domain that passkeys are bound to, which the rows do not name'),
});

type Config = z.output<typeof Config>;

export const supabase = defineSource<Config>({
  id: 'supabase',
  title: 'Supabase Auth (its database)',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'webauthn', 'sms'],
    links: true,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [
      'Sessions: everybody logs in once more',
      'Hashes and secrets of a project that encrypts them (`GOTRUE_SECURITY_DB_ENCRYPTION_*`)',
      'Tokens of linked accounts: they belong to the old client id',
      'The domain that passkeys are bound to: set it with `rpId`',
    ],
  },
  yields: 'identity',
  leavesOut: IGNORED,
  /** It is never a file. */
  recognise: () => 0,
  open: (config, context) => databaseReader(config, context, (database) => planReading(database, config)),
});

interface Tables {
  readonly users: Table;
  readonly identities: Table | undefined;
  readonly factors: Table | undefined;
  readonly passkeys: Table | undefined;
}

async function planReading(database: Database, config: Config): Promise<Plan> {
  const find = (name: string) => findTable(database, { schema: config.schema, name });
  const users = await findTable(database, { schema: config.schema, name: 'users' }, [
    'id',
    'encrypted_password',
  ]);
  if (users === undefined) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The database has no table "${config.schema}.users" of Supabase Auth: name its schema in "source.schema"`,
    );
  }
  const tables: Tables = {
    users,
    identities: await find('identities'),
    factors: await find('mfa_factors'),
    passkeys: await find('webauthn_credentials'),
  };
  return {
    keyset: { from: quoteTable(database.dialect, users.name), key: ['id'] },
    shape: tables,
    toRecords: (rows, first) => toRecords(database, tables, config, rows, first),
  };
}

async function toRecords(
  database: Database,
  tables: Tables,
  { autoconfirm, rpId }: Config,
  rows: readonly ResultRow[],
  first: number,
): Promise<SourceRecord[]> {
  const ids = rows.flatMap(({ key: [id] }) => (id === undefined ? [] : [id]));
  const of = (table: Table | undefined) => readBelongings(database, table, 'user_id', ids);
  const identities = await of(tables.identities);
  const factors = await of(tables.factors);
  const passkeys = await of(tables.passkeys);
  const settings: Settings = { autoconfirm, rpId, now: Date.now() };
  return rows.map(({ values: user }, index) => {
    const id = String(user.id);
    const understood = toIdentity(
      {
        user,
        identities: identities.get(id) ?? [],
        factors: factors.get(id) ?? [],
        passkeys: passkeys.get(id) ?? [],
      },
      settings,
    );
    return {
      row: first + index,
      position: `user ${id}`,
      operation: user.deleted_at === null || user.deleted_at === undefined ? 'upsert' : 'delete',
      ...understood,
    };
  });
}
