/** `footbridge plan what-if`: changes a number or a path, and shows how the plan moves. Stores nothing. */

import type { Range } from '../../../engine/forecast/forecast.ts';
import { diffPlans } from '../../../engine/plan/diff-plans.ts';
import type { PlanDraft } from '../../../engine/plan/stored-plan.ts';
import { planOf } from '../../../engine/plan/stored-plan.ts';
import { PATHS, type Path } from '../../../identity/path.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { withLedger } from '../../parts.ts';
import {
  collect,
  type ForecastFlags,
  readForecastFlags,
  splitPair,
  withForecastFlags,
} from '../../plan/forecast-flags.ts';
import { makePlanOf } from '../../plan/make.ts';
import { describeDifferences } from '../../plan/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { formatCount, formatTable } from '../../words.ts';
import type { AddCommand } from '../command.ts';

interface WhatIfFlags extends ForecastFlags {
  readonly path: readonly string[];
}

export const addWhatIf: AddCommand = (plan, act) => {
  withForecastFlags(plan.command('what-if'))
    .description('change a number or a path, and see the plan move; stores nothing')
    .option('--path <cohort=path>', 'this cohort takes another path; several are allowed', collect, [])
    .action(
      act((invocation, { path, ...flags }: WhatIfFlags) =>
        withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const { plan: before } = await planOf(opened.ledger.db);
          const { draft, warnings } = await makePlanOf(invocation, opened, {
            asOf: new Date(before.counted.asOf),
            instead: Object.fromEntries(path.map(readPath)),
            ...(await readForecastFlags(flags, invocation.terminal.folder)),
          });
          const after = { ...draft, version: before.version, hash: before.hash };
          const differences = diffPlans(before, after);
          const costs = costsOf(before, after);
          invocation.output.result({ version: before.version, differences, costs, warnings }, () =>
            [
              `Against version ${before.version}:`,
              describeDifferences(differences, invocation.output.paint),
              formatTable(
                costs.map(({ population, path: way, before: old, after: now }) => [
                  population,
                  way,
                  `${sayRange(old)} → ${sayRange(now)}`,
                ]),
              ),
            ].join('\n'),
          );
          return 0;
        }),
      ),
    );
};

/** @throws {FootbridgeError} USAGE_WRONG */
function readPath(given: string): [string, Path] {
  const [cohort, text] = splitPair(given, '--path');
  const path = PATHS.find((one) => one === text);
  if (path !== undefined) return [cohort, path];
  throw new FootbridgeError('USAGE_WRONG', `--path is cohort=path, and a path is ${PATHS.join(', ')}`);
}

interface CostChange {
  readonly population: string;
  readonly path: string;
  readonly before?: Range;
  readonly after?: Range;
}

/** What each path would cost each population that has a choice, before and after. */
function costsOf(
  before: Pick<PlanDraft, 'forecasts'>,
  after: Pick<PlanDraft, 'forecasts'>,
): readonly CostChange[] {
  return after.forecasts.flatMap(({ population, paths }) =>
    paths.map(({ path, cost }) => {
      const old = before.forecasts
        .find((one) => one.population === population)
        ?.paths.find((one) => one.path === path);
      return {
        population,
        path,
        after: cost.total,
        ...(old === undefined ? {} : { before: old.cost.total }),
      };
    }),
  );
}

function sayRange(range: Range | undefined): string {
  if (range === undefined) return 'not calculated';
  return `${formatCount(range.value)} (${formatCount(range.low)} to ${formatCount(range.high)})`;
}
