/**
 * Source: the database of a Better Auth, on PostgreSQL, MySQL, MariaDB or SQLite.
 *
 * The tables are found by looking, plugins' tables too. Secrets of authenticator apps and recovery codes are opened
 * with the BETTER_AUTH_SECRET. Hashes that Footbridge once carried in come out again as they went in.
 *
 * @see https://better-auth.com/docs/concepts/database
 * @module
 */
import { z } from 'zod';
import { ADDRESS, type Database, isOneAddress, quoteTable, type ResultRow } from '../database/database.ts';
import { columnOf, findTables, readUsers, type Tables } from './better-auth/tables.ts';
import { type Reading, toIdentity } from './better-auth/user.ts';
import { databaseReader, type Plan } from './reading/database/reader.ts';
import { defineSource, type Sample, type SourceRecord } from './source.ts';

const Config = z
  .strictObject({
    ...ADDRESS,
    secret: z
      .string()
      .min(1)
      .meta({ secret: true })
      .optional()
      .describe('BETTER_AUTH_SECRET; without it, authenticator apps and recovery codes stay behind'),
    schema: z.string().min(1).optional().describe('PostgreSQL schema of the tables'),
    tables: z
      .strictObject({
        user: z.string().optional(),
        account: z.string().optional(),
        twoFactor: z.string().optional(),
        passkey: z.string().optional(),
        member: z.string().optional(),
        organization: z.string().optional(),
      })
      .default({})
      .describe('Names of tables that were renamed'),
    timeZone: z.string().default('UTC').describe('Zone of time columns that have none'),
    totp: z
      .strictObject({
        digits: z.number().int().min(6).max(8).default(6),
        period: z.number().int().min(10).max(300).default(30),
      })
      .prefault({})
      .describe('As in `totpOptions` of the two-factor plugin'),
    rpId: z.string().min(1).optional().describe('Relying party of its passkeys'),
    placeholderDomain: z.string().min(1).optional().describe('Addresses under this domain were made up'),
  })
  .refine(isOneAddress, { message: 'Give either "url" or "file".' });

export type BetterAuthConfig = z.output<typeof Config>;

export const betterAuth = defineSource<BetterAuthConfig>({
  id: 'better-auth',
  title: 'Better Auth (its database)',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt'],
    withholds: [
      'Sessions: everybody logs in once more.',
      'Access and refresh tokens of linked accounts: they belong to the old client id.',
      'Teams, invitations, API keys and other tables of plugins.',
      'Additional user fields come as fields of their own: the mapping says what they mean.',
    ],
  },
  yields: 'identity',
  recognise,
  fromFile: (path) => Config.parse({ file: path }),
  open: (config, context) => databaseReader(config, context, (database) => planReading(database, config)),
});

function recognise({ schema = '' }: Sample): number {
  const columns = ['emailVerified', 'providerId', 'accountId', 'expiresAt'];
  return columns.every((column) => schema.includes(column)) ? 0.9 : 0;
}

async function planReading(database: Database, config: BetterAuthConfig): Promise<Plan> {
  const tables = await findTables(database, config);
  const reading: Reading = {
    totp: config.totp,
    zone: config.timeZone,
    ...(config.rpId === undefined ? {} : { rpId: config.rpId }),
    ...(config.placeholderDomain === undefined ? {} : { placeholderDomain: config.placeholderDomain }),
  };
  const user = tables.user ?? { name: { name: 'user' }, columns: [] };
  return {
    keyset: { from: quoteTable(database.dialect, user.name), key: [columnOf(user, 'id')] },
    shape: tables,
    toRecords: (rows, first) => toRecords(database, tables, config.secret, reading, rows, first),
  };
}

async function toRecords(
  database: Database,
  tables: Tables,
  secret: string | undefined,
  reading: Reading,
  rows: readonly ResultRow[],
  first: number,
): Promise<SourceRecord[]> {
  const users = await readUsers(database, tables, rows, secret);
  return users.map((records, index) => {
    const understood = toIdentity(records, reading);
    const position = `user ${understood.identity.sourceId}`;
    return { row: first + index, position, operation: 'upsert', ...understood };
  });
}
