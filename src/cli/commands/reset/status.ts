/** `footbridge reset status | list | customers | customer`: where campaigns stand, and where one customer stands in them. */

import { newestPlan } from '../../../engine/plan/stored-plan.ts';
import { readCampaigns } from '../../../engine/reset/campaign-status.ts';
import { campaignNamed } from '../../../engine/reset.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import { journeysOf, listByOutcome, listCampaigns } from '../../../ledger/sql/campaigns.ts';
import { messagesOf } from '../../../ledger/sql/messages.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import { findCustomers } from '../../plan/find-customer.ts';
import { expectedAnswers } from '../../reset/campaign-settings.ts';
import { describeCampaign, momentOf } from '../../reset/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { formatTable } from '../../words.ts';
import type { AddCommand } from '../command.ts';

export const addResetStatus: AddCommand = (reset, act) => {
  reset
    .command('status')
    .description('where campaigns stand, and what is to come')
    .argument('[name]', 'absent: all of them')
    .action(
      act((invocation, name: string | undefined) =>
        withLedger<ExitCode>(invocation, 'share', async ({ loaded, ledger }) => {
          const { output } = invocation;
          if (name !== undefined) await campaignNamed(ledger, name);
          const calendar = (await newestPlan(ledger.db))?.plan.calendar;
          const campaigns = await readCampaigns(
            ledger,
            expectedAnswers(loaded.config),
            Date.now(),
            (settings) => ({ ...settings, ...(calendar === undefined ? {} : { calendar }) }),
            name,
          );
          output.result(
            { campaigns },
            () =>
              campaigns.map((one) => describeCampaign(one, output.paint)).join('\n\n') || 'No campaigns yet.',
          );
          return 0;
        }),
      ),
    );
};

export const addList: AddCommand = (reset, act) => {
  reset
    .command('list')
    .description('the campaigns so far')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const campaigns = (await listCampaigns(ledger.db)).map(
            ({ name, state, by_whom, started_at, ended_at }) => ({
              name,
              state,
              by: by_whom,
              startedAt: started_at,
              endedAt: ended_at,
            }),
          );
          invocation.output.result(
            campaigns,
            () =>
              formatTable(
                campaigns.map(({ name, state, by, startedAt }) => [
                  name,
                  state,
                  momentOf(startedAt.toISOString()),
                  by,
                ]),
                '',
              ) || 'No campaigns yet.',
          );
          return 0;
        }),
      ),
    );
};

export const addCustomers: AddCommand = (reset, act) => {
  reset
    .command('customers')
    .description('those whom one outcome of a campaign holds, by our ids; `reset customer` shows one')
    .argument('<name>')
    .option('--outcome <outcome>', 'as `reset status` names it', 'unreachable')
    .option('--limit <customers>', 'at most', '1000')
    .action(
      act((invocation, name: string, { outcome, limit }: { outcome: string; limit: string }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const { id } = await campaignNamed(ledger, name);
          const rows = await listByOutcome(ledger.db, id, outcome, readNumber(limit, '--limit'));
          const customers = rows.map(({ identity_id, ...one }) => ({ id: externalId(identity_id), ...one }));
          invocation.output.result(
            customers,
            () =>
              formatTable(
                customers.map((one) => [one.id, one.cohort || '–', `wave ${one.wave}`, one.language]),
                '',
              ) || `Nobody is ${outcome}.`,
          );
          return 0;
        }),
      ),
    );
};

export const addCustomer: AddCommand = (reset, act) => {
  reset
    .command('customer')
    .description('one customer: which messages went out, how far they came')
    .argument('<identifier>', 'what they log in with, or `id:` and their id in the old system')
    .action(
      act((invocation, given: string) =>
        withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const [found] = await findCustomers(invocation, opened, given);
          if (found === undefined) throw new FootbridgeError('USAGE_WRONG', 'There is no such customer');
          const { db } = opened.ledger;
          const journeys = await journeysOf(db, found.id);
          const messages = await messagesOf(db, found.id);
          invocation.output.result({ id: externalId(found.id), journeys, messages }, () =>
            describe(externalId(found.id), journeys, messages),
          );
          return 0;
        }),
      ),
    );
};

function describe(
  id: string,
  journeys: Awaited<ReturnType<typeof journeysOf>>,
  messages: Awaited<ReturnType<typeof messagesOf>>,
): string {
  if (journeys.length === 0 && messages.length === 0) return `${id} was never asked.`;
  const at = (moment: Date | null) => (moment === null ? '–' : momentOf(moment.toISOString()));
  return [
    id,
    formatTable([
      ['campaign', 'asked', 'opened', 'started', 'at', 'ended'],
      ...journeys.map((one) => [
        one.campaign,
        at(one.sent_at),
        at(one.opened_at),
        at(one.started_at),
        one.at_step ?? '–',
        one.ended ?? '–',
      ]),
    ]),
    formatTable([
      ['message', 'of', 'channel', 'state', 'due', 'handed over'],
      ...messages.map((one) => [
        one.kind,
        one.campaign ?? 'the page',
        one.channel || '–',
        one.perhaps_twice ? `${one.state}, perhaps twice` : one.state,
        at(one.due_at),
        at(one.handed_at),
      ]),
    ]),
  ].join('\n');
}
