/**
 * `footbridge rollback`: takes back what one import made, and leaves alone what customers touched since.
 *
 * @module
 */
import { type RollbackResult, rollbackRun } from '../../engine/index.ts';
import { findRun } from '../../ledger/runs.ts';
import { undoTotal } from '../../ledger/sql/undo-batch.ts';
import { readNumber } from '../arguments.ts';
import { confirmed } from '../confirm.ts';
import { type Opened, operatorName, withLedger, withTarget } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { countOf, formatCounts } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface RollbackFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const addRollback: AddCommand = (program, act) => {
  program
    .command('rollback')
    .description('undo an import: remove or restore exactly what it made')
    .argument('<run>', 'its number, as `status --runs` shows it')
    .option('--dry-run', 'say how much would be undone; writes nothing')
    .option('--yes', 'do not ask')
    .action(
      act((invocation, run: string, flags: RollbackFlags) =>
        withLedger<ExitCode>(invocation, 'own', (opened) =>
          undo(invocation, opened, readNumber(run, 'The run'), flags),
        ),
      ),
    );
};

async function undo(
  invocation: Invocation,
  opened: Opened,
  run: number,
  { dryRun = false, yes = false }: RollbackFlags,
): Promise<ExitCode> {
  const { db } = opened.ledger;
  const { output } = invocation;
  await findRun(db, run);
  const writes = await undoTotal(db, run);
  const question = `${countOf(writes, 'write')} of run ${run} would be undone`;
  if (dryRun) {
    output.result({ run, writes }, () => `${question}. Who was touched since is left alone.`);
    return 0;
  }
  if (!(await confirmed(invocation, yes, `${question}. Go on?`))) return 1;
  const result = await withTarget(invocation, opened, (target) =>
    withProgress(invocation, ({ stop }, onProgress) =>
      rollbackRun(opened.ledger, target, run, {
        operator: operatorName(invocation.terminal.environment),
        signal: stop,
        onProgress,
      }),
    ),
  );
  const { ended, counts } = result;
  output.result({ run: result.run.id, undid: run, ended, counts }, () => describeRollback(run, result));
  if (ended === 'stopped') return 130;
  return (counts.kept ?? 0) + (counts.failed ?? 0) > 0 ? 3 : 0;
}

function describeRollback(run: number, { ended, counts }: RollbackResult): string {
  const words = formatCounts(counts) || 'nothing to undo';
  if (ended === 'stopped') return `Stopped: ${words}. Run the same command again to go on.`;
  const kept =
    (counts.kept ?? 0) > 0
      ? '\nWhoever was touched since was left alone: `footbridge problems list --code TARGET_CHANGED`.'
      : '';
  return `Run ${run} undone: ${words}.${kept}`;
}
