/** Stores a plan that was made, unless the newest says the same, and shows it. */
import { diffPlans } from '../../engine/plan/diff-plans.ts';
import type { MadePlan } from '../../engine/plan/make-plan.ts';
import { newestPlan, type PlanDraft, storePlan } from '../../engine/plan/stored-plan.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Invocation } from '../commands/command.ts';
import type { ExitCode } from '../terminal.ts';
import { describeDuration, describePlan } from './words.ts';

export async function storeMade(
  { output }: Invocation,
  ledger: Ledger,
  { draft, warnings }: MadePlan,
): Promise<ExitCode> {
  for (const warning of warnings) output.warn(warning);
  const before = await newestPlan(ledger.db);
  if (before !== undefined && saysTheSame(before.plan, draft)) {
    const { version, hash } = before.plan;
    output.result(
      { version, hash, state: before.state, made: false, warnings, bulk: draft.forecasts[0]?.bulk ?? [] },
      () =>
        [
          `Version ${version}, ${before.state}, says the same already: no new version was made.`,
          describeDuration(draft, output.paint),
        ].join('\n\n'),
    );
    return 0;
  }
  const plan = await storePlan(ledger, draft);
  output.result({ version: plan.version, hash: plan.hash, state: 'draft', made: true, warnings, plan }, () =>
    [
      describePlan(plan, 'draft', [], output.paint),
      `Look at it, then:  footbridge plan approve ${plan.version} --hash ${plan.hash.slice(0, SHOWN)} --as "your name"`,
    ].join('\n\n'),
  );
  return 0;
}

/** Digits of the hash to type: nobody makes two plans with the same twelve by accident. */
const SHOWN = 12;

function saysTheSame(plan: Parameters<typeof diffPlans>[0], draft: PlanDraft): boolean {
  return diffPlans(plan, { ...draft, version: plan.version, hash: plan.hash }).length === 0;
}
