/**
 * What a playbook says alike as a page and as text.
 *
 * @module
 */
import type { Notice, Playbook } from '../engine/plan/playbook/playbook-document.ts';
import { count, countOf, day } from './numbers.ts';

/** The parts, in the order of a working day. */
export const HEADINGS = {
  calendar: 'Who is told what, and when',
  scripts: 'What to say on the telephone',
  escalation: 'When to call somebody else',
  emergencies: 'When it goes wrong',
} as const;

export const INTROS = {
  calendar: (timeZone: string) =>
    `Days are those of ${timeZone}. Nothing else is sent; whoever is told nothing has nothing to do.`,
  scripts:
    'Find the customer first; the tool says which of these they are in. What stands in quotation marks can be read aloud.',
  escalation: 'Nobody at the help desk decides this alone, and nobody is blamed for calling too early.',
  emergencies:
    'Words in capitals are to be replaced. The first command of each list stops what is going on and loses nothing: type it first, then read on.',
} as const;

export function describeWhen({ from, until }: Notice): string {
  if (from === undefined) return 'when the wave before is done';
  return until === undefined ? day(from) : `${day(from)} to ${day(until)}`;
}

export function describeVolume({ to, volume, perDay, tickets }: Notice): string {
  const of = to === 'customers' ? countOf(volume, 'message') : countOf(volume, 'customer');
  const rate = perDay === undefined ? '' : `, at most ${count(perDay)} a day`;
  const calls =
    tickets === undefined
      ? ''
      : `; about ${countOf(tickets.value, 'ticket')} (${count(tickets.low)} to ${count(tickets.high)})`;
  return `${of}${rate}${calls}`;
}

export function describeTold({ to, message }: Notice): string {
  if (to === 'desk') return 'the help desk';
  return to === 'nobody' ? 'nobody' : `customers: ${message ?? 'a message'}`;
}

export function describePlan({ plan, identities, target }: Playbook): string {
  const standing = plan.state === 'approved' ? 'approved' : `${plan.state}, so nothing of it holds yet`;
  return `From version ${plan.version} of the plan (${standing}): ${countOf(identities, 'customer')} to ${target}.`;
}
