/**
 * Ory Kratos: its identities as the admin API or the command line lists them, a JSON array or JSON lines.
 *
 * Hashes and factors stand there only where they were asked for by `include_credential`. What a trait means is known
 * from the addresses and identifiers that Kratos derived from it, so no identity schema is needed.
 *
 * @see https://www.ory.sh/docs/reference/api#tag/identity/operation/listIdentities
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { IGNORED_CREDENTIALS } from './kratos/credentials.ts';
import { IGNORED, IGNORED_OF_ADDRESSES, toIdentity } from './kratos/identity.ts';
import { fingerprintFile } from './reading/bytes.ts';
import { readMark, readPages } from './reading/frames.ts';
import type { JsonObject } from './reading/json-value.ts';
import { openRecords } from './reading/records.ts';
import { sampleElements, sampleLines } from './reading/sample.ts';
import { ignoredIn, understandAll } from './reading/understand.ts';
import { isRecord } from './reading/values.ts';
import { defineSource, type Sample } from './source.ts';

const Config = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({
      title: 'Identities: a JSON array or JSON lines, also gzipped',
      examples: ['identities.ndjson'],
    }),
  rpId: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Domain that passkeys are bound to (`webauthn.config.rp.id`), which identities do not carry',
      examples: ['id.example.com'],
    }),
});
type Config = z.output<typeof Config>;

/** The API gives a bare array, the command line an object around it. */
const PLACES = { paths: ['', 'identities'] };

export const kratos = defineSource<Config>({
  id: 'kratos',
  title: 'Ory Kratos',
  config: Config,
  gives: {
    passwords: 'always',
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt'],
    withholds: [
      'Credentials that were not asked for with `include_credential`, and all of them in `kratos list identities`',
      'Sessions, and with them the last login',
      'When the password was set: its row is written anew with every change of the identity',
      'The domain that passkeys are bound to: set it with `rpId`',
      'Passwords that a migration hook has not seen yet: Kratos never had them',
    ],
  },
  yields: 'identity',
  leavesOut: {
    ...IGNORED,
    ...ignoredIn('verifiable_addresses', IGNORED_OF_ADDRESSES),
    ...IGNORED_CREDENTIALS,
  },
  recognise,
  fromFile: (path) => ({ path }),

  open({ path: name, rpId }, { folder, pageSize }) {
    const path = resolve(folder, name);
    return {
      async *read(cursor) {
        const { file, start, framer } = await openRecords(path, { csv: {}, places: PLACES });
        const from = readMark(cursor, start);
        yield* readPages(file, framer(from), from, pageSize, (frames, row) =>
          understandAll(frames, row, (fields) => toIdentity(fields, { rpId })),
        );
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});

function recognise({ text }: Sample): number {
  if (!/^\s*[[{]/.test(text)) return 0;
  const elements = sampleElements(text, PLACES);
  const identities = elements.length > 0 ? elements : sampleLines(text).objects;
  return identities.length > 0 && identities.every(isIdentity) ? 1 : 0;
}

function isIdentity({ traits, schema_id }: JsonObject): boolean {
  return isRecord(traits) && typeof schema_id === 'string';
}
