/**
 * Keycloak: the realm export of `kc.sh export`, one file or a folder.
 *
 * Only that export holds hashes; the admin API and the console's partial export do not. The realm itself (clients,
 * groups, roles, flows) is configuration and is left out, but for what its users belong to.
 *
 * @see https://www.keycloak.org/server/importExport
 * @module
 */
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { FootbridgeError } from '../problems/problem.ts';
import { IGNORED_CREDENTIALS } from './keycloak/credentials.ts';
import { listFiles } from './keycloak/files.ts';
import { IGNORED, toIdentity } from './keycloak/user.ts';
import { fingerprintFile, openBytes } from './reading/bytes.ts';
import { readMark, readPages } from './reading/frames.ts';
import { ArrayFramer } from './reading/json-array.ts';
import type { JsonObject } from './reading/json-value.ts';
import { sampleElements } from './reading/sample.ts';
import { understandAll } from './reading/understand.ts';
import { defineSource, type Page } from './source.ts';

const Config = z.strictObject({
  path: z.string().min(1).meta({ title: 'Export: a file, or the folder that `kc.sh export --dir` wrote' }),
  realm: z.string().min(1).optional().meta({ title: 'Realm, where the folder holds several' }),
  rpId: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Domain that passkeys are bound to (WebAuthn relying party id), which users do not carry',
      examples: ['id.example.com'],
    }),
});
type Config = z.output<typeof Config>;

/** Both are users; the second are those of a federation that Keycloak keeps something for. */
const PLACES = { paths: ['users', 'federatedUsers'], every: true };
const START = { offset: 0, next: 0, part: 0, row: 0 };

export const keycloak = defineSource<Config>({
  id: 'keycloak',
  title: 'Keycloak',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: true,
    memberships: true,
    timestamps: ['createdAt'],
    withholds: [
      'Passwords of users that live in LDAP or another federation',
      'HOTP counters, and credentials of extensions',
      'The domain that passkeys are bound to: set it with `rpId`',
      'Sessions, events and last logins',
    ],
  },
  yields: 'identity',
  leavesOut: {
    ...IGNORED,
    ...Object.fromEntries(
      Object.entries(IGNORED_CREDENTIALS).map(([type, reason]) => [
        `credentials of the type ${type}`,
        reason,
      ]),
    ),
  },
  recognise: ({ text }) => scoreUsers(text),
  fromFile: (path) => ({ path }),

  open({ path: name, realm, rpId }, { folder, pageSize }) {
    const path = resolve(folder, name);
    return {
      read: (cursor) => readFiles(path, realm, rpId, cursor, pageSize),
      fingerprint: async () =>
        (await Promise.all((await listFiles(path, realm)).map(fingerprintFile))).join('+'),
      close: async () => {},
    };
  },
});

/** Cursors are the number of the file and the mark in it. */
async function* readFiles(
  path: string,
  realm: string | undefined,
  rpId: string | undefined,
  cursor: string | undefined,
  pageSize: number,
): AsyncGenerator<Page> {
  const files = await listFiles(path, realm);
  const [number, inner] = splitCursor(cursor);
  let from = readMark(inner, START);
  for (let i = number; i < files.length; i++) {
    const file = await openBytes(files[i] ?? '');
    const framer = new ArrayFramer(file.misread, placesOf(files), from);
    const pages = readPages(file, framer, from, pageSize, (frames, row) =>
      understandAll(frames, row, (fields) => toIdentity(fields, { rpId })),
    );
    const where = files.length === 1 ? '' : `${basename(file.path)} `;
    for await (const page of pages) {
      from = readMark(page.cursor, START);
      const records = page.records.map((record) => ({ ...record, position: where + record.position }));
      yield { ...page, records, cursor: `${i}:${page.cursor}`, done: (i + (page.done ?? 1)) / files.length };
    }
    from = { ...START, row: from.row };
  }
}

/** In a folder, the realm's own file and others may hold no users at all. */
function placesOf(files: readonly string[]): typeof PLACES & { optional?: boolean } {
  return files.length > 1 ? { ...PLACES, optional: true } : PLACES;
}

function splitCursor(cursor: string | undefined): [number, string | undefined] {
  if (cursor === undefined) return [0, undefined];
  const match = /^(\d+):(.+)$/.exec(cursor);
  if (match === null)
    throw new FootbridgeError('SOURCE_CHANGED', `The cursor "${cursor}" belongs to another kind of source`);
  return [Number(match[1]), match[2]];
}

/** Credentials that hold JSON as text are Keycloak's alone; a realm and its users nearly so. */
function scoreUsers(text: string): number {
  const users = sampleElements(text, { paths: ['users'] });
  if (users.some(({ credentials }) => Array.isArray(credentials) && credentials.some(isCredential))) return 1;
  const inRealm = /^\s*\{\s*(?:"id"\s*:\s*"[^"]*"\s*,\s*)?"realm"\s*:/.test(text);
  if (inRealm) return 0.9;
  return users.some((user) => 'createdTimestamp' in user && 'username' in user) ? 0.8 : 0;
}

function isCredential(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'credentialData' in (value as JsonObject);
}
