/**
 * What `import` and `stage` say at their end: how it ended, what a person must look at, and the exit code.
 *
 * @module
 */
import type { ImportResult } from '../engine/index.ts';
import type { Opened } from './parts.ts';
import { describeAccount } from './status-words.ts';
import type { ExitCode } from './terminal.ts';
import type { Paint } from './words.ts';

export async function countOpenProblems({ ledger }: Opened): Promise<number> {
  const { rows } = await ledger.db.query<{ count: number }>(
    `select count(*) as count from problem where state = 'open'`,
  );
  return Number(rows[0]?.count ?? 0);
}

export function exitCodeOf(ended: ImportResult['ended'], problems: number): ExitCode {
  if (ended === 'stopped') return 130;
  if (ended === 'cancelled') return 1;
  return problems > 0 ? 3 : 0;
}

export function describeEnd(
  { run, ended, account }: Pick<ImportResult, 'run' | 'ended' | 'account'>,
  paint: Paint,
): readonly string[] {
  const lines = [describeAccount(account, paint)];
  if (ended === 'stopped') lines.push(`Run ${run.id} was stopped. Run the same command again to go on.`);
  if (ended === 'cancelled') lines.push(`Run ${run.id} was cancelled.`);
  return lines;
}

export function pointToProblems(problems: number, paint: Paint): readonly string[] {
  if (problems === 0) return [];
  return [`${paint.warn('Look at')} \`footbridge problems list\`, then at \`footbridge status\`.`];
}
