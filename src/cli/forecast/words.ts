/**
 * A forecast on a terminal: who comes back, how long it takes, what each path costs, and what all that stands on.
 *
 * @module
 */
import type {
  Assumption,
  BulkForecast,
  DaysEstimate,
  Estimate,
  Forecast,
  PathForecast,
  Range,
  Window,
} from '../../engine/forecast/forecast.ts';
import { countOf, formatCount, formatDuration, formatTable, type Paint } from '../words.ts';
import { drawCurve } from './chart.ts';

const SHOWN_DAYS = [1, 7, 28, 91, 182, 365, 730];

export function describeForecast(forecast: Forecast, paint: Paint): string {
  const { population, customers, asOf } = forecast;
  return [
    `${paint.bold(`Forecast for ${population}`)}: ${countOf(customers, 'customer')}, as of ${asOf.slice(0, 10)}`,
    '',
    paint.bold('Who comes back by themselves'),
    ...describeReturns(forecast, paint),
    '',
    paint.bold('Bulk'),
    ...describeBulk(forecast.bulk),
    '',
    paint.bold('Reset campaign'),
    ...describeReset(forecast),
    '',
    paint.bold('The paths side by side (80 of 100 cases; whom a path does not bring is asked to reset)'),
    describePaths(forecast.paths),
    ...describeRefusals(forecast.paths, paint),
    '',
    ...describeDecision(forecast),
  ].join('\n');
}

function describeReturns({ parallelRun: run, assumptions }: Forecast, paint: Paint): readonly string[] {
  const doubts = run.reservations.map(({ code, found }) => `  ${paint.warn('!')} ${code}: ${found}`);
  if (run.method === 'none')
    return ['  The data cannot say: below, nobody is counted as coming back by themselves.', ...doubts];
  const active = `active (last ${run.activeDays} days): ${formatCount(run.active)}`;
  const rows = run.curve
    .filter(({ day }) => SHOWN_DAYS.includes(day))
    .map((point) => [countOf(point.day, 'day'), ...shares(point.active), ...shares(point.everybody)]);
  const table = formatTable([['after', active, '80 of 100', 'everybody', '80 of 100'], ...rows]);
  return [
    ...drawCurve(run.curve),
    '',
    table,
    '',
    ...describeWindows(run.windows.filter(({ of }) => of === 'active')),
    ...run.tails
      .filter(({ afterDays }) => afterDays === 90)
      .map(
        ({ afterDays, customers }) =>
          `  not there after ${afterDays} days: ${counted(customers)}: another path`,
      ),
    ...(run.firstDay === undefined ? [] : [describeFirstDay(run.firstDay, assumptions)]),
    ...(run.newcomersPerDay === undefined
      ? []
      : [`  new sign-ups, who begin on the target: ${perDay(run.newcomersPerDay)} a day`]),
    ...(run.unknown === 0 ? [] : [`  of ${countOf(run.unknown, 'customer')} nobody knows the last login`]),
    ...run.holdOuts.map(
      ({ days, predicted, observed }) =>
        `  tried on the last ${days} days: ${percent(predicted.value)} foreseen (${pair(predicted.p80)}), ${percent(observed)} came`,
    ),
    ...(run.method === 'empirical' ? ['  no model fits: as many as came in the same time before'] : []),
    ...doubts,
  ];
}

/** What a legacy has to stand: the number to probe it for. */
function describeFirstDay(firstDay: Estimate, assumptions: readonly Assumption[]): string {
  const peak = assumptions.find(({ name }) => name === 'peakHourShare')?.value ?? 0;
  const hour = formatCount(Math.ceil(firstDay.p95[1] * peak));
  return `  on the first day: ${counted(firstDay)}; up to ${hour} in its busiest hour, which the legacy must stand`;
}

function shares(estimate: Estimate): readonly string[] {
  return [percent(estimate.value), pair(estimate.p80)];
}

/** What is out of reach at 90 per cent is out of reach at 95, and once is enough to say so. */
function describeWindows(windows: readonly Window[]): readonly string[] {
  const beyond = windows.findIndex(({ days }) => days.value === null && days.p80[0] === null);
  return windows
    .slice(0, beyond < 0 ? windows.length : beyond + 1)
    .map(
      ({ share, days, staysAway }) => `  ${percent(share)} of the active: ${describeDays(days, staysAway)}`,
    );
}

function describeDays({ value, p80: [low, high] }: DaysEstimate, staysAway: Estimate): string {
  if (value === null && low === null)
    return `not within two years; ${percent(staysAway.value)} stay away (${pair(staysAway.p80)})`;
  const end = (day: number | null) => (day === null ? 'more than 730' : formatCount(day));
  return `${end(value)} days (${end(low)} to ${end(high)})`;
}

/** How long an import takes, a line for each target. */
export function describeBulk(bulk: readonly BulkForecast[]): readonly string[] {
  if (bulk.length === 0) return ['  No target was asked: footbridge assess --target.'];
  return bulk.map(({ target, customers, seconds, rate, basis, source }) => {
    if (seconds === undefined || rate === undefined) return `  ${target}: ${source}`;
    const time = `${formatDuration(seconds.value * 1000)} (${formatDuration(seconds.low * 1000)} to ${formatDuration(seconds.high * 1000)})`;
    return `  ${target}: ${countOf(customers, 'customer')} in ${time}; ${formatCount(rate.value)} a second, ${basis === 'run' || basis === 'rehearsal' ? 'measured' : basis}: ${source}`;
  });
}

function describeReset({ reset }: Forecast): readonly string[] {
  const rows = [
    ['can be reached', formatCount(reset.reachable)],
    ['messages', ranged(reset.messages)],
    ['opened', ranged(reset.opened)],
    ['new passwords', ranged(reset.completed)],
    ['passkeys on the way', ranged(reset.passkeys)],
    ['tickets', `${ranged(reset.tickets)}, ${ranged(reset.peakTicketsPerDay)} on the worst day`],
    ['customers lost', ranged(reset.lost)],
  ];
  return [formatTable(rows)];
}

function describePaths(paths: readonly PathForecast[]): string {
  const line = (title: string, of: (path: PathForecast) => Range): readonly string[] => [
    title,
    ...paths.map((path) => ranged(of(path))),
  ];
  return formatTable([
    ['', ...paths.map(({ path, refused }) => (refused === undefined ? path : `${path} (refused)`))],
    line('cross by it', ({ crossed }) => crossed),
    line('customers lost', ({ lost }) => lost),
    line('tickets', ({ tickets }) => tickets),
    line('help-desk hours', ({ helpDeskHours }) => helpDeskHours),
    line('days of two stacks', ({ days }) => days),
    line('help desk, $', ({ cost }) => cost.helpDesk),
    line('two stacks, $', ({ cost }) => cost.twoStacks),
    line('messages, $', ({ cost }) => cost.messages),
    line('lost customers, $', ({ cost }) => cost.lostCustomers),
    line('all in all, $', ({ cost }) => cost.total),
  ]);
}

function describeRefusals(paths: readonly PathForecast[], paint: Paint): readonly string[] {
  return paths.flatMap(({ path, refused }) =>
    refused === undefined ? [] : [`  ${paint.bad('×')} ${path}: ${refused.reason} (${refused.code})`],
  );
}

/** As many as fit under the table. */
const MOST_SENSITIVE = 5;

function describeDecision({ decision, assumptions }: Forecast): readonly string[] {
  const { cheapest, next, sensitivity } = decision;
  if (cheapest === undefined) return ['No path is possible.'];
  const moving = sensitivity.filter(({ path }) => path === cheapest).slice(0, MOST_SENSITIVE);
  const rows = moving.map(({ assumption, atLow, atHigh, changesDecision }) => {
    const { low = 0, high = 0, unit = '' } = assumptions.find(({ name }) => name === assumption) ?? {};
    return [
      assumption,
      `${formatNumber(low)} to ${formatNumber(high)} ${unit}`,
      `${formatCount(atLow)} to ${formatCount(atHigh)} USD`,
      changesDecision ? 'changes the decision' : '',
    ];
  });
  return [
    `Cheapest: ${cheapest}${next === undefined ? '' : `, then ${next}`}. What moves its cost most:`,
    formatTable(rows),
    'Numbers of your own: --assume name=value. Where ours come from: docs/assumptions.md.',
  ];
}

function ranged({ value, low, high }: Range): string {
  if (low === high) return shorten(value);
  return `${shorten(value)} (${shorten(low)} – ${shorten(high)})`;
}

/** Three digits: three paths stand beside each other in 80 columns. */
function shorten(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))}k` : formatNumber(value);
}

function counted({ value, p80: [low, high] }: Estimate): string {
  return `${formatCount(value)} (${formatCount(low)} to ${formatCount(high)})`;
}

function perDay({ value, p80: [low, high] }: Estimate): string {
  return `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;
}

function formatNumber(value: number): string {
  if (Math.abs(value) >= 10) return formatCount(value);
  return String(Number(value.toPrecision(2)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 && share > 0 ? 1 : 0)} %`;
}

function pair([low, high]: readonly [number, number]): string {
  return `${percent(low)} to ${percent(high)}`;
}
