/**
 * What was looked at before a campaign, as a person reads it: the worst first.
 *
 * @module
 */
import type { CampaignCheck } from '../../engine/reset/campaign-check.ts';
import type { CampaignReadiness } from '../../engine/reset/check-campaign.ts';
import type { Paint } from '../words.ts';

export function describeChecks({ ready, checks }: CampaignReadiness, paint: Paint): string {
  const parts = (['fatal', 'warning', 'ok'] as const).flatMap((verdict) => {
    const some = checks.filter((one) => one.verdict === verdict);
    return some.length === 0 ? [] : [some.map((one) => describeCheck(one, paint)).join('\n')];
  });
  const conclusion = ready
    ? paint.bold('A campaign can begin.')
    : paint.bold('A campaign cannot begin like this.');
  return [...parts, `${conclusion} Nothing was written, and nobody was written to.`].join('\n\n');
}

function describeCheck({ title, verdict, found, change }: CampaignCheck, paint: Paint): string {
  const mark = { fatal: paint.bad('✗'), warning: paint.warn('!'), ok: paint.good('✓') }[verdict];
  if (verdict === 'ok') return `${mark} ${title}. ${paint.faint(found)}`;
  return [
    `${mark} ${paint.bold(title)}: no.`,
    `    ${found}`,
    ...(change === undefined ? [] : [`    ${paint.faint('To do:')} ${change}`]),
  ].join('\n');
}
