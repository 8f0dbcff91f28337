/**
 * `footbridge audit`: is the event chain as it was written?
 *
 * @module
 */
import type { Head } from '../../ledger/chain.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { withCount } from '../with-progress.ts';
import { countOf } from '../words.ts';
import type { AddCommand } from './command.ts';

export const addAudit: AddCommand = (program, act) => {
  const audit = program.command('audit').description('the event chain');
  audit
    .command('verify')
    .description('read the whole chain and say whether an event was changed, removed, reordered or cut off')
    .option('--anchor <head>', 'a head that was noted earlier: the chain must pass through it')
    .action(
      act((invocation, { anchor }: { anchor?: string }) => {
        const known = anchor === undefined ? {} : { anchor: readHead(anchor) };
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const head = await withCount(invocation, 'verify', (onProgress) =>
            ledger.chain.verify(ledger.db, { ...known, onProgress }),
          );
          invocation.output.result({ verified: true, ...head }, () =>
            [
              `${countOf(head.seq, 'event')}, each as it was written.`,
              `Head: ${head.seq}:${head.link}`,
              'Note the head elsewhere: `footbridge audit verify --anchor HEAD` then proves that nothing before it changed.',
            ].join('\n'),
          );
          return 0;
        });
      }),
    );
};

/** `1234:9af…`, as `audit verify` prints it. */
function readHead(text: string): Head {
  const [, seq, link] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || link === undefined) {
    throw new FootbridgeError('USAGE_WRONG', '--anchor is no head; it looks like 1234:9af…');
  }
  return { seq: Number(seq), link };
}
