/** `footbridge reset undeliverable`: customers whose messages came back: list them, deal with them. */
import type { Command } from 'commander';
import { resolveUndeliverable } from '../../../engine/reset/undeliverable.ts';
import { campaignNamed } from '../../../engine/reset.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import { listUndeliverable, type UndeliverableRow } from '../../../ledger/sql/undeliverable.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { operatorName, withLedger } from '../../parts.ts';
import { momentOf } from '../../reset/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { countOf, formatCount, formatTable } from '../../words.ts';
import type { Act, AddCommand, Invocation } from '../command.ts';

/** A screen and a half. */
const LISTED = '50';

export const addUndeliverable: AddCommand = (reset, act) => {
  const queue = reset.command('undeliverable').description('customers whose messages came back');
  addList(queue, act);
  addResolve(queue, act);
};

function addList(queue: Command, act: Act): void {
  queue
    .command('list')
    .description('show them by our ids, without their addresses')
    .option('--campaign <name>', 'only of this one')
    .option('--limit <customers>', 'at most', LISTED)
    .action(
      act((invocation, { campaign, limit }: { campaign?: string; limit: string }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          if (campaign !== undefined) await campaignNamed(ledger, campaign);
          const { total, rows } = await listUndeliverable(ledger.db, campaign, readNumber(limit, '--limit'));
          const customers = rows.map(({ identity_id, handed_at, ...one }) => ({
            id: externalId(identity_id),
            ...one,
            handedAt: handed_at,
          }));
          invocation.output.result({ total, customers }, () => describe(total, rows));
          return total > 0 ? 3 : 0;
        }),
      ),
    );
}

function describe(total: number, rows: readonly UndeliverableRow[]): string {
  if (total === 0) return 'Every message has a mailbox.';
  const more = total - rows.length;
  const table = formatTable([
    ['customer', 'campaign', 'cohort', 'channel', 'why', 'sent'],
    ...rows.map((row) => [
      externalId(row.identity_id),
      row.campaign,
      row.cohort || '–',
      row.channel || '–',
      row.found || '–',
      row.handed_at === null ? '–' : momentOf(row.handed_at.toISOString()),
    ]),
  ]);
  return [
    `${countOf(total, 'customer')} could not be reached.`,
    table,
    ...(more > 0 ? [`… and ${formatCount(more)} more: --limit`] : []),
    'Correct addresses in the source and import it, then `footbridge reset undeliverable resolve --as again`.',
  ].join('\n');
}

interface ResolveFlags {
  readonly as: string;
  readonly campaign?: string;
  readonly all?: boolean;
  readonly note?: string;
}

function addResolve(queue: Command, act: Act): void {
  queue
    .command('resolve')
    .description('ask them again at the address the ledger holds now, or give them up')
    .argument('[customers...]', 'our ids, as `list` shows them')
    .requiredOption('--as <how>', '"again", or "given-up": out of the queue, nobody writes to them')
    .option('--campaign <name>', 'only in this one')
    .option('--all', 'everybody in the queue')
    .option('--note <text>', 'why, for the audit log')
    .action(act(resolve));
}

async function resolve(
  invocation: Invocation,
  customers: readonly string[],
  { as, campaign, all = false, note }: ResolveFlags,
): Promise<ExitCode> {
  if (as !== 'again' && as !== 'given-up')
    throw new FootbridgeError('USAGE_WRONG', '--as is "again" or "given-up"');
  if (customers.length > 0 === all)
    throw new FootbridgeError('USAGE_WRONG', 'Either ids of customers or --all is needed');
  const ids = customers.map(readId);
  return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
    if (campaign !== undefined) await campaignNamed(ledger, campaign);
    const asked = { as, operator: operatorName(invocation.terminal.environment) } as const;
    const done = await resolveUndeliverable(
      ledger,
      {
        ...asked,
        ...(all ? {} : { ids }),
        ...(campaign === undefined ? {} : { campaign }),
        ...(note === undefined ? {} : { note }),
      },
      new Date(),
    );
    invocation.output.result(done, () => sayResolved(as, done));
    return done.left > 0 ? 3 : 0;
  });
}

function sayResolved(as: string, { resolved, left }: { resolved: number; left: number }): string {
  const what = as === 'again' ? 'will be asked again' : 'given up';
  return [
    `${countOf(resolved, 'customer')} ${what}.`,
    ...(left === 0 ? [] : [`${countOf(left, 'customer')} left: their campaign was stopped.`]),
  ].join('\n');
}

/** As targets remember us, or with dashes. @throws {FootbridgeError} USAGE_WRONG */
function readId(text: string): string {
  const parts = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i.exec(text);
  if (parts === null)
    throw new FootbridgeError('USAGE_WRONG', 'A customer is named by our id: 32 hex digits');
  return parts.slice(1).join('-').toLowerCase();
}
