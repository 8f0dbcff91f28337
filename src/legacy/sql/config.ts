/**
 * The settings of the `sql` legacy.
 *
 * @module
 */
import { z } from 'zod';
import { ADDRESS, isOneAddress } from '../../database/database.ts';
import { Standing } from '../asking/standing.ts';
import { namesIn, strangeNames } from './named-parameters.ts';

const Column = z.string().min(1);

const SECRET_NAME = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

export const Config = z
  .strictObject({
    ...ADDRESS,
    table: z
      .string()
      .min(1)
      .optional()
      .describe('Table or view of the customers, with its schema where needed'),
    query: z
      .string()
      .min(1)
      .refine((text) => strangeNames(text).length === 0, {
        message: 'There is no such parameter. Parameters: :identifier :key :type :sourceId.',
      })
      .refine((text) => namesIn(text).size > 0, {
        message: 'A query that names nobody would find everybody: use :identifier or :key.',
      })
      .optional()
      .describe(
        'A SELECT that finds one customer, in place of `table`. Parameters: :identifier :key :type :sourceId',
      ),
    identifiers: z
      .partialRecord(z.enum(['email', 'phone', 'username']), Column)
      .default({})
      .describe(
        'Kind of identifier → column that holds it. A row whose own identifier is another one is not taken',
      ),
    ignoreCase: z
      .boolean()
      .default(false)
      .describe(
        'Compare lower(column): for databases that tell cases apart (PostgreSQL, SQLite), with an index on it',
      ),
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .describe('Country of phone numbers that are stored without one'),
    id: Column.default('id').describe('Column with the id: the same that an export has'),
    hash: Column.default('password').describe('Column with the password hash'),
    format: z
      .string()
      .min(1)
      .optional()
      .describe('Format of the hashes, or a rule in pipeline notation; absent: recognised one by one'),
    formatColumn: Column.optional().describe('Column that names the format, in place of `format`'),
    beside: z
      .record(z.string(), Column)
      .default({})
      .describe('What a hash needs beside it → its column: {"salt": "pw_salt"}'),
    constants: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .default({})
      .describe('What is the same for every hash: {"iterations": 1000, "saltEncoding": "hex"}'),
    secrets: z
      .record(z.string(), SECRET_NAME)
      .default({})
      .describe(
        'What a hash needs and the whole site shares → name of the secret: {"pepper": "SHOP_PEPPER"}',
      ),
    unicode: z
      .array(z.enum(['as-typed', 'NFC', 'NFD', 'NFKC']))
      .min(1)
      .default(['as-typed', 'NFC', 'NFD'])
      .describe('Ways to write the same letters that are tried, where they differ'),
    standing: Standing.describe('Columns that say who may not simply come in'),
    connections: z.number().int().min(1).max(100).default(8).describe('Connections to the database at most'),
  })
  .refine(isOneAddress, { message: 'Give either "url" or "file".' })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    message: 'Give either "table" or "query".',
  })
  .refine(({ table, identifiers }) => table === undefined || Object.keys(identifiers).length > 0, {
    message: 'With a table, say which columns people log in with.',
    path: ['identifiers'],
  })
  .refine(({ format, formatColumn }) => format === undefined || formatColumn === undefined, {
    message: 'Give either "format" or "formatColumn".',
  });

export type Config = z.output<typeof Config>;
