/**
 * `footbridge status`: where everybody is, in one screen. Works beside a running import.
 *
 * @module
 */
import { readStatus } from '../../engine/index.ts';
import { readBriefs } from '../../engine/reset/funnel.ts';
import { withLedger } from '../parts.ts';
import { describeBriefs } from '../reset/funnel-words.ts';
import { sessionLifeOf } from '../reset/open-reset.ts';
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
          const sessionLife = sessionLifeOf(loaded.config);
          const campaigns = await readBriefs(ledger, { open: true, sessionLife, now: Date.now() });
          output.result({ migration: loaded.config.name, ledger: ledger.id, ...status, campaigns }, () =>
            runs
              ? formatTable(runRows(status), '')
              : [describeStatus(status, output.paint), describeBriefs(campaigns, output.paint)]
                  .filter((text) => text !== '')
                  .join('\n\n'),
          );
          return 0;
        }),
      ),
    );
};
