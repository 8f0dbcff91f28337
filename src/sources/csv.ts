/**
 * CSV of any kind: rows of text under named columns, whose meaning the mapping gives.
 *
 * Encoding, delimiter, line breaks and header are told from the beginning of the file, or named. Values stay the
 * text they are; an operation column is a column like any other, which `mapping` names. Compressed files are read
 * as they are. Headers over several rows and several tables in one file are left to whoever made them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fingerprintFile } from './reading/bytes.ts';
import { looksLikeHeader, readFirstRows, scoreDialect, sniffDialect } from './reading/csv-dialect.ts';
import { openCsv } from './reading/csv-file.ts';
import { readMark, readPages, toPlainRecords } from './reading/frames.ts';
import { isWhole } from './reading/sample.ts';
import { defineSource, type Sample } from './source.ts';

const Config = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ title: 'File', examples: ['customers.csv', 'customers.csv.gz'] }),
  encoding: z
    .string()
    .optional()
    .meta({ title: 'Encoding, if it is not to be told', examples: ['windows-1252'] }),
  delimiter: z
    .string()
    .length(1)
    .optional()
    .meta({ title: 'Delimiter, if it is not to be told', examples: [';'] }),
  quote: z.enum(['"', "'", '']).optional().meta({ title: 'Quote; empty: the file knows no quotes' }),
  header: z.boolean().optional().meta({ title: 'Whether the first row names the columns' }),
  columns: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ title: 'Names of all columns, in the order of the file' }),
  unguard: z.literal("'").optional().meta({
    title: 'Take the apostrophe away that guards values against spreadsheets',
  }),
});
type Config = z.output<typeof Config>;

/** A second row that is as wide as the first makes a table; how sure is left below any vendor's own signs. */
const SURE = 0.6;
const UNSURE = 0.3;

/** The share of rows as wide as the first that tells a table from a letter with commas. */
const TABLE = 0.8;

export const csv = defineSource<Config>({
  id: 'csv',
  title: 'CSV',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
    links: true,
    consents: true,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: ['Types: every value is text, and an empty one may mean "none" or "unknown"'],
  },
  yields: 'fields',
  recognise,
  fromFile: (path) => ({ path }),

  open({ path: name, ...options }, { folder, pageSize }) {
    const path = resolve(folder, name);
    return {
      async *read(cursor) {
        const { file, start, framer } = await openCsv(path, options);
        const from = readMark(cursor, start);
        yield* readPages(file, framer(from), from, pageSize, toPlainRecords);
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});

function recognise(sample: Sample): number {
  const { name, text } = sample;
  const atEnd = isWhole(sample);
  if (text === '' || /^\s*[[{]/.test(text)) return 0;
  const dialect = sniffDialect(text, {}, atEnd);
  const [first, ...others] = readFirstRows(text, dialect, atEnd);
  const named = /\.(csv|tsv)(\.gz)?$/i.test(name);
  if (first === undefined || !looksLikeHeader(first.values)) return named ? UNSURE : 0;
  if (others.length > 0 && scoreDialect(text, dialect, atEnd) > TABLE) return SURE;
  return named ? SURE : 0;
}
