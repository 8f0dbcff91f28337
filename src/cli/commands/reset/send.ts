/** `footbridge reset send`: sends what is due, beside whoever else does. */
import { createMeter } from '../../../engine/progress.ts';
import type { ResetParts } from '../../../engine/reset/parts.ts';
import { type SendCounts, sendDue } from '../../../engine/reset/send.ts';
import { countDue } from '../../../ledger/sql/messages.ts';
import { withLedger } from '../../parts.ts';
import { withReset } from '../../reset/open-reset.ts';
import { momentOf } from '../../reset/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { withProgress } from '../../with-progress.ts';
import { formatCounts } from '../../words.ts';
import type { AddCommand, Invocation } from '../command.ts';

export const addSend: AddCommand = (reset, act) => {
  reset
    .command('send')
    .description('send what is due, until nothing is; several at once share the work')
    .option('--watch', 'wait for more until Ctrl-C')
    .action(
      act((invocation, { watch = false }: { watch?: boolean }) =>
        withLedger<ExitCode>(invocation, 'own', (opened) =>
          withReset(invocation, opened, (parts) => send(invocation, parts, watch)),
        ),
      ),
    );
};

async function send(invocation: Invocation, parts: ResetParts, watch: boolean): Promise<ExitCode> {
  const { db } = parts.ledger;
  const { due } = await countDue(db, new Date());
  const meter = createMeter(due);
  const { counts, stopped } = await withProgress(invocation, async ({ stop }, onProgress) => {
    let note: string | undefined;
    const show = (counts: SendCounts) => {
      const done = counts.handed + counts.refused;
      meter.add(done - meter.reading().done);
      onProgress({
        phase: 'send',
        ...meter.reading(),
        total: Math.max(due, done),
        counts: { ...counts },
        ...(note === undefined ? {} : { note }),
      });
    };
    const sent = await sendDue(parts, {
      stop,
      untilIdle: !watch,
      onSettled: show,
      onAway: (reason) => {
        note = reason;
      },
    });
    return { counts: sent, stopped: stop.aborted };
  });
  const { next } = await countDue(db, new Date());
  invocation.output.result({ counts, next }, () =>
    [
      `Sent: ${formatCounts({ ...counts }) || 'nothing was due'}.`,
      ...(next === null ? [] : [`The next message is due on ${momentOf(next.toISOString())}.`]),
    ].join('\n'),
  );
  if (stopped && !watch) return 130;
  return counts.refused + counts.doubtful > 0 ? 3 : 0;
}
