/**
 * Newline-delimited JSON: one object a line, whose meaning the mapping gives.
 *
 * @see https://github.com/ndjson/ndjson-spec
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fingerprintFile, openBytes } from './reading/bytes.ts';
import { readMark, readPages, toPlainRecords } from './reading/frames.ts';
import { LineFramer } from './reading/lines.ts';
import { sampleLines } from './reading/sample.ts';
import { defineSource } from './source.ts';

const Config = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ title: 'File', examples: ['users.ndjson', 'users.ndjson.gz'] }),
  encoding: z
    .string()
    .optional()
    .meta({ title: 'Encoding, if it is not to be told', examples: ['windows-1252'] }),
});
type Config = z.output<typeof Config>;

const START = { offset: 0, next: 1, part: 0, row: 0 };

export const ndjson = defineSource<Config>({
  id: 'ndjson',
  title: 'JSON lines (NDJSON)',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
    links: true,
    consents: true,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [],
  },
  yields: 'fields',

  /** Two objects on two lines, or one and nothing else; by its name alone where the first line is longer than the sample. */
  recognise({ name, text }) {
    const named = /\.(ndjson|jsonl)(\.gz)?$/i.test(name);
    if (named && /^\s*\{[^\n]*$/.test(text)) return 0.3;
    const { objects, damaged } = sampleLines(text);
    if (objects.length === 0 || damaged > objects.length) return 0;
    return objects.length > 1 || named ? 0.6 : 0.3;
  },
  fromFile: (path) => ({ path }),

  open({ path: name, encoding }, { folder, pageSize }) {
    const path = resolve(folder, name);
    return {
      async *read(cursor) {
        const file = await openBytes(path, { encoding });
        const from = readMark(cursor, START);
        yield* readPages(file, new LineFramer(file.misread, from), from, pageSize, toPlainRecords);
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});
