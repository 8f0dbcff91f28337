/**
 * The plan as a document: which population takes which path, in which wave, and why. What is stored, hashed, compared,
 * approved, exported, drawn.
 *
 * It holds rules, counts and reasons, and nobody's identifier: a list of people is named here with how many stand in it
 * and a keyed digest; the names stay in the operator's file.
 *
 * @module
 */
import { z } from 'zod';
import { PATHS } from '../../identity/path.ts';
import {
  LIST_USES,
  PlanCalendar,
  PlanDay,
  PlanName,
  PlannedCredential,
  PlanWindow,
} from '../../identity/planned.ts';
import type { Forecast } from '../forecast/forecast.ts';

const Time = z.iso.datetime({ offset: true });
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex');
const Count = z.int().min(0);
/** Value → identities, the most frequent first. */
const Counts = z.record(z.string(), Count);

const Alternative = z.strictObject({
  path: z.enum(PATHS),
  /** With the numbers that decided. */
  reason: z.string().min(1),
  /** `refused`: cannot be. `dearer`: could be, and was not chosen. */
  verdict: z.enum(['refused', 'dearer']),
});

const Cohort = z.strictObject({
  name: PlanName,
  /** The expression of docs/cohorts.md, in canonical form. Whoever falls under no earlier cohort's rule. */
  rule: z.string().min(1),
  path: z.enum(PATHS),
  credentialPlan: PlannedCredential,
  /** Why this path, in words, with the limits that decided. */
  reason: z.string().min(1),
  /** `rule`: an operator wrote it. `proposed`: the planner did. */
  origin: z.enum(['rule', 'proposed']),
  count: Count,
  activity: Counts,
  /** Password formats; `none` without a hash. */
  formats: Counts,
  /** What would become of the passwords of those who cross. */
  credentials: Counts,
  kind: Counts,
  status: Counts,
  /** What the target cannot hold, by field. */
  losses: Counts,
  /** Identities that would be held, by code. */
  held: Counts,
  alternatives: z.array(Alternative),
});

const List = z.strictObject({
  name: PlanName,
  use: z.enum(LIST_USES),
  /** As the configuration names it. */
  file: z.string().min(1),
  /** Different identifiers in it. */
  entries: Count,
  /** Keyed with the ledger's key: says whether the file has changed, and not who stands in it. */
  digest: z.string().min(1),
  /** Identities found under them when the counts were made. */
  found: Count,
});

const Wave = z.strictObject({
  name: PlanName,
  /** Names of cohorts; waves cross in the order of the plan. */
  cohorts: z.array(PlanName).min(1),
  /** So many of a hundred of each cohort, chosen by a keyed hash: the same people at every run. Absent: all left. */
  percent: z.number().positive().max(100).optional(),
  /** At most so many identities. */
  limit: z.int().positive().optional(),
  /** Not before this day. */
  notBefore: PlanDay.optional(),
  /** Instead of the calendar's. */
  window: PlanWindow.optional(),
  /** Identities expected in it, as of the counts. */
  count: Count,
  reason: z.string(),
});

const Assumption = z.strictObject({
  name: z.string().min(1),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  unit: z.string(),
  source: z.string(),
});

/** Written by the forecast alone, so it is checked no further than that it is one. */
const PlanForecast = z.custom<Forecast>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'document' in value &&
    value.document === 'footbridge-forecast',
  'a forecast',
);

/** Where the counts came from, and as of when. */
const Counted = z.strictObject({
  at: Time,
  /** Ages and `within … days` are counted back from here, at every later reading, too. */
  asOf: Time,
  sources: z.array(
    z.strictObject({ name: z.string(), type: z.string(), rows: Count, fingerprint: z.string() }),
  ),
  rows: Count,
  identities: Count,
  /** Kinds of personal data that occur, by canonical path: what a record of evidence has to speak of. */
  categories: Counts.optional(),
  /** SHA-256 over the canonical JSON of the assessment they were counted with. */
  assessment: Hash,
});

export const Plan = z.strictObject({
  document: z.literal('footbridge-plan'),
  /** Of this shape. */
  format: z.literal(1),
  /** In its ledger: 1, 2, 3 … */
  version: z.int().positive(),
  /** Of the migration. */
  name: z.string().min(1),
  made: z.strictObject({ at: Time, by: z.string().min(1) }),
  counted: Counted,
  target: z.strictObject({ id: z.string(), title: z.string() }),
  cohorts: z.array(Cohort).min(1).max(200),
  lists: z.array(List).max(50),
  waves: z.array(Wave).max(200),
  calendar: PlanCalendar,
  assumptions: z.array(Assumption),
  /** Of everybody, and of each cohort that has a choice; `population` names it. */
  forecasts: z.array(PlanForecast),
  /** Over the parts of the configuration that change what would happen. */
  settings: Hash,
  /** SHA-256 over the canonical JSON of all the rest: what is approved. */
  hash: Hash,
});

export type Plan = z.output<typeof Plan>;
export type PlanCohort = Plan['cohorts'][number];
export type PlanWave = Plan['waves'][number];
export type PlanList = Plan['lists'][number];
