/**
 * `footbridge where`: one customer on one line of time. Shows nothing of the customer that the reader did not type.
 *
 * @module
 */
import { type Happened, readTimeline, type Timeline } from '../../engine/timeline.ts';
import { withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { formatTable, type Paint } from '../words.ts';
import type { AddCommand } from './command.ts';

export const addWhere: AddCommand = (program, act) => {
  program
    .command('where')
    .argument('<customer>', 'what they log in with, or our id')
    .description('what happened to one customer, on one line of time')
    .action(
      act((invocation, customer: string) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const timeline = await readTimeline(ledger, customer);
          invocation.output.result(timeline, () => describeTimeline(timeline, invocation.output.paint));
          return 0;
        }),
      ),
    );
};

function describeTimeline(timeline: Timeline, paint: Paint): string {
  const { id, state, cohort, credentialPlan, inTarget, happened, cut } = timeline;
  const where = [
    state,
    inTarget ? 'has an account in the target' : 'has no account in the target',
    `password: ${credentialPlan}`,
    ...(cohort === '' ? [] : [`cohort ${cohort}`]),
  ];
  return [
    `${paint.bold(id)}  ${where.join(' · ')}`,
    ...(cut ? ['  There is more before this.'] : []),
    happened.length === 0 ? '  Nothing happened yet.' : formatTable(happened.map(toRow)),
  ].join('\n');
}

function toRow({ at, where, what, details }: Happened): readonly string[] {
  const said = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return [at.slice(0, 19).replace('T', ' '), where, what, said.join(', ')];
}
