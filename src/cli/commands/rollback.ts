/**
 * `footbridge rollback`: takes back what one import made, and leaves alone what customers touched since.
 *
 * @module
 */
import { chooseSourceName } from '../../config/sources.ts';
import { previewRollback, type RollbackResult, rollbackRun } from '../../engine/index.ts';
import { findRunNamed } from '../../ledger/runs.ts';
import { standInFor } from '../../ledger/sql/groups.ts';
import { undoTotal } from '../../ledger/sql/undo-batch.ts';
import { confirmed } from '../confirm.ts';
import { type Opened, operatorName, withLedger, withTarget } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { countOf, formatCounts } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface RollbackFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly only?: string;
  readonly source?: string;
}

export const addRollback: AddCommand = (program, act) => {
  program
    .command('rollback')
    .description('undo an import: remove or restore exactly what it made')
    .argument('<run>', 'its number, as `run list` shows it, or its label')
    .option('--only <id>', 'one customer, by the id in the legacy')
    .option('--source <name>', 'of which of several sources the id is')
    .option('--dry-run', 'look at every user and say what would be undone; writes nothing')
    .option('--yes', 'do not ask')
    .action(
      act((invocation, run: string, flags: RollbackFlags) =>
        withLedger<ExitCode>(invocation, 'own', (opened) => undo(invocation, opened, run, flags)),
      ),
    );
};

async function undo(
  invocation: Invocation,
  opened: Opened,
  name: string,
  { dryRun = false, yes = false, only, source }: RollbackFlags,
): Promise<ExitCode> {
  const { db, index } = opened.ledger;
  const { output } = invocation;
  const { id: run, verb } = await findRunNamed(db, name);
  if (verb === 'stage') {
    const result = { run: null, undid: run, ended: 'done', counts: {} };
    output.result(
      result,
      () => `Run ${run} staged, and wrote nothing to a target: there is nothing to undo.`,
    );
    return 0;
  }
  const named =
    only === undefined ? undefined : index.identityId(chooseSourceName(opened.loaded.config, source), only);
  // A record that was merged into another crossed as part of that one's account.
  const identity = named === undefined ? undefined : ((await standInFor(db, named))?.id ?? named);
  const writes = await undoTotal(db, run, identity);
  const question = `${countOf(writes, 'write')} of run ${run} would be undone`;
  if (dryRun) return preview(invocation, opened, run, identity);
  if (!(await confirmed(invocation, yes, `${question}. Go on?`))) return 1;
  const result = await withTarget(invocation, opened, (target) =>
    withProgress(invocation, ({ stop }, onProgress) =>
      rollbackRun(opened.ledger, target, run, {
        operator: operatorName(invocation.terminal.environment),
        ...(identity === undefined ? {} : { only: identity }),
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

/** Looks at every user, so that it is known who was touched since. */
async function preview(
  invocation: Invocation,
  opened: Opened,
  run: number,
  only: string | undefined,
): Promise<ExitCode> {
  const { output } = invocation;
  const counts = await withTarget(invocation, opened, (target) =>
    previewRollback(opened.ledger, target, run, only),
  );
  const writes = Object.values(counts).reduce((sum, count) => sum + count, 0);
  output.result({ run, writes, counts }, () =>
    [
      `Nothing was written. ${countOf(writes, 'write')} of run ${run} would be undone: ${formatCounts(counts) || 'none'}.`,
      ...((counts.kept ?? 0) > 0 ? ['Who was touched since is left alone.'] : []),
    ].join('\n'),
  );
  return (counts.kept ?? 0) > 0 ? 3 : 0;
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
