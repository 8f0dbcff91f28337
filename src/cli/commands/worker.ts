/**
 * `footbridge worker`: one more process, or machine, that carries batches of the run that is going on.
 *
 * @module
 */
import { workAlong } from '../../engine/index.ts';
import { withInterrupt } from '../interrupt.ts';
import { type Opened, withLedger, withTarget } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { formatCounts } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

export const addWorker: AddCommand = (program, act) => {
  program
    .command('worker')
    .description('take part in the run that is going on; needs a ledger on PostgreSQL')
    .action(
      act((invocation) => withLedger<ExitCode>(invocation, 'own', (opened) => takePart(invocation, opened))),
    );
};

async function takePart(invocation: Invocation, opened: Opened): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const totals: Record<string, number> = {};
  const onBatch = (counts: Readonly<Record<string, number>>) => {
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
  };
  output.say('Waiting for batches. Ctrl-C stops this worker, and nothing else.');
  await withTarget(invocation, opened, (target) =>
    withInterrupt(terminal, output, ({ stop, kill }) =>
      workAlong(opened.ledger, target, { stop, kill, onBatch }),
    ),
  );
  output.result({ counts: totals }, () => `This worker did: ${formatCounts(totals) || 'nothing'}.`);
  return 0;
}
