/**
 * Source: the database of a Django project, on PostgreSQL, MySQL, MariaDB or SQLite.
 *
 * The users of `django.contrib.auth` or of a model of the project's own, with their groups; addresses, linked accounts
 * and factors of django-allauth and django-otp where those are installed.
 *
 * @see https://docs.djangoproject.com/en/5.2/ref/contrib/auth/
 * @module
 */
import { z } from 'zod';
import { ADDRESS, type Database, isOneAddress, quoteTable, type ResultRow } from '../database/database.ts';
import { findDjango, readPeople, type Tables } from './django/tables.ts';
import { IGNORED, toIdentity } from './django/user.ts';
import { databaseReader, type Plan } from './reading/database/reader.ts';
import { defineSource, type Sample, type SourceRecord } from './source.ts';

const Config = z
  .strictObject({
    ...ADDRESS,
    schema: z.string().min(1).optional().describe('PostgreSQL schema of the tables'),
    table: z
      .string()
      .min(1)
      .default('auth_user')
      .describe('Table of the users: that of AUTH_USER_MODEL, where the project has its own'),
    timeZone: z
      .string()
      .default('UTC')
      .describe('Zone of time columns that have none: TIME_ZONE, where USE_TZ is off'),
  })
  .refine(isOneAddress, { message: 'Give either "url" or "file".' });

type Config = z.output<typeof Config>;

export const django = defineSource<Config>({
  id: 'django',
  title: 'Django (its database)',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'lastLoginAt'],
    withholds: [
      'Sessions: everybody logs in once more',
      'Permissions of single users: groups come along, what a group may do does not',
      'Secrets that allauth.mfa encrypts by an adapter of the project',
      'Security keys of allauth.mfa',
      'Tokens of linked accounts: they belong to the old client id',
    ],
  },
  yields: 'identity',
  leavesOut: IGNORED,
  recognise,
  fromFile: (path) => Config.parse({ file: path }),
  open: (config, context) => databaseReader(config, context, (database) => planReading(database, config)),
});

/** A project with a model of its own is recognised too; which table that is, somebody has to say. */
function recognise({ schema = '' }: Sample): number {
  if (/CREATE TABLE "auth_user" /.test(schema)) return 0.9;
  return /CREATE TABLE "django_(migrations|content_type)" /.test(schema) ? 0.7 : 0;
}

async function planReading(database: Database, config: Config): Promise<Plan> {
  const tables = await findDjango(database, config);
  return {
    keyset: { from: quoteTable(database.dialect, tables.user.name), key: tables.user.primaryKey },
    shape: tables,
    toRecords: (rows, first) => toRecords(database, tables, config, rows, first),
  };
}

async function toRecords(
  database: Database,
  tables: Tables,
  { timeZone }: Config,
  rows: readonly ResultRow[],
  first: number,
): Promise<SourceRecord[]> {
  const people = await readPeople(database, tables, rows);
  return people.map((person, index) => {
    const understood = toIdentity(person, { zone: timeZone });
    const position = `user ${understood.identity.sourceId}`;
    return { row: first + index, position, operation: 'upsert', ...understood };
  });
}
