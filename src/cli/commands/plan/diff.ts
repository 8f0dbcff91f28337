/** `footbridge plan diff`: what differs between two versions; without any, between the newest and the one before. */
import { diffPlans } from '../../../engine/plan/diff-plans.ts';
import { planOf, readPlanHistory, type StoredPlan } from '../../../engine/plan/stored-plan.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import { describeDifferences } from '../../plan/words.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

export const addDiff: AddCommand = (plan, act) => {
  plan
    .command('diff')
    .argument('[before]', 'a version; absent: the last approved one, else the one before')
    .argument('[after]', 'a version; absent: the newest')
    .description('what differs between two versions')
    .action(
      act((invocation, before: string | undefined, after: string | undefined) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const newer = await planOf(
            ledger.db,
            after === undefined ? undefined : readNumber(after, 'the version'),
          );
          const older =
            before === undefined
              ? await findBefore(ledger, newer)
              : await planOf(ledger.db, readNumber(before, 'the version'));
          const differences = diffPlans(older.plan, newer.plan);
          invocation.output.result(
            { before: older.plan.version, after: newer.plan.version, differences },
            () =>
              `From version ${older.plan.version} to ${newer.plan.version}:\n${describeDifferences(differences, invocation.output.paint)}`,
          );
          return 0;
        }),
      ),
    );
};

async function findBefore({ db }: Ledger, { plan }: StoredPlan): Promise<StoredPlan> {
  const { versions, approvals } = await readPlanHistory(db);
  const earlier = versions.filter(({ version }) => version < plan.version);
  const approved = earlier.find(({ version }) => approvals.some((one) => one.version === version));
  const found = approved ?? earlier[0];
  if (found !== undefined) return planOf(db, found.version);
  throw new FootbridgeError('PLAN_MISSING', `There is no version before ${plan.version} to compare with`);
}
