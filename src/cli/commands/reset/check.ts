/** `footbridge reset check`: everything that can be known before a campaign; writes nothing, and to nobody. */
import { checkCampaign } from '../../../engine/reset/check-campaign.ts';
import { withLedger } from '../../parts.ts';
import { describeChecks } from '../../reset/check-words.ts';
import { withReset } from '../../reset/open-reset.ts';
import { outside } from '../../reset/outside.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

export const addCheck: AddCommand = (reset, act) => {
  reset
    .command('check')
    .description('look at channels, pages, passkeys and the target before a campaign; writes to nobody')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', (opened) =>
          withReset(invocation, opened, async (parts) => {
            const readiness = await checkCampaign(parts, outside);
            invocation.output.result(readiness, () => describeChecks(readiness, invocation.output.paint));
            return readiness.ready ? 0 : 3;
          }),
        ),
      ),
    );
};
