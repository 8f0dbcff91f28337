/**
 * What a campaign will bring: messages and tickets day by day, and when the last message goes out. Played through in
 * steps of a quarter of an hour, by time zone and not by customer, so that a million of them take no longer than ten.
 *
 * How many answer is assumed (docs/assumptions.md) until it is measured; what is measured comes in as the same numbers.
 *
 * @module
 */
import type { CampaignSettings } from './campaign.ts';
import { type Hours, limitsOf, openingFor } from './schedule.ts';

/** How customers are expected to answer. */
export interface Answering {
  /** Share of those who got a message and then finish. */
  readonly finished: number;
  /** Tickets for each customer asked: as stated, and its ends. */
  readonly contactRate: { readonly value: number; readonly low: number; readonly high: number };
}

/** Customers who are still to be written to. */
export interface Waiting {
  readonly zone: string;
  /** Milliseconds since 1970 before which they are not. */
  readonly from: number;
  readonly count: number;
  /** 1 the invitation, 2 … reminders. */
  readonly step: number;
}

export interface ForecastDay {
  /** ISO date, in the time zone of the campaign's hours: UTC. */
  readonly day: string;
  readonly messages: number;
  readonly tickets: number;
}

export interface CampaignForecast {
  readonly messages: number;
  /** ISO 8601; absent: there are none, or the calendar never opens. */
  readonly lastInvitation?: string;
  readonly lastMessage?: string;
  readonly days: readonly ForecastDay[];
  readonly peakMessagesPerDay: number;
  readonly tickets: { readonly value: number; readonly low: number; readonly high: number };
  readonly peakTicketsPerDay: number;
  /** Messages for which no time comes within two years. */
  readonly never: number;
}

const STEP = 15 * 60_000;
const DAY = 86_400_000;
const STEPS_A_DAY = DAY / STEP;
/** Two years: what takes longer is no campaign. */
const MOST_STEPS = 730 * STEPS_A_DAY;
/** Less than half a message is none. */
const NOTHING = 0.5;
const ROUNDING = 1e-9;
/** Reminders are put together to so many hours: finer, and there would be more groups than anybody reads. */
const QUARTER_DAY = DAY / 4;

export function foresee(
  waiting: readonly Waiting[],
  settings: CampaignSettings,
  hours: Hours,
  answering: Answering,
  now: number,
): CampaignForecast {
  const limits = limitsOf(settings);
  const groups = joinGroups(waiting);
  const days = new Map<string, { messages: number; asked: number }>();
  const lastDay: number[] = [];
  let sentToday = 0;
  let last: number | undefined;
  let lastInvitation: number | undefined;
  let at = Math.ceil(now / STEP) * STEP;
  for (let step = 0; step < MOST_STEPS && groups.size > 0; step += 1, at += STEP) {
    // Any 24 hours, as the sender counts them.
    if (lastDay.length >= STEPS_A_DAY) sentToday -= lastDay.shift() ?? 0;
    let room = Math.min(limits.perHour / 4, (limits.perDay ?? Number.POSITIVE_INFINITY) - sentToday);
    let sent = 0;
    for (const group of dueGroups(groups, at)) {
      if (room <= ROUNDING) break;
      if (openingFor(at, group.zone, hours) !== at) continue;
      const out = Math.min(group.count, room);
      room -= out;
      sent += out;
      last = at;
      if (group.step === 1) lastInvitation = at;
      const day = dayIn(days, at);
      day.messages += out;
      if (group.step === 1) day.asked += out;
      addReminder(groups, group, out * (1 - answering.finished), at, settings);
      shrink(groups, group, out);
    }
    lastDay.push(sent);
    sentToday += sent;
    if (sent === 0) {
      const next = nextTime(groups, hours, at);
      if (next === undefined) break;
      // Nothing happens until then; whole days of it are forgotten, as the sliding day forgets them.
      while (at + STEP < next) {
        at += STEP;
        lastDay.push(0);
        if (lastDay.length > STEPS_A_DAY) sentToday -= lastDay.shift() ?? 0;
      }
    }
  }
  return summarise(days, answering, groups, last, lastInvitation);
}

interface Group extends Waiting {
  count: number;
}

function dueGroups(groups: ReadonlyMap<string, Group>, at: number): readonly Group[] {
  return [...groups.values()].filter(({ from }) => from <= at).sort((a, b) => a.from - b.from);
}

function keyOf({ zone, from, step }: Waiting): string {
  return `${step} ${Math.ceil(from / STEP)} ${zone}`;
}

function joinGroups(waiting: readonly Waiting[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const one of waiting) addTo(groups, one);
  return groups;
}

function addTo(groups: Map<string, Group>, one: Waiting): void {
  if (one.count < NOTHING) return;
  const key = keyOf(one);
  const there = groups.get(key);
  if (there === undefined) groups.set(key, { ...one });
  else there.count += one.count;
}

function shrink(groups: Map<string, Group>, group: Group, by: number): void {
  group.count -= by;
  if (group.count < NOTHING) groups.delete(keyOf(group));
}

/** Whoever does not answer is reminded, so many days after the first message. */
function addReminder(
  groups: Map<string, Group>,
  { zone, step }: Group,
  count: number,
  at: number,
  { remindAfterDays }: CampaignSettings,
): void {
  const days = remindAfterDays[step - 1];
  if (days === undefined || count <= 0) return;
  const since = step === 1 ? 0 : (remindAfterDays[step - 2] ?? 0);
  const from = Math.ceil((at + Math.max(1, days - since) * DAY) / QUARTER_DAY) * QUARTER_DAY;
  const key = keyOf({ zone, from, step: step + 1, count });
  const there = groups.get(key);
  if (there === undefined) groups.set(key, { zone, from, step: step + 1, count });
  else there.count += count;
}

function nextTime(groups: ReadonlyMap<string, Group>, hours: Hours, at: number): number | undefined {
  let next: number | undefined;
  for (const { zone, from } of groups.values()) {
    const opening = openingFor(Math.max(from, at + STEP), zone, hours);
    if (opening !== undefined && (next === undefined || opening < next)) next = opening;
  }
  return next;
}

function dayIn(days: Map<string, { messages: number; asked: number }>, at: number) {
  const name = new Date(at).toISOString().slice(0, 10);
  const day = days.get(name) ?? { messages: 0, asked: 0 };
  days.set(name, day);
  return day;
}

function summarise(
  days: ReadonlyMap<string, { readonly messages: number; readonly asked: number }>,
  { contactRate }: Answering,
  left: ReadonlyMap<string, Group>,
  last: number | undefined,
  lastInvitation: number | undefined,
): CampaignForecast {
  const all = [...days].map(([day, { messages, asked }]) => ({
    day,
    messages: Math.round(messages),
    tickets: asked * contactRate.value,
  }));
  const asked = [...days.values()].reduce((sum, one) => sum + one.asked, 0);
  const never = [...left.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    messages: all.reduce((sum, { messages }) => sum + messages, 0),
    ...(lastInvitation === undefined ? {} : { lastInvitation: new Date(lastInvitation).toISOString() }),
    ...(last === undefined ? {} : { lastMessage: new Date(last).toISOString() }),
    days: all.map((one) => ({ ...one, tickets: Math.round(one.tickets * 10) / 10 })),
    peakMessagesPerDay: Math.max(0, ...all.map(({ messages }) => messages)),
    tickets: {
      value: Math.round(asked * contactRate.value),
      low: Math.round(asked * contactRate.low),
      high: Math.round(asked * contactRate.high),
    },
    peakTicketsPerDay: Math.ceil(Math.max(0, ...all.map(({ tickets }) => tickets))),
    never: Math.round(never),
  };
}
