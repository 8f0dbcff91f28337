/**
 * `footbridge status`: where everybody is, in one screen. Works beside a running import.
 *
 * @module
 */
import { readStatus } from '../../engine/index.ts';
import { withLedger } from '../parts.ts';
import { describeStatus, runRows } from '../status-words.ts';
import type { ExitCode } from '../terminal.ts';
import { formatTable } from '../words.ts';
import type { AddCommand } from './command.ts';

export const addStatus: AddCommand = (program, act) => {
  program
    .command('status')
    .description('where everybody is')
    .option('--runs', 'the runs so far instead')
    .action(
      act((invocation, { runs = false }: { runs?: boolean }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ loaded, ledger }) => {
          const { output } = invocation;
          const status = await readStatus(ledger);
          output.result({ migration: loaded.config.name, ledger: ledger.id, ...status }, () =>
            runs ? formatTable(runRows(status), '') : describeStatus(status, output.paint),
          );
          return 0;
        }),
      ),
    );
};
