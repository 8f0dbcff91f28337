/**
 * Source: the database of a WordPress, a shop with WooCommerce among them, on MySQL, MariaDB or SQLite.
 *
 * Users and what `usermeta` holds of them, with roles on every site of a network. Guests of a shop are in its orders
 * and not among its users.
 *
 * @see https://codex.wordpress.org/Database_Description
 * @module
 */
import { z } from 'zod';
import { ADDRESS, type Database, isOneAddress, quoteTable, type ResultRow } from '../database/database.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { databaseReader, type Plan } from './reading/database/reader.ts';
import { findTable, readBelongings, type Table } from './reading/database/tables.ts';
import { defineSource, type Sample, type SourceRecord } from './source.ts';
import { IGNORED_META } from './wordpress/metas.ts';
import { IGNORED, type Settings, toIdentity } from './wordpress/user.ts';

const Config = z
  .strictObject({
    ...ADDRESS,
    prefix: z
      .string()
      .regex(/^\w*$/)
      .default('wp_')
      .describe('Prefix of the tables: `$table_prefix` in wp-config.php'),
    users: z
      .string()
      .min(1)
      .optional()
      .describe('Table of the users, where it is shared with another WordPress: CUSTOM_USER_TABLE'),
    userMeta: z
      .string()
      .min(1)
      .optional()
      .describe('Table of their metadata, where it is shared: CUSTOM_USER_META_TABLE'),
  })
  .refine(isOneAddress, { message: 'Give either "url" or "file".' })
  .refine(({ url = '' }) => !url.startsWith('postgres'), {
    message: 'WordPress does not run on PostgreSQL.',
  });

type Config = z.output<typeof Config>;

export const wordpress = defineSource<Config>({
  id: 'wordpress',
  title: 'WordPress and WooCommerce (its database)',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'email'],
    links: false,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [
      'Whether an e-mail address is verified: WordPress does not know',
      'Guests of a shop: they stand in its orders, and never had a password',
      'Backup codes, security keys, and whatever other plugins for logins keep',
      'Application passwords: made for programs, and good for this WordPress alone',
      'Sessions: everybody logs in once more',
    ],
  },
  yields: 'identity',
  leavesOut: { ...IGNORED, ...IGNORED_META },
  recognise,
  fromFile: (path) => Config.parse({ file: path }),
  open: (config, context) => databaseReader(config, context, (database) => planReading(database, config)),
});

/** The SQLite file of its plugin of that name. */
function recognise({ schema = '' }: Sample): number {
  return /\buser_nicename\b/.test(schema) && /\buser_activation_key\b/.test(schema) ? 0.9 : 0;
}

async function planReading(database: Database, config: Config): Promise<Plan> {
  const users = await find(database, config.users ?? `${config.prefix}users`, [
    'ID',
    'user_login',
    'user_pass',
  ]);
  const metas = await find(database, config.userMeta ?? `${config.prefix}usermeta`, ['user_id', 'meta_key']);
  return {
    keyset: { from: quoteTable(database.dialect, users.name), key: ['ID'] },
    shape: [users, metas],
    toRecords: (rows, first) => toRecords(database, metas, { prefix: config.prefix }, rows, first),
  };
}

/** @throws FootbridgeError CONFIG_INVALID when it is not there. */
async function find(database: Database, name: string, columns: readonly string[]): Promise<Table> {
  const table = await findTable(database, { name }, columns);
  if (table !== undefined) return table;
  throw new FootbridgeError(
    'CONFIG_INVALID',
    `The database has no table "${name}" of a WordPress: give its prefix in "source.prefix"`,
  );
}

async function toRecords(
  database: Database,
  metas: Table,
  settings: Settings,
  rows: readonly ResultRow[],
  first: number,
): Promise<SourceRecord[]> {
  const ids = rows.flatMap(({ key: [id] }) => (id === undefined ? [] : [id]));
  const belongings = await readBelongings(database, metas, 'user_id', ids);
  return rows.map(({ values: user }, index) => {
    const understood = toIdentity(user, belongings.get(String(user.ID)) ?? [], settings);
    const position = `user ${understood.identity.sourceId}`;
    return { row: first + index, position, operation: 'upsert', ...understood };
  });
}
