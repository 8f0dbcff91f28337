/**
 * A proof, as data: what was observed when somebody whose password we know logged in to the real target.
 *
 * It stands in the table `proof`, is printed as JSON, drawn by the report, and asked for by the import's gate. Nothing
 * in it belongs to a customer: synthetic ones are made up, and volunteers are counted, not named.
 *
 * @module
 */
import { z } from 'zod';
import { CREDENTIAL_PLANS } from '../../identity/credential-plan.ts';

/** What is tried. Every wrong password is tried before the right one, by somebody who has not logged in yet. */
export const CASE_NAMES = [
  'right',
  'right-again',
  'right-unicode',
  'right-spaces',
  'right-long',
  'wrong',
  'truncated',
  'cut-at-72',
  'case-changed',
  'empty',
] as const;
export type CaseName = (typeof CASE_NAMES)[number];

const CaseShape = z.object({
  name: z.enum(CASE_NAMES),
  /** `either`: the old system cannot tell it from the right one, so the target may say what it likes. */
  expected: z.enum(['accepted', 'refused', 'either']),
  /** `unasked`: nothing could be observed, and `found` says why. */
  observed: z.enum(['accepted', 'refused', 'blocked', 'factor-required', 'unasked']),
  ok: z.boolean(),
  found: z.string().optional(),
  at: z.iso.datetime(),
  milliseconds: z.number(),
});
export type ProvenCase = z.infer<typeof CaseShape>;

/** Everybody whose password is judged by the same code with the same numbers: what a proof is about. */
export const PopulationShape = z.object({
  format: z.string(),
  /** As `parametersOf` says them: `cost 10`; empty where the format has none. */
  parameters: z.string(),
  credentialPlan: z.enum(CREDENTIAL_PLANS),
  /** Id of the connector. */
  target: z.string(),
  /** Who the target was: a proof of another installation proves nothing here. */
  targetFingerprint: z.string(),
});

const EvidenceShape = z.object({
  /** `target`: the login page of the target judged. `door`: our login door judged, with the hash in its vault. */
  judgedBy: z.enum(['target', 'door', 'nobody']),
  /** Ids of the synthetic customers in the target. */
  created: z.array(z.string()),
  removed: z.array(z.string()),
  /** Of those created, still there after the removal: none, or the proof says so. */
  left: z.array(z.string()),
  /** Events of the scratch ledger through which they crossed, kind → how many. */
  ledgerEvents: z.record(z.string(), z.number()),
  /** What hashed the passwords: the package and its version. */
  library: z.string(),
});
export type Evidence = z.infer<typeof EvidenceShape>;

export const ProofShape = z.object({
  document: z.literal('footbridge-proof'),
  version: z.literal(1),
  id: z.uuid(),
  population: PopulationShape,
  /** Identities of the ledger in this population when it was proven. */
  customers: z.number(),
  kind: z.enum(['synthetic', 'volunteer']),
  verdict: z.enum(['proven', 'failed', 'not-provable']),
  /** Why it failed or could not be tried, and what to do. */
  reason: z.string().optional(),
  cases: z.array(CaseShape),
  evidence: EvidenceShape,
  by: z.string(),
  at: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  /** Digest of what the proof hangs on beside the population: our library and the formats the target accepts. */
  basis: z.string(),
});
export type Proof = z.infer<typeof ProofShape>;
