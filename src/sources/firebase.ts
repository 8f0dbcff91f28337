/**
 * Firebase Authentication and Google Identity Platform: what `firebase auth:export` and the REST API write.
 *
 * Hashes verify only with the project's hash configuration, whose signer key is a secret. The CLI leaves out the
 * hashes of users who were imported with another algorithm and never signed in, every provider outside its list
 * (`oidc.*`, `saml.*`), tenants and second factors in CSV: what it left out cannot be seen here.
 *
 * @see https://firebase.google.com/docs/cli/auth
 * @see https://github.com/firebase/scrypt
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { FootbridgeError } from '../problems/problem.ts';
import { fromCsvRow, isUserRow, nameColumns } from './firebase/csv-user.ts';
import { IGNORED, IGNORED_OF_FACTORS, IGNORED_OF_PROVIDERS, toIdentity } from './firebase/user.ts';
import { fingerprintFile } from './reading/bytes.ts';
import { readFirstRows } from './reading/csv-dialect.ts';
import { readMark, readPages } from './reading/frames.ts';
import type { JsonObject } from './reading/json-value.ts';
import { openRecords } from './reading/records.ts';
import { isWhole, readSample, sampleElements, sampleLines } from './reading/sample.ts';
import { ignoredIn, understandAll } from './reading/understand.ts';
import { defineSource, type Sample } from './source.ts';

const Config = z.strictObject({
  users: z
    .string()
    .min(1)
    .meta({ title: 'Export of the users: JSON or CSV, also gzipped', examples: ['users.json'] }),
  signerKey: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'the name of a secret, not its value')
    .optional()
    .meta({
      title: 'Name under which `secrets` holds the signer key (base64_signer_key)',
      examples: ['firebaseSignerKey'],
    }),
  saltSeparator: z.string().default('Bw==').meta({ title: 'base64_salt_separator of the project' }),
  rounds: z.number().int().min(1).max(8).default(8).meta({ title: 'rounds of the project' }),
  memCost: z.number().int().min(1).max(14).default(14).meta({ title: 'mem_cost of the project' }),
});
type Config = z.output<typeof Config>;

const PLACES = { paths: ['users', ''] };
const DIALECT = { delimiter: ',', quote: '"', newline: '\n', backslashQuotes: true } as const;

export const firebase = defineSource<Config>({
  id: 'firebase',
  title: 'Firebase Authentication',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: ['sms'],
    links: true,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'lastLoginAt'],
    withholds: [
      'Secrets of TOTP, and passkeys',
      'Hashes, if the exporting account lacks firebaseauth.configs.getHashConfig',
      'Hashes of users imported with another algorithm who never signed in',
      'From the CLI: links to oidc.* and saml.* providers, and users of tenants; from its CSV also second factors',
      'Sessions and refresh tokens',
    ],
  },
  yields: 'identity',
  leavesOut: {
    ...IGNORED,
    ...ignoredIn('providerUserInfo', IGNORED_OF_PROVIDERS),
    ...ignoredIn('mfaInfo', IGNORED_OF_FACTORS),
  },
  recognise,
  fromFile: (path) => Config.parse({ users: path }),

  open({ users, ...hash }, { folder, pageSize }) {
    const path = resolve(folder, users);
    return {
      async *read(cursor) {
        const csv = { delimiter: ',', quote: '"', backslashQuotes: true, header: false };
        const columns = await findColumns(path);
        const { file, form, start, framer } = await openRecords(path, {
          csv: { ...csv, columns },
          places: PLACES,
        });
        const from = readMark(cursor, start);
        const toUser = (fields: JsonObject) => (form === 'csv' ? fromCsvRow(fields) : fields);
        yield* readPages(file, framer(from), from, pageSize, (frames, row) =>
          understandAll(frames, row, (fields) => toIdentity(toUser(fields), hash)),
        );
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});

/** The columns of a CSV by their number; undefined for JSON. */
async function findColumns(path: string): Promise<readonly string[] | undefined> {
  const { text } = await readSample(path);
  if (/^\s*[[{]/.test(text)) return undefined;
  const [first] = readFirstRows(text, DIALECT, true);
  const columns = nameColumns(first?.values.length ?? 0);
  if (columns !== undefined) return columns;
  throw new FootbridgeError(
    'SOURCE_UNRECOGNISED',
    `${path} has ${first?.values.length ?? 0} columns; exports of the Firebase CLI have 29 or 53, without a header`,
  );
}

function recognise(sample: Sample): number {
  const { text } = sample;
  if (/^\s*[[{]/.test(text)) {
    const users = sampleElements(text, PLACES);
    return Math.max(scoreUsers(users), users.length > 0 ? 0 : scoreUsers(sampleLines(text).objects));
  }
  const rows = readFirstRows(text, DIALECT, isWhole(sample));
  return rows.length > 0 && rows.every(({ values }) => isUserRow(values)) ? 1 : 0;
}

function scoreUsers(users: readonly JsonObject[]): number {
  return users.length > 0 && users.every((user) => typeof user.localId === 'string') ? 1 : 0;
}
