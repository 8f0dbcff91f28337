/**
 * The record of what may be carried: for every kind of personal data on what ground, from where to where, for how
 * long, for what, and who decided it. Drafted from an assessment, filled in by people, signed by one of them.
 *
 * It holds kinds of data and no data.
 *
 * @module
 */
import { z } from 'zod';
import { LEGAL_BASIS_WORDS } from './legal-basis.ts';

/** Empty until somebody fills it in; a name without a value is `null` in YAML. */
const Blank = z
  .string()
  .nullable()
  .default('')
  .transform((text) => text ?? '');

const Entry = z.strictObject({
  /** Canonical path, as the assessment counts it: `email`, `profile.birthdate`, `attributes.plan`. */
  category: z.string().min(1),
  /** Identities that had it when the draft was made; for orientation. */
  customers: z.int().min(0).optional(),
  legalBasis: z
    .enum(['', ...LEGAL_BASIS_WORDS])
    .nullable()
    .default('')
    .transform((word) => word ?? ''),
  /** Which contract, which law, where the consent is documented. */
  basisNote: Blank,
  purpose: Blank,
  regionFrom: Blank,
  regionTo: Blank,
  /** `3 years after the last login`, `until the account is closed`. */
  retention: Blank,
  decidedBy: Blank,
});

const Signature = z.strictObject({
  by: z.string().min(1),
  at: z.iso.datetime({ offset: true }),
  /** SHA-256 over the canonical JSON of all the rest, and of who signed when. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex'),
});

export const EvidenceRecord = z.strictObject({
  document: z.literal('footbridge-evidence'),
  version: z.literal(1),
  /** Of the migration. */
  name: Blank,
  /** Two for one kind of data could say two things, and both would be signed. */
  entries: z.array(Entry).superRefine((entries, context) => {
    for (const [index, { category }] of entries.entries())
      if (entries.findIndex((one) => one.category === category) < index)
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'this kind of data has an entry already',
        });
  }),
  signature: Signature.optional(),
});

export type EvidenceRecord = z.output<typeof EvidenceRecord>;
export type EvidenceEntry = EvidenceRecord['entries'][number];
