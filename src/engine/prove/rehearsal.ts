/**
 * What a rehearsal measured, as data: kept in the ledger for forecasts, and printed.
 *
 * @module
 */
import { z } from 'zod';

/** The plan that was played, and whom it moves by no wave. */
const PlayedPlan = z.object({
  version: z.number(),
  hash: z.string(),
  /** A draft can be rehearsed before somebody approves it. */
  approved: z.boolean(),
  /** They cross at a login. */
  jit: z.number(),
  /** They stay behind. */
  excluded: z.number(),
  /** Their cohort stands in no wave, or its waves were full. */
  inNoWave: z.number(),
});

const WaveShape = z.object({
  wave: z.string(),
  /** Written, and of those in the target as they should be. */
  users: z.number(),
  moved: z.number(),
  milliseconds: z.number(),
  usersPerSecond: z.number(),
});

export const RehearsalShape = z.object({
  document: z.literal('footbridge-rehearsal'),
  version: z.literal(1),
  id: z.uuid(),
  at: z.iso.datetime(),
  by: z.string(),
  /** Id of the connector, and who it was. */
  target: z.string(),
  targetFingerprint: z.string(),
  /** Synthetic customers, and identities of the ledger or the source they were shaped like. */
  customers: z.number(),
  shapes: z.number(),
  /** Absent: the ledger had none, and the waves are those of the configuration. */
  plan: PlayedPlan.optional(),
  waves: z.array(WaveShape),
  /** Over all waves: what a forecast may count on at this target. */
  usersPerSecond: z.number(),
  /** The same, with its slowest and fastest tenth of batches. Absent: nobody was written. */
  rate: z.object({ value: z.number(), low: z.number(), high: z.number() }).optional(),
  /** Of those who logged in: right password first, a wrong one behind it. */
  logins: z.object({ tried: z.number(), letIn: z.number(), keptOut: z.number() }),
  /** Codes of what held somebody, with how many. */
  problems: z.record(z.string(), z.number()),
  undo: z.object({ removed: z.number(), left: z.number(), milliseconds: z.number() }),
});
export type Rehearsal = z.infer<typeof RehearsalShape>;
