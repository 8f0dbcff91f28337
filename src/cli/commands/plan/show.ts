/** `footbridge plan show` and `plan list`. */
import { planOf, readPlanHistory } from '../../../engine/plan/stored-plan.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import { describePlan } from '../../plan/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { formatTable } from '../../words.ts';
import type { AddCommand } from '../command.ts';

export const addShow: AddCommand = (plan, act) => {
  plan
    .command('show')
    .argument('[version]', 'absent: the newest')
    .description('cohorts, paths and waves, with the reasons')
    .action(
      act((invocation, version: string | undefined) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const number = version === undefined ? undefined : readNumber(version, 'the version');
          const stored = await planOf(ledger.db, number);
          const { approvals } = await readPlanHistory(ledger.db);
          invocation.output.result({ state: stored.state, plan: stored.plan, approvals }, () =>
            describePlan(stored.plan, stored.state, approvals, invocation.output.paint),
          );
          return 0;
        }),
      ),
    );
};

export const addList: AddCommand = (plan, act) => {
  plan
    .command('list')
    .description('all versions, and who approved them')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const { versions, approvals } = await readPlanHistory(ledger.db);
          invocation.output.result({ versions, approvals }, () =>
            versions.length === 0
              ? 'This ledger has no plan. `footbridge plan make` proposes one.'
              : formatTable(
                  versions.map(({ version, state, hash, made_at, made_by }) => [
                    `version ${version}`,
                    state,
                    hash.slice(0, 12),
                    made_at.toISOString().slice(0, 16).replace('T', ' '),
                    `by ${made_by}`,
                    approvals
                      .filter((one) => one.version === version)
                      .map(({ by_whom }) => `approved by ${by_whom}`)
                      .join(', '),
                  ]),
                  '',
                ),
          );
          return 0;
        }),
      ),
    );
};
