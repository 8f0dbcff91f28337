/** `footbridge reset change`: other limits for a campaign that is under way. */
import type { Command } from 'commander';
import { tuneCampaign } from '../../../engine/reset.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { operatorName, withLedger } from '../../parts.ts';
import { type ChangeFlags, campaignChange } from '../../reset/campaign-settings.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

/** What can be said of a campaign at its start, and changed later. */
export function addSettings(command: Command): Command {
  return command
    .option('--per-hour <messages>', 'at most, of all campaigns and the page together')
    .option('--per-day <messages>', 'at most')
    .option('--tickets-per-day <tickets>', 'what support can take: bounds the messages a day')
    .option('--quiet <times>', "hours of the customer's day in which nothing goes out: 21:00-08:00")
    .option('--freeze <day...>', 'days on which nothing goes out: 2026-12-24')
    .option('--remind-after <days>', 'days after the first message, such as 3,10; `none` for no reminders');
}

export const addChange: AddCommand = (reset, act) => {
  addSettings(
    reset.command('change').description('other limits for a campaign that is under way').argument('<name>'),
  ).action(
    act((invocation, name: string, flags: ChangeFlags) =>
      withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
        const { terminal, output } = invocation;
        const change = campaignChange(flags);
        if (Object.keys(change).length === 0)
          throw new FootbridgeError('USAGE_WRONG', 'Say what to change, such as --per-hour 5000');
        await tuneCampaign(ledger, name, change, operatorName(terminal.environment));
        output.result(
          { campaign: name, ...change },
          () => `Campaign "${name}" goes by that from the next batch on.`,
        );
        return 0;
      }),
    ),
  );
};
