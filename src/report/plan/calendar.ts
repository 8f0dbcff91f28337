/**
 * When who crosses.
 *
 * @module
 */
import type { Plan } from '../../engine/plan/plan-document.ts';
import { type Html, html } from '../../markup/html.ts';
import { timeline } from '../charts/timeline.ts';
import { withCode } from '../code-words.ts';
import { count, day } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

type Window = NonNullable<Plan['calendar']['window']>;

export function calendarSection({ waves, calendar }: Plan): Section {
  return {
    id: 'calendar',
    title: 'When they cross',
    intro: html`Waves cross in this order. Times are those of ${calendar.timeZone}${calendar.window !== undefined && html`; writing goes on ${describeWindow(calendar.window)}`}.`,
    body: html`${timeline({ waves: waves.map(forTimeline), freezes: calendar.freezes })}${waveTable(waves)}${freezeTable(calendar)}`,
  };
}

/** `undefined` must be absent for the chart. */
function forTimeline({ name, notBefore, count }: Plan['waves'][number]) {
  return { name, count, ...(notBefore === undefined ? {} : { notBefore }) };
}

const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

export function describeWindow({ days, from, to }: Window): string {
  const on = days === undefined ? 'every day' : `on ${days.map((name) => DAYS[name] ?? name).join(', ')}`;
  return from === undefined && to === undefined ? on : `${on} from ${from ?? '00:00'} to ${to ?? '24:00'}`;
}

function waveTable(waves: Plan['waves']): Html {
  if (waves.length === 0) return html`<p>There are no waves: nobody is written in bulk.</p>`;
  return table({
    caption: 'Waves',
    columns: [
      { title: 'wave' },
      { title: 'cohorts' },
      { title: 'customers', number: true },
      { title: 'not before' },
      { title: 'why', wide: true },
    ],
    rows: waves.map(({ name, cohorts, percent, limit, count: customers, notBefore, window, reason }) => [
      name,
      html`${cohorts.join(', ')}${percent !== undefined && html`<small>${percent}\u00a0% of each</small>`}${limit !== undefined && html`<small>at most ${count(limit)}</small>`}`,
      count(customers),
      html`${notBefore === undefined ? 'when the one before is done' : day(notBefore)}${window !== undefined && html`<small>${describeWindow(window)}</small>`}`,
      withCode(reason),
    ]),
  });
}

function freezeTable({ freezes }: Plan['calendar']): Html | undefined {
  if (freezes.length === 0) return undefined;
  return table({
    caption: 'Frozen: nothing is written',
    columns: [{ title: 'from' }, { title: 'to' }, { title: 'why', wide: true }],
    rows: freezes.map(({ from, to, reason }) => [day(from), day(to), reason]),
  });
}
