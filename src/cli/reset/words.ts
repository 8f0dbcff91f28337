/**
 * Campaigns in words: what is expected of one, and where it stands.
 *
 * @module
 */

import type { CampaignForecast } from '../../engine/reset/campaign-forecast.ts';
import type { CampaignStatus } from '../../engine/reset/campaign-status.ts';
import type { CampaignPreview } from '../../engine/reset/preview.ts';
import { externalId } from '../../ledger/blind-index.ts';
import { countOf, formatCount, formatCounts, formatTable, type Paint } from '../words.ts';

export function describePreview({ counts, waves, forecast, first }: CampaignPreview, paint: Paint): string {
  const { asked = 0, unreachable = 0, ...left } = counts;
  return [
    `${paint.bold(countOf(asked, 'customer'))} would be asked, in ${countOf(waves, 'wave')}.`,
    ...(unreachable === 0
      ? []
      : [
          paint.warn(
            `${countOf(unreachable, 'customer')} cannot be reached: support has to find another way.`,
          ),
        ]),
    ...(formatCounts(left) === '' ? [] : [`Left alone: ${formatCounts(left)}.`]),
    ...describeForecast(forecast),
    ...(first.length === 0 ? [] : ['', ...describeFirst(first)]),
  ].join('\n');
}

function describeFirst(first: CampaignPreview['first']): readonly string[] {
  const rows = first.map(({ id, outcome, cohort, wave, language, reach, dueAt }) => [
    externalId(id),
    outcome,
    cohort || '–',
    wave === 0 ? '–' : `wave ${wave}`,
    language,
    reach?.channel ?? '–',
    dueAt === undefined ? '' : momentOf(dueAt),
  ]);
  return [`The first ${first.length} of them:`, formatTable(rows)];
}

/** Messages and tickets, and when the last one goes out. */
export function describeForecast({
  messages,
  lastInvitation,
  lastMessage,
  days,
  tickets,
  peakMessagesPerDay,
  peakTicketsPerDay,
  never,
}: CampaignForecast): readonly string[] {
  if (messages === 0 && never === 0) return [];
  return [
    `${countOf(messages, 'message')} on ${countOf(days.length, 'day')}, at most ${formatCount(peakMessagesPerDay)} a day.`,
    ...(lastInvitation === undefined ? [] : [`The last invitation goes out on ${momentOf(lastInvitation)}.`]),
    ...(lastMessage === undefined ? [] : [`The last message of all goes out on ${momentOf(lastMessage)}.`]),
    `${countOf(tickets.value, 'ticket')} expected (${formatCount(tickets.low)} to ${formatCount(tickets.high)}), at most ${formatCount(peakTicketsPerDay)} a day.`,
    ...(never === 0
      ? []
      : [
          `For ${countOf(never, 'message')} there is no time within two years: look at quiet hours and freezes.`,
        ]),
  ];
}

export function describeCampaign(status: CampaignStatus, paint: Paint): string {
  const { name, state, purpose, outcomes, selected, leftAlone, messages, lastHour, ahead } = status;
  const steps = [...new Set(messages.map(({ step }) => step))];
  return [
    `${paint.bold(name)}  ${state}  ${purpose}  since ${momentOf(status.startedAt.toISOString())} by ${status.by}`,
    `  ${countOf(selected, 'customer')}: ${formatCounts(outcomes) || 'nobody'}`,
    ...(formatCounts(leftAlone) === '' ? [] : [`  left alone: ${formatCounts(leftAlone)}`]),
    ...steps.map(
      (step) => `  ${step === 1 ? 'invitation' : `reminder ${step - 1}`}: ${countsOf(messages, step)}`,
    ),
    `  ${formatCount(lastHour)} messages in the last hour`,
    ...describeDoubt(status, paint),
    ...(ahead === undefined
      ? []
      : ['  To come, by what was '.concat(status.answering.measured ? 'measured:' : 'assumed:')]),
    ...(ahead === undefined ? [] : describeForecast(ahead).map((line) => `    ${line}`)),
  ].join('\n');
}

/** Where a process died, or a connection broke, while a message was on its way. */
function describeDoubt({ perhapsTwice, inDoubt }: CampaignStatus, paint: Paint): readonly string[] {
  if (perhapsTwice === 0) return [];
  const twice = `  ${countOf(perhapsTwice, 'message')} may have gone out twice: nobody knows whether the first did`;
  const never = `  ${formatCount(inDoubt)} of them may never have gone out: nobody knows of the second, either`;
  return [paint.warn(twice), ...(inDoubt === 0 ? [] : [paint.warn(never)])];
}

function countsOf(messages: CampaignStatus['messages'], step: number): string {
  return formatCounts(
    Object.fromEntries(messages.filter((one) => one.step === step).map(({ state, count }) => [state, count])),
  );
}

/** `2026-11-20 12:00 UTC` */
export function momentOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
