/**
 * One JSON array of objects, however huge, whose meaning the mapping gives.
 *
 * The array is the file itself, or stands under a usual name (`users`, `value`, `data`, `_embedded.users` …) or
 * under the one that is configured. What stands beside the array (totals, page links) is left out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fingerprintFile, openBytes } from './reading/bytes.ts';
import { readMark, readPages, toPlainRecords } from './reading/frames.ts';
import { ArrayFramer } from './reading/json-array.ts';
import { USUAL_PATHS } from './reading/json-places.ts';
import { sampleElements } from './reading/sample.ts';
import { defineSource } from './source.ts';

const Config = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ title: 'File', examples: ['users.json', 'users.json.gz'] }),
  at: z
    .string()
    .optional()
    .meta({
      title: 'Dotted name of the array, if it is not a usual one; empty: the file is the array',
      examples: ['export.customers'],
    }),
  encoding: z
    .string()
    .optional()
    .meta({ title: 'Encoding, if it is not to be told', examples: ['windows-1252'] }),
});
type Config = z.output<typeof Config>;

const START = { offset: 0, next: 0, part: 0, row: 0 };

export const json = defineSource<Config>({
  id: 'json',
  title: 'JSON array',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
    links: true,
    consents: true,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: ['What stands beside the array in the file'],
  },
  yields: 'fields',

  recognise: ({ text }) => (sampleElements(text, { paths: USUAL_PATHS }).length > 0 ? 0.55 : 0),
  fromFile: (path) => ({ path }),

  open({ path: name, at, encoding }, { folder, pageSize }) {
    const path = resolve(folder, name);
    const places = { paths: at === undefined ? USUAL_PATHS : [at] };
    return {
      async *read(cursor) {
        const file = await openBytes(path, { encoding });
        const from = readMark(cursor, START);
        yield* readPages(file, new ArrayFramer(file.misread, places, from), from, pageSize, toPlainRecords);
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});
