/**
 * The settings of linking: which records may be one person, how sure that is, and whose word counts for which field.
 *
 * An unverified address proves nothing, so a rule that rests on one is refused here unless it calls itself ambiguous.
 *
 * @module
 */
import { z } from 'zod';

/** Fields that say whether they were verified. */
const VERIFIABLE = new Set(['email', 'phone']);

/** Facts that only one person can have, if the legacy was right. */
const PROOFS = new Set(['link']);

const FIELD = z
  .string()
  .regex(/^(email|email\.variant|phone|username|link|profile\.[a-z_]+|attributes\..+)$/, {
    message: 'one of email, email.variant, phone, username, link, profile.<claim>, attributes.<name>',
  });

const Rule = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'How a match calls it.' }),
    tier: z.enum(['certain', 'probable', 'ambiguous']).meta({ description: 'How much it proves.' }),
    same: z.array(FIELD).min(1).meta({ description: 'All of these have to be the same on both sides.' }),
    verified: z.enum(['both', 'one', 'any']).optional().meta({
      description:
        'E-mail addresses and phone numbers in `same`: verified on `both` sides, on `one` at least, or `any`. Absent: `both`.',
    }),
  })
  .superRefine((rule, context) => {
    const reason = refuseTier(rule);
    if (reason !== undefined) context.addIssue({ code: 'custom', path: ['tier'], message: reason });
  });

interface WrittenRule {
  readonly tier: string;
  readonly same: readonly string[];
  readonly verified?: string | undefined;
}

/** Why it may not be so sure; undefined: it may. */
function refuseTier({ tier, same, verified = 'both' }: WrittenRule): string | undefined {
  if (tier === 'ambiguous') return undefined;
  const others = same.filter((field) => !VERIFIABLE.has(field));
  const touches = others.length < same.length;
  if (touches && verified === 'any') return 'what nobody verified proves nothing: only "ambiguous"';
  if (touches && verified === 'one' && tier === 'certain')
    return 'an address verified on one side only is at most "probable"';
  if (touches && verified === 'one' && others.length === 0)
    return 'an address verified on one side only needs another field beside it, or is "ambiguous"';
  if (same.includes('email.variant')) return 'spellings that a person might use are only "ambiguous"';
  const proves = touches || same.some((field) => PROOFS.has(field) || field.startsWith('attributes.'));
  return proves ? undefined : 'names, birth dates and user names are shared by many: only "ambiguous"';
}

/** Whoever stands in both with any of these agrees on who they are, or is looked at by a person. */
const RULES: readonly z.output<typeof Rule>[] = [
  { name: 'verified e-mail', tier: 'certain', same: ['email'], verified: 'both' },
  { name: 'same link', tier: 'certain', same: ['link'] },
  {
    name: 'verified phone and family name',
    tier: 'probable',
    same: ['phone', 'profile.family_name'],
    verified: 'both',
  },
  {
    name: 'verified phone and birth date',
    tier: 'probable',
    same: ['phone', 'profile.birthdate'],
    verified: 'both',
  },
  {
    name: 'e-mail verified once, and name',
    tier: 'probable',
    same: ['email', 'profile.given_name', 'profile.family_name'],
    verified: 'one',
  },
  { name: 'e-mail, not verified', tier: 'ambiguous', same: ['email'], verified: 'any' },
  { name: 'phone, not verified', tier: 'ambiguous', same: ['phone'], verified: 'any' },
  {
    name: 'name and birth date',
    tier: 'ambiguous',
    same: ['profile.given_name', 'profile.family_name', 'profile.birthdate'],
  },
  { name: 'spelling of the e-mail', tier: 'ambiguous', same: ['email.variant'] },
];

const Authority = z.union([
  z.enum(['newest', 'oldest', 'longest', 'sources']),
  z.array(z.string().min(1)).min(1),
]);

export const CorrelationConfig = z.strictObject({
  rules: z
    .array(Rule)
    .optional()
    .meta({
      description:
        'Instead of the rules of docs/linking.md. All of `same` must agree; the surest rule counts.',
    })
    // No `default`: it would be a page of the configuration's table.
    .transform((rules) => rules ?? RULES),
  keys: z
    .array(z.string().regex(/^attributes\..+$/, 'attributes.<name>'))
    .default([])
    .meta({
      description:
        'Attributes that are one person’s alone (a loyalty number): the same value is certain, another one a contradiction.',
    }),
  merge: z.enum(['never', 'certain']).default('never').meta({
    description:
      '`certain`: an import merges certain matches by itself, before anybody is written. `never`: people decide.',
  }),
  authority: z.record(z.string().min(1), Authority).default({}).meta({
    description:
      'Whose value counts in a merge, by field (`profile.family_name`), by group (`profile`, `attributes`) or for all (`*`): `newest`, `oldest`, `longest`, `sources` (their order in the configuration), or names of sources in their order. Absent: `newest`.',
  }),
});
