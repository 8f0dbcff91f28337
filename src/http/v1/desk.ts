/**
 * What can be asked and told over `/v1` beside logins: where everybody is, what was answered, who is answered by us.
 *
 * @module
 */
import { z } from 'zod';
import type { ResetDesk } from './reset-desk.ts';

/** Counts come from the ledger; beyond 2^53 they would be text. */
const Count = z.int().min(0);

export const Status = z
  .object({
    migration: z.string().meta({ description: 'Its name.' }),
    ledger: z.uuid().meta({ description: 'Id of the ledger.' }),
    identities: Count,
    states: z
      .array(z.object({ state: z.string(), path: z.string(), credential_plan: z.string(), count: Count }))
      .meta({ description: 'docs/states.md draws them.' }),
    problems: z.array(z.object({ code: z.string(), field: z.string().nullable(), count: Count })),
    unsettled: Count.meta({ description: 'Matches whose credential nobody has seen in the target yet.' }),
    disagreements: z
      .array(
        z.object({
          password_format: z.string().nullable(),
          vault: z.string(),
          legacy: z.string(),
          count: Count,
        }),
      )
      .meta({ description: 'Where vault and legacy judged differently (`login.shadow`).' }),
    legacy: z
      .enum(['none', 'closed', 'open', 'half-open'])
      .meta({ description: 'Breaker before the legacy.' }),
  })
  .meta({ description: 'Where everybody is.' });
export type Status = z.output<typeof Status>;

export const Place = z.enum(['footbridge', 'legacy']);

export const Routed = z
  .object({ place: Place, cohort: z.string().meta({ description: 'Empty: under no rule.' }) })
  .meta({ description: 'Who is to answer this customer.' });
export type Routed = z.output<typeof Routed>;

export const Routes = z
  .object({
    cohorts: z.array(
      z.object({
        cohort: z.string().meta({ description: 'Empty: whoever falls under no rule.' }),
        share: z.int().min(0).max(100).meta({ description: 'Per cent answered by Footbridge.' }),
        changed_by: z.string(),
        changed_at: z.iso.datetime().optional(),
      }),
    ),
    exceptions: Count.meta({ description: 'Identifiers with a place of their own.' }),
  })
  .meta({ description: 'Cohorts that are not answered by Footbridge as a whole.' });
export type Routes = z.output<typeof Routes>;

export const Span = z.object({
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Absent: an hour ago.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Absent: now.' }),
  by: z.enum(['minute', 'hour', 'day', 'whole']).default('whole').meta({
    description: 'Length of a slice. At most 200 slices are told at once.',
  }),
  hook: z.string().optional().meta({ description: 'Only this one, by its name.' }),
  cohort: z.string().optional().meta({ description: 'Only this one.' }),
});
export type Span = z.output<typeof Span>;

const Counts = z.record(z.string(), Count);

export const History = z
  .object({
    slices: z.array(
      z.object({
        from: z.iso.datetime(),
        until: z.iso.datetime(),
        answers: Count,
        byOutcome: Counts,
        byJudge: Counts.meta({ description: 'Who judged: vault, legacy, target, nobody.' }),
        legacyShare: z.number().optional().meta({
          description: 'Share of right passwords that the legacy had to judge. Absent: there were none.',
        }),
        failedShare: z.number().meta({ description: 'Share of questions that ended in a technical error.' }),
        p50: z.number().optional().meta({ description: 'Milliseconds. Absent: none, or over five seconds.' }),
        p99: z.number().optional().meta({ description: 'Milliseconds.' }),
      }),
    ),
  })
  .meta({ description: 'What was answered to logins, added up; oldest first.' });
export type History = z.output<typeof History>;

export interface Desk {
  /** Campaigns, tickets, help by support. */
  readonly reset: ResetDesk;
  status(): Promise<Status>;
  /** undefined: more slices than are told at once, or none. */
  history(span: Span): Promise<History | undefined>;
  routes(): Promise<Routes>;
  /** undefined: nobody can have such an identifier. */
  placeOf(identifier: string): Promise<Routed | undefined>;
  /** `by`: for the audit chain; absent: the operator of this server. */
  setRoute(cohort: string, share: number, by?: string): Promise<void>;
  /** `place` undefined: as its cohort again. Answers false for what is no identifier. */
  setException(identifier: string, place: 'footbridge' | 'legacy' | undefined, by?: string): Promise<boolean>;
}
