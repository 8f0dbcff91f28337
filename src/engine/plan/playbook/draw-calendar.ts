/**
 * The calendar of a crossing: for each wave who is told, and who is left in peace.
 *
 * Messages are played through by the same rules as those of a campaign (engine/reset/campaign-forecast.ts): hours, freezes, limits.
 * A wave without a date has volumes and no days, because nobody knows when the one before it ends.
 *
 * @module
 */
import type { CampaignSettings } from '../../reset/campaign.ts';
import { type Answering, type CampaignForecast, foresee } from '../../reset/campaign-forecast.ts';
import type { Hours } from '../../reset/schedule.ts';
import type { Plan, PlanCohort, PlanWave } from '../plan-document.ts';
import { concernedBy } from './concerns.ts';
import type { Concern, Notice } from './playbook-document.ts';

const DAY = 86_400_000;

export interface DrawnCalendar {
  readonly calendar: readonly Notice[];
  readonly reservations: readonly string[];
}

/** A cohort, and the share of it that crosses in a wave. */
interface Crossing {
  readonly cohort: PlanCohort;
  readonly share: number;
}

export function drawCalendar(plan: Plan, answering: Answering, settings?: CampaignSettings): DrawnCalendar {
  const waves = sharesOf(plan);
  const planned = new Set(waves.flatMap(({ crossing }) => crossing.map(({ cohort }) => cohort.name)));
  const others = plan.cohorts.filter(({ name, path }) => path !== 'exclude' && !planned.has(name));
  const all = [
    ...waves,
    ...others.map((cohort) => ({ wave: { name: outside(cohort) }, crossing: [{ cohort, share: 1 }] })),
  ];
  const calendar = withCommands(all.flatMap((one) => noticesOf(one, plan, answering, settings)));
  return { calendar, reservations: reservationsOf(calendar, settings) };
}

/** One campaign for each purpose asks the customers of all waves, each from the day of theirs on. */
const BEGIN = {
  invitation: 'footbridge reset start new-password',
  enrol: 'footbridge reset start second-step --purpose enrol',
} as const;

function withCommands(notices: readonly Notice[]): readonly Notice[] {
  const begun = new Set<string>();
  return notices.map((notice) => {
    const { message } = notice;
    if ((message !== 'invitation' && message !== 'enrol') || begun.has(message)) return notice;
    begun.add(message);
    return { ...notice, command: BEGIN[message] };
  });
}

interface PlannedWave {
  readonly wave: Pick<PlanWave, 'name' | 'notBefore'>;
  readonly crossing: readonly Crossing[];
}

/** Waves of per cent take their share, the next without one takes what is left, and a limit bounds them all alike. */
function sharesOf({ waves, cohorts }: Plan): readonly PlannedWave[] {
  const left = new Map(cohorts.map(({ name }) => [name, 1]));
  return waves.map((wave) => {
    const wanted = wave.cohorts.flatMap((name) => {
      const cohort = cohorts.find((one) => one.name === name);
      const rest = left.get(name) ?? 0;
      return cohort === undefined ? [] : [{ cohort, share: Math.min(rest, (wave.percent ?? 100) / 100) }];
    });
    const total = wanted.reduce((sum, { cohort, share }) => sum + cohort.count * share, 0);
    const bound = wave.limit === undefined || total === 0 ? 1 : Math.min(1, wave.limit / total);
    const crossing = wanted.map(({ cohort, share }) => ({ cohort, share: share * bound }));
    for (const { cohort, share } of crossing) left.set(cohort.name, (left.get(cohort.name) ?? 0) - share);
    return { wave, crossing: crossing.filter(({ share }) => share > 0) };
  });
}

function outside({ path }: PlanCohort): string {
  return path === 'jit' ? 'from the first login on' : 'in no wave';
}

function noticesOf(
  { wave, crossing }: PlannedWave,
  plan: Plan,
  answering: Answering,
  settings: CampaignSettings | undefined,
): readonly Notice[] {
  const quiet = (['unchanged', 'at-login', 'provider'] as const).map((concern) => groupOf(crossing, concern));
  const silent = joinGroups(quiet);
  const asked = groupOf(crossing, 'reset');
  const enrolled = groupOf(crossing, 'factor');
  const about = { wave: wave.name };
  return [
    deskNotice(wave, crossing),
    ...(silent.volume === 0
      ? []
      : [{ ...about, to: 'nobody' as const, ...silent, ...startOf(wave), say: SILENCE }]),
    ...messagesOf(wave, asked, 'reset', plan, answering, settings),
    ...messagesOf(wave, enrolled, 'enrol', plan, answering, settings),
  ];
}

const SILENCE =
  'Nothing. Nothing changes for them, and a message that asks for nothing brings calls, and teaches people to trust messages they did not expect.';

function startOf({ notBefore }: PlannedWave['wave']): { from?: string } {
  return notBefore === undefined ? {} : { from: notBefore };
}

function deskNotice(wave: PlannedWave['wave'], crossing: readonly Crossing[]): Notice {
  const cohorts = crossing.map(({ cohort }) => cohort.name);
  const volume = Math.round(crossing.reduce((sum, { cohort, share }) => sum + cohort.count * share, 0));
  return {
    wave: wave.name,
    to: 'desk',
    cohorts,
    volume,
    ...(wave.notBefore === undefined ? {} : { from: dayBefore(wave.notBefore) }),
    say: `Tomorrow the wave “${wave.name}” begins. Have the scripts of this page at hand, and the number of the programme lead.`,
  };
}

interface Group {
  readonly cohorts: readonly string[];
  readonly volume: number;
}

function groupOf(crossing: readonly Crossing[], concern: Concern): Group {
  const concerned = crossing
    .map(({ cohort, share }) => ({ name: cohort.name, customers: concernedBy(cohort, concern) * share }))
    .filter(({ customers }) => customers >= 0.5);
  return {
    cohorts: concerned.map(({ name }) => name),
    volume: Math.round(concerned.reduce((sum, { customers }) => sum + customers, 0)),
  };
}

function joinGroups(groups: readonly Group[]): Group {
  return {
    cohorts: [...new Set(groups.flatMap(({ cohorts }) => cohorts))],
    volume: groups.reduce((sum, { volume }) => sum + volume, 0),
  };
}

/** First message and reminders, each with its days. */
function messagesOf(
  wave: PlannedWave['wave'],
  { cohorts, volume }: Group,
  purpose: CampaignSettings['purpose'],
  plan: Plan,
  answering: Answering,
  settings: CampaignSettings | undefined,
): readonly Notice[] {
  if (volume === 0) return [];
  const base = { wave: wave.name, to: 'customers' as const, cohorts };
  const kinds = purpose === 'reset' ? RESET_KINDS : ENROL_KINDS;
  const remindAfterDays = settings?.remindAfterDays ?? [];
  const begins = wave.notBefore === undefined ? undefined : Date.parse(`${wave.notBefore}T00:00:00Z`);
  const notices: Notice[] = [];
  let asked = volume;
  for (let step = 0; step <= remindAfterDays.length; step += 1) {
    const isLast = step > 0 && step === remindAfterDays.length;
    const message = step === 0 ? kinds.first : isLast ? kinds.last : kinds.again;
    const after = step === 0 ? 0 : (remindAfterDays[step - 1] ?? 0);
    const days =
      begins === undefined || settings === undefined
        ? {}
        : daysOf(foreseeOne(asked, begins + after * DAY, settings, plan, answering), step === 0);
    notices.push({ ...base, message, volume: Math.round(asked), ...days, say: SAID[message] });
    asked *= 1 - answering.finished;
  }
  return notices;
}

const RESET_KINDS = { first: 'invitation', again: 'reminder', last: 'last-reminder' } as const;
const ENROL_KINDS = { first: 'enrol', again: 'enrol-reminder', last: 'enrol-reminder' } as const;

const SAID = {
  invitation: 'We have a new login. Please set a new password, or a passkey, by this link.',
  reminder: 'You have not done it yet; here is a fresh link.',
  'last-reminder': 'The last time we write about it; the account stays theirs.',
  enrol: 'Your password stays. One part of your login could not move; please set it up again.',
  'enrol-reminder': 'Until you set it up again, your password is all that protects your account.',
} as const;

/** One step alone: its reminders stand on lines of their own. */
function foreseeOne(
  count: number,
  from: number,
  settings: CampaignSettings,
  plan: Plan,
  answering: Answering,
): CampaignForecast {
  const hours: Hours = { ...settings, calendar: plan.calendar };
  const only = { ...settings, remindAfterDays: [] };
  return foresee([{ zone: settings.timeZone, from, count, step: 1 }], only, hours, answering, from);
}

function daysOf({ days, peakMessagesPerDay, tickets }: CampaignForecast, first: boolean) {
  const from = days.at(0)?.day;
  const until = days.at(-1)?.day;
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined || until === from ? {} : { until }),
    ...(from === until ? {} : { perDay: peakMessagesPerDay }),
    ...(first ? { tickets } : {}),
  };
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);
}

function reservationsOf(
  calendar: readonly Notice[],
  settings: CampaignSettings | undefined,
): readonly string[] {
  const asked = calendar.filter(({ to }) => to === 'customers');
  return [
    ...(asked.length > 0 && settings === undefined
      ? [
          'Customers have to be asked for something, and the configuration has no section `reset`: reminders, days and how many a day are not known.',
        ]
      : []),
    ...(asked.length > 0
      ? [
          'A campaign is begun once and goes through all waves, each from its day on. Look before it begins: the same command with `--dry-run` says who would get what.',
        ]
      : []),
    ...(asked.some(({ from }) => from === undefined)
      ? ['Where no day stands, the wave has none in the plan: it begins when the one before it is done.']
      : []),
    ...(asked.length > 0
      ? [
          'Reminders and tickets are expectations from the assumptions of the plan; `footbridge reset status` shows what really comes.',
        ]
      : []),
  ];
}
