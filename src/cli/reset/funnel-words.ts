/**
 * The funnel of a campaign in words: bars of text, one line for each stage, and where people leave.
 *
 * @module
 */
import { JOURNEY_STEPS } from '../../engine/reset/campaign.ts';
import type { CampaignBrief } from '../../engine/reset/funnel.ts';
import type { Funnel, FunnelCounts, FunnelSlice, TimeToDone } from '../../engine/reset/funnel-document.ts';
import { countOf, formatCount, formatCounts, formatDuration, formatTable, type Paint } from '../words.ts';

export function describeFunnel(funnel: Funnel, by: keyof Funnel['slices'] | undefined, paint: Paint): string {
  const { campaign, state, whole, tickets, perhapsTwice } = funnel;
  return [
    `${paint.bold(campaign)}  ${state}  ${countOf(whole.meant, 'customer')}`,
    formatTable(stageRows(whole)),
    ...(leavers(whole) === '' ? [] : [`Left at: ${leavers(whole)}`]),
    `Ended: ${formatCounts(whole.outcomes)}`,
    ...(whole.time === undefined ? [] : [sayTime(whole.time)]),
    sayTickets(tickets),
    ...(perhapsTwice === 0
      ? []
      : [paint.warn(`${countOf(perhapsTwice, 'message')} may have gone out twice.`)]),
    ...(by === undefined ? [] : ['', formatTable([SLICE_HEAD, ...funnel.slices[by].map(toSliceRow)], '')]),
  ].join('\n');
}

/** Characters of the longest bar. */
const WIDTH = 30;

function stageRows(whole: FunnelCounts): readonly (readonly string[])[] {
  const stages: readonly (readonly [string, number, string])[] = [
    ['sent', whole.sent, ''],
    [
      'delivered',
      whole.delivered,
      whole.perhapsDelivered === 0 ? '' : `for certain; perhaps ${formatCount(whole.perhapsDelivered)} more`,
    ],
    ['opened', whole.opened, ''],
    ['started', whole.started, ''],
    ['done', whole.outcomes.done, ''],
  ];
  return stages.map(([name, count, note]) => [
    name,
    formatCount(count).padStart(10),
    share(count, whole.sent).padStart(6),
    '█'.repeat(whole.sent === 0 ? 0 : Math.ceil((count / whole.sent) * WIDTH)),
    note,
  ]);
}

function leavers({ abandonedAt, reached }: FunnelCounts): string {
  return JOURNEY_STEPS.filter((step) => abandonedAt[step] > 0)
    .map(
      (step) =>
        `${step} ${formatCount(abandonedAt[step])} (${share(abandonedAt[step], reached[step])} of who came there)`,
    )
    .join(' · ');
}

function sayTime({ median, p90 }: TimeToDone): string {
  return `From the message to the end: half within ${formatDuration(median * 1000)}, nine of ten within ${formatDuration(p90 * 1000)}`;
}

function sayTickets({ total, perThousand, expectedPerThousand }: Funnel['tickets']): string {
  const rate = perThousand === undefined ? '' : `, ${perThousand.toFixed(1)} for a thousand sent`;
  const expected = expectedPerThousand === undefined ? '' : ` (expected ${expectedPerThousand.toFixed(1)})`;
  return `Tickets: ${formatCount(total)}${rate}${expected}`;
}

const SLICE_HEAD = ['', 'meant', 'sent', 'opened', 'started', 'done', 'half within'];

function toSliceRow({ value, meant, sent, opened, started, outcomes, time }: FunnelSlice): readonly string[] {
  const counts = [meant, sent, opened, started, outcomes.done].map(formatCount);
  return [
    value === '' ? 'none' : value,
    ...counts,
    time === undefined ? '–' : formatDuration(time.median * 1000),
  ];
}

/** `12 %`; nobody of nobody is `–`. */
function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
}

/** Two lines for each campaign that is not over: for `footbridge status`. */
export function describeBriefs(briefs: readonly CampaignBrief[], paint: Paint): string {
  const lines = briefs.flatMap(({ name, state, counts, tickets }) => {
    const { outcomes, sent, meant, opened } = counts;
    const left = outcomes.waiting === 0 ? '' : ` · ${formatCount(outcomes.waiting)} still to be asked`;
    return [
      `  ${name}  ${state}  sent ${formatCount(sent)} of ${formatCount(meant)}${left}`,
      `    opened ${formatCount(opened)} · done ${formatCount(outcomes.done)} (${share(outcomes.done, sent)}) · left ${formatCount(outcomes.abandoned)} · came back ${formatCount(outcomes.undeliverable)} · ${countOf(tickets, 'ticket')}`,
    ];
  });
  return lines.length === 0 ? '' : [paint.bold('Campaigns'), ...lines].join('\n');
}
