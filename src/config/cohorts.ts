/**
 * The `cohorts` and `plan` sections: what an operator lays down before a plan is made. docs/plan.md and docs/cohorts.md
 * explain them.
 *
 * @module
 */
import { z } from 'zod';
import { PATHS } from '../identity/path.ts';
import {
  LIST_USES,
  PlanCalendar,
  PlanDay,
  PlanName,
  PlannedCredential,
  PlanWindow,
} from '../identity/planned.ts';
import { parseRule } from '../identity/rule/parse.ts';
import { FootbridgeError } from '../problems/problem.ts';

const CohortConfig = z.strictObject({
  name: PlanName.refine((name) => name !== 'others', 'others are those who fall under no rule').meta({
    description: 'How plan, routes, status and history call it.',
  }),
  rule: z.string().superRefine(checkRule).meta({
    description: 'Whom it means: docs/cohorts.md. Whoever falls under several belongs to the first.',
  }),
  path: z.enum(PATHS).optional().meta({ description: 'How they cross. Absent: the planner proposes.' }),
  credentialPlan: PlannedCredential.optional().meta({
    description: 'What happens to their passwords. Absent: what goes with the path.',
  }),
  reason: z.string().min(1).optional().meta({ description: 'Why, for whoever approves and for support.' }),
});

/** Said at its place in the file, when it is loaded. */
function checkRule(text: string, context: z.RefinementCtx): void {
  try {
    parseRule(text);
  } catch (error) {
    if (!(error instanceof FootbridgeError)) throw error;
    const [sentence = ''] = error.message.split('. A rule as ');
    context.addIssue({ code: 'custom', message: sentence });
  }
}

export const CohortsConfig = z.array(CohortConfig).max(150).superRefine(refuseTwice);

function refuseTwice(named: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  const taken = new Set<string>();
  for (const [index, { name }] of named.entries()) {
    if (taken.has(name))
      context.addIssue({ code: 'custom', path: [index, 'name'], message: 'stands before this one, too' });
    taken.add(name);
  }
}

const ListConfig = z.strictObject({
  file: z.string().min(1).meta({
    description: 'One identifier on each line, or `id:` and an id of the source; `#` begins a remark.',
  }),
  use: z.enum(LIST_USES).meta({
    description:
      '`allow`: nobody else crosses in a wave. `deny`: these never cross. `vip`: a cohort of their own, last. `test`: not customers, left out. `volunteers`: they go first.',
  }),
});

const PlannedWave = z.strictObject({
  name: PlanName.meta({ description: 'How reports and progress call it.' }),
  cohorts: z.array(PlanName).min(1).meta({ description: 'Who belongs to it.' }),
  percent: z.number().positive().max(100).optional().meta({
    description:
      'So many of a hundred of each cohort, the same people at every run. Absent: all who are left.',
  }),
  limit: z.int().positive().optional().meta({ description: 'At most so many identities.' }),
  notBefore: PlanDay.optional().meta({ description: 'The first day on which it may be written.' }),
  window: PlanWindow.optional().meta({ description: 'Instead of the window of the calendar.' }),
});

export const PlanConfig = z.strictObject({
  lists: z
    .record(PlanName, ListConfig)
    .default({})
    .meta({ description: 'Lists of people, by the name that rules use: `in list("vip")`.' }),
  waves: z.array(PlannedWave).max(200).default([]).superRefine(refuseTwice).meta({
    description:
      'Slices that cross one after the other, by cohorts of the plan. Absent: the planner proposes.',
  }),
  calendar: PlanCalendar.prefault({}).meta({ description: 'When anything may be written.' }),
});
export type PlanConfig = z.output<typeof PlanConfig>;
