/**
 * What people list by hand: one row for each application, client, account, key or integration that they know of.
 *
 * @module
 */
import { z } from 'zod';
import type { Client } from './client.ts';

const KINDS = ['application', 'oauth-client', 'service-account', 'api-key', 'integration'] as const;

/** One text with separators, as a table holds it, or a list. */
const Several = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(/[;,\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]);

/** An empty cell of a table is an absent value. */
const Optional = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

const Listed = z.strictObject({
  kind: z.enum(KINDS),
  name: z.string().min(1, 'a name is missing'),
  owner: Optional,
  dependsOn: Several.optional(),
  reissue: z
    .union([z.enum(['yes', 'no', 'unknown']), z.literal('')])
    .optional()
    .transform((text) => text || 'unknown'),
});

export type ListedReading =
  | { readonly client: Client }
  | { readonly wrong: readonly { readonly field: string; readonly found: string }[] };

/** Headings that people write for `dependsOn`. */
const SPELLINGS: Readonly<Record<string, string>> = { depends_on: 'dependsOn', 'depends on': 'dependsOn' };

export function readListed(record: Readonly<Record<string, unknown>>): ListedReading {
  const named = Object.fromEntries(
    Object.entries(record).map(([name, value]) => [SPELLINGS[name.toLowerCase()] ?? name, value]),
  );
  const { data, error } = Listed.safeParse(named);
  if (data === undefined) return { wrong: error.issues.flatMap(explain) };
  const { owner, dependsOn = [], ...rest } = data;
  return { client: { ...rest, dependsOn, ...(owner === undefined ? {} : { owner }) } };
}

function explain(issue: z.core.$ZodIssue): readonly { field: string; found: string }[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(Listed.shape).join(', ');
    return issue.keys.map((key) => ({ field: key, found: `no column of an inventory; there are ${known}` }));
  }
  return [{ field: issue.path.join('.'), found: issue.message.replace(/^Invalid (?:input|option): /, '') }];
}
