/** `footbridge reset bounces`: what came back: take it from the mailbox, count it. */
import type { Command } from 'commander';
import { campaignNamed } from '../../../engine/reset.ts';
import { type BounceTally, tallyBounces } from '../../../ledger/sql/bounces.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { withLedger } from '../../parts.ts';
import { mailboxOf, type TakenMails, takeMailbox } from '../../reset/take-mailbox.ts';
import type { ExitCode } from '../../terminal.ts';
import { countOf, formatCount, formatCounts, formatTable } from '../../words.ts';
import type { Act, AddCommand } from '../command.ts';

export const addBounces: AddCommand = (reset, act) => {
  const bounces = reset.command('bounces').description('messages that came back, and complaints');
  addTake(bounces, act);
  addList(bounces, act);
};

function addTake(bounces: Command, act: Act): void {
  bounces
    .command('take')
    .description('take what has come into the mailbox; `footbridge serve` does so by itself')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'own', async (opened) => {
          const folder = mailboxOf(opened);
          if (folder === undefined)
            throw new FootbridgeError(
              'CONFIG_INVALID',
              '`reset.bounces.mailbox`: absent, so there is nothing to take',
            );
          const taken = await takeMailbox(opened, folder, Date.now);
          invocation.output.result(taken, () => describeTaken(taken));
          return taken.reports.hard + taken.reports.complaint > 0 ? 3 : 0;
        }),
      ),
    );
}

function describeTaken({ mails, noReports, reports }: TakenMails): string {
  if (mails === 0) return 'Nothing has come.';
  const counts = formatCounts({ ...reports });
  return [
    `${countOf(mails, 'mail')} taken${counts === '' ? '' : `: ${counts}`}.`,
    ...(noReports === 0
      ? []
      : [`${formatCount(noReports)} of them no report of a bounce: letters, absence notes.`]),
  ].join('\n');
}

function addList(bounces: Command, act: Act): void {
  bounces
    .command('list')
    .description('count what came back, by campaign, channel and reason')
    .option('--campaign <name>', 'only of this one')
    .action(
      act((invocation, { campaign }: { campaign?: string }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          if (campaign !== undefined) await campaignNamed(ledger, campaign);
          const bounces = await tallyBounces(ledger.db, campaign);
          invocation.output.result({ bounces }, () => describeTally(bounces));
          return bounces.some(({ state }) => state !== 'soft') ? 3 : 0;
        }),
      ),
    );
}

function describeTally(bounces: readonly BounceTally[]): string {
  if (bounces.length === 0) return 'Nothing came back.';
  return formatTable([
    ['campaign', 'channel', 'what', 'why', 'messages'],
    ...bounces.map(({ campaign, channel, state, found, count }) => [
      campaign ?? 'the page',
      channel || '–',
      state,
      found || '–',
      formatCount(count),
    ]),
  ]);
}
