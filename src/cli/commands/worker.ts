/**
 * `footbridge worker`: one more process, or machine, that carries batches of the run that is going on, and sends the
 * messages of campaigns where the configuration has a `reset` section.
 *
 * @module
 */
import { workAlong } from '../../engine/index.ts';
import { type SendCounts, sendDue } from '../../engine/reset/send.ts';
import { withInterrupt } from '../interrupt.ts';
import { type Opened, withLedger, withTarget } from '../parts.ts';
import { withReset } from '../reset/open-reset.ts';
import type { ExitCode } from '../terminal.ts';
import { formatCounts } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

export const addWorker: AddCommand = (program, act) => {
  program
    .command('worker')
    .description('take part in the run and the campaigns that are going on; needs a ledger on PostgreSQL')
    .action(
      act((invocation) => withLedger<ExitCode>(invocation, 'own', (opened) => takePart(invocation, opened))),
    );
};

async function takePart(invocation: Invocation, opened: Opened): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const totals: Record<string, number> = {};
  const onBatch = (counts: Readonly<Record<string, number>>) => {
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
  };
  output.say('Waiting for work. Ctrl-C stops this worker, and nothing else.');
  const sent = await withTarget(invocation, opened, (target) =>
    withInterrupt(terminal, output, async ({ stop, kill }) => {
      // Where one of the two fails, the other finishes what is in flight.
      const failed = new AbortController();
      const over = AbortSignal.any([stop, failed.signal]);
      const fail = (error: unknown) => {
        failed.abort();
        throw error;
      };
      const ended = await Promise.allSettled([
        workAlong(opened.ledger, target, { stop: over, kill, onBatch }).catch(fail),
        sendAlong(invocation, opened, over).catch(fail),
      ]);
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
      return ended[1].status === 'fulfilled' ? ended[1].value : undefined;
    }),
  );
  output.result({ counts: totals, ...(sent === undefined ? {} : { messages: sent }) }, () =>
    [
      `This worker did: ${formatCounts(totals) || 'nothing'}.`,
      ...(sent === undefined ? [] : [`It sent: ${formatCounts({ ...sent }) || 'nothing'}.`]),
    ].join('\n'),
  );
  return 0;
}

/** Undefined: there are no campaigns in this configuration. */
async function sendAlong(
  invocation: Invocation,
  opened: Opened,
  stop: AbortSignal,
): Promise<SendCounts | undefined> {
  if (opened.loaded.config.reset === undefined) return undefined;
  const onAway = (reason: string | undefined) =>
    invocation.output.warn(reason === undefined ? 'Messages go out again.' : `Messages wait: ${reason}`);
  return withReset(invocation, opened, (parts) => sendDue(parts, { stop, onAway }));
}
