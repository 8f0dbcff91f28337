/**
 * Auth0: the user export, files for Auth0's own import, and the password file of its support.
 *
 * Users come as JSON lines, as a JSON array or as the guarded CSV of the dashboard. Passwords come in a file of
 * their own, by ticket only, and are joined by id with an index of 12 bytes a row. Roles, permissions and
 * organisations are not part of the export.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fromCsvRow, isUserHeader } from './auth0/csv-user.ts';
import { passwordOf, ROW_KEYS, readOrphans } from './auth0/passwords.ts';
import { databaseAccountOf, type IdField, IGNORED, IGNORED_OF_IDENTITIES, toIdentity } from './auth0/user.ts';
import { fingerprintFile } from './reading/bytes.ts';
import { readFirstRows, sniffDialect } from './reading/csv-dialect.ts';
import { readMark, readPages } from './reading/frames.ts';
import type { JsonObject } from './reading/json-value.ts';
import { LineIndex } from './reading/line-index.ts';
import { openRecords, type RecordFile } from './reading/records.ts';
import { isWhole, sampleElements, sampleLines } from './reading/sample.ts';
import { ignoredIn, understandAll } from './reading/understand.ts';
import { isRecord } from './reading/values.ts';
import { defineSource, type Page, type Sample } from './source.ts';

const Config = z.strictObject({
  users: z
    .string()
    .min(1)
    .meta({
      title: 'Export of the users: NDJSON, JSON or CSV, also gzipped',
      examples: ['users.ndjson.gz'],
    }),
  passwords: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Password file of the support, decrypted and unpacked',
      examples: ['passwords.ndjson'],
    }),
  id: z.enum(['user_id', 'email', 'username']).default('user_id').meta({
    title: 'Which field is the id; files for Auth0’s import may have no `user_id`',
  }),
});
type Config = z.output<typeof Config>;

const PLACES = { paths: ['', 'users'] };
/** The dashboard puts an apostrophe before every text, against spreadsheets. */
const CSV = { unguard: "'" };

/** Cursors behind this word lie in the password file, whose left-over rows are reported last. */
const ORPHANS = 'passwords:';
/** How much of the whole the users are, for progress; the rest is the last look at the password file. */
const USERS_SHARE = 0.95;

export const auth0 = defineSource<Config>({
  id: 'auth0',
  title: 'Auth0',
  config: Config,
  gives: {
    passwords: 'separate file',
    factors: ['totp', 'sms', 'email'],
    links: true,
    consents: false,
    memberships: false,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [
      'Password hashes, unless the support hands them out (paid plans, by ticket)',
      'Secrets of TOTP, unless the support hands them out; Guardian, WebAuthn and recovery codes always',
      'Passkeys',
      'Roles, permissions and organisations: other calls of its API',
      'Refresh tokens, grants and blocks by the brute-force protection',
      'From the CSV: whole `user_metadata` and `app_metadata`',
    ],
  },
  yields: 'identity',
  leavesOut: { ...IGNORED, ...ignoredIn('identities', IGNORED_OF_IDENTITIES) },
  recognise,
  fromFile: (path) => ({ users: path, id: 'user_id' }),

  open({ users, passwords, id }, { folder, pageSize }) {
    const paths = [users, ...(passwords === undefined ? [] : [passwords])].map((path) =>
      resolve(folder, path),
    );
    const [usersPath = '', passwordsPath] = paths;
    return {
      read: (cursor) => readAll(usersPath, passwordsPath, id, cursor, pageSize),
      fingerprint: async () => (await Promise.all(paths.map(fingerprintFile))).join('+'),
      close: async () => {},
    };
  },
});

async function* readAll(
  usersPath: string,
  passwordsPath: string | undefined,
  id: IdField,
  cursor: string | undefined,
  pageSize: number,
): AsyncGenerator<Page> {
  const users = await openRecords(usersPath, { csv: CSV, places: PLACES });
  if (passwordsPath === undefined) {
    yield* readUsers(users, undefined, id, cursor, pageSize);
    return;
  }

  const index = await LineIndex.build(passwordsPath, ROW_KEYS);
  try {
    let last = cursor;
    if (cursor?.startsWith(ORPHANS) !== true) {
      for await (const page of readUsers(users, index, id, cursor, pageSize)) {
        last = page.cursor;
        yield { ...page, done: (page.done ?? 0) * USERS_SHARE };
      }
    }
    // A reader that was not there from the beginning has not seen who asked for which row.
    if (cursor !== undefined && index.unasked > 0) await askForAll(users, index, pageSize);
    const from = last?.startsWith(ORPHANS)
      ? readMark(last.slice(ORPHANS.length), users.start)
      : { offset: 0, next: 1, part: 0, row: readMark(last, users.start).row };
    for await (const page of readOrphans(index, from, pageSize)) {
      const done = USERS_SHARE + (page.done ?? 1) * (1 - USERS_SHARE);
      yield { ...page, cursor: ORPHANS + page.cursor, done };
    }
  } finally {
    index.close();
  }
}

function readUsers(
  users: RecordFile,
  index: LineIndex | undefined,
  id: IdField,
  cursor: string | undefined,
  pageSize: number,
): AsyncGenerator<Page> {
  const from = readMark(cursor, users.start);
  return readPages(users.file, users.framer(from), from, pageSize, (frames, row) => {
    const found = index?.find(frames.map(({ fields }) => databaseAccountOf(toUser(fields, users))));
    return understandAll(frames, row, (fields, i) =>
      toIdentity(toUser(fields, users), id, found?.[i]?.map(passwordOf)),
    );
  });
}

/** Asks for the rows of every user, and for nothing else. */
async function askForAll(users: RecordFile, index: LineIndex, pageSize: number): Promise<void> {
  const pages = readPages(users.file, users.framer(users.start), users.start, pageSize, (frames) => {
    index.find(frames.map(({ fields }) => databaseAccountOf(toUser(fields, users))));
    return [];
  });
  while ((await pages.next()).done !== true);
}

function toUser(fields: JsonObject, { form }: RecordFile): JsonObject {
  return form === 'csv' ? fromCsvRow(fields) : fields;
}

function recognise(sample: Sample): number {
  const { text } = sample;
  const atEnd = isWhole(sample);
  if (/^\s*\{/.test(text) && sampleElements(text, PLACES).length === 0)
    return scoreUsers(sampleLines(text).objects);
  if (/^\s*[[{]/.test(text)) return scoreUsers(sampleElements(text, PLACES));
  const [header] = readFirstRows(text, sniffDialect(text, {}, atEnd), atEnd);
  const names = header?.values.map((name) => (name.startsWith("'") ? name.slice(1) : name)) ?? [];
  return isUserHeader(names) ? 0.9 : 0;
}

/** An id of the form `provider|id`, identities that say whether they are social, or hashes for Auth0's import. */
function scoreUsers(users: readonly JsonObject[]): number {
  const [first] = users;
  if (first === undefined) return 0;
  if (users.some(({ identities }) => Array.isArray(identities) && identities.some(isAuth0Identity))) return 1;
  if (typeof first.user_id === 'string' && /^[a-z0-9-]+\|./.test(first.user_id)) return 0.9;
  const isImport = (user: JsonObject) =>
    typeof user.email === 'string' &&
    ((isRecord(user.custom_password_hash) && 'algorithm' in user.custom_password_hash) ||
      'password_hash' in user);
  return users.some(isImport) ? 0.8 : 0;
}

function isAuth0Identity(value: unknown): boolean {
  return isRecord(value) && 'connection' in value && 'provider' in value && 'user_id' in value;
}
