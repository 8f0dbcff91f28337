/**
 * The paths side by side, which of them is the cheapest, and which assumption would change that.
 *
 * @module
 */
import { type Assumed, statedValues } from './assumptions.ts';
import type {
  Assumption,
  BulkForecast,
  Decision,
  ParallelRun,
  PathForecast,
  ResetForecast,
  Sensitivity,
} from './forecast.ts';
import { judgePath, type PathFacts } from './judge-path.ts';
import {
  CROSSING_PATHS,
  type CrossingPath,
  calculatePath,
  type PathInputs,
  type PathNumbers,
  resetOf,
} from './paths.ts';
import type { Population } from './population.ts';
import { rangeOf, type Scenario } from './ranges.ts';
import { CAMPAIGN_DAYS, type ResetNumbers } from './reset.ts';
import { returnsOf } from './returns.ts';

/** What a scenario makes of a population. */
function inputsOf(
  population: Population,
  { curve }: ParallelRun,
  bulk: BulkForecast | undefined,
  { shift, speed }: Pick<Scenario, 'shift' | 'speed'>,
): PathInputs {
  const seconds = bulk?.seconds;
  return {
    population,
    returns: returnsOf(curve, shift),
    ...(seconds === undefined
      ? {}
      : { bulkSeconds: speed === 0.5 ? seconds.value : seconds.high + speed * (seconds.low - seconds.high) }),
  };
}

export interface Comparison {
  readonly population: Population;
  readonly parallelRun: ParallelRun;
  readonly bulk: BulkForecast | undefined;
  readonly facts: PathFacts;
  readonly assumptions: readonly Assumption[];
}

/** Scenarios as `drawScenarios` makes them. */
export function comparePaths(
  comparison: Comparison,
  scenarios: readonly Scenario[],
): readonly PathForecast[] {
  const { population, parallelRun, bulk, facts } = comparison;
  const inputs = scenarios.map((one) => inputsOf(population, parallelRun, bulk, one));
  return CROSSING_PATHS.map((path) => {
    const numbers = scenarios.map(({ assumed }, index) =>
      calculatePath(path, inputs[index] ?? inputsOf(population, parallelRun, bulk, NO_SHIFT), assumed),
    );
    const range = (of: (one: PathNumbers) => number) => rangeOf(numbers.map(of));
    const people = (of: (one: PathNumbers) => number) => rangeOf(numbers.map(of), population.customers);
    const refused = judgePath(path, facts);
    return {
      path,
      ...(refused === undefined ? {} : { refused }),
      days: range(({ days }) => days),
      crossed: people(({ crossed }) => crossed),
      lost: people(({ lost }) => lost),
      tickets: range(({ tickets }) => tickets),
      helpDeskHours: range(({ helpDeskHours }) => helpDeskHours),
      cost: {
        helpDesk: range(({ helpDesk }) => helpDesk),
        twoStacks: range(({ twoStacks }) => twoStacks),
        messages: range(({ messages }) => messages),
        lostCustomers: range(({ lostCustomers }) => lostCustomers),
        total: range(({ total }) => total),
      },
    };
  });
}

const NO_SHIFT = { shift: 0, speed: 0.5 };

export function forecastReset(comparison: Comparison, scenarios: readonly Scenario[]): ResetForecast {
  const { population, parallelRun, bulk } = comparison;
  const numbers = scenarios.map((one) => resetOf(inputsOf(population, parallelRun, bulk, one), one.assumed));
  const range = (of: (one: ResetNumbers) => number) => rangeOf(numbers.map(of));
  const people = (of: (one: ResetNumbers) => number) => rangeOf(numbers.map(of), population.customers);
  return {
    reachable: population.reachable,
    messages: range(({ messages }) => messages),
    delivered: range(({ delivered }) => delivered),
    opened: range(({ opened }) => opened),
    completed: people(({ completed }) => completed),
    passkeys: people(({ passkeys }) => passkeys),
    lost: people(({ lost }) => lost),
    tickets: range(({ tickets }) => tickets),
    days: Array.from({ length: CAMPAIGN_DAYS }, (_, index) => ({
      day: index + 1,
      sent: people(({ days }) => days[index]?.sent ?? 0),
      completed: people(({ days }) => days[index]?.completed ?? 0),
      tickets: range(({ days }) => days[index]?.tickets ?? 0),
    })),
    peakTicketsPerDay: range(({ peakTicketsPerDay }) => peakTicketsPerDay),
  };
}

/** The cheapest of those that are possible; and what happens to the costs when one assumption moves. */
export function decide(comparison: Comparison, paths: readonly PathForecast[]): Decision {
  const { population, parallelRun, bulk, assumptions } = comparison;
  const possible = paths.filter(({ refused }) => refused === undefined).map(({ path }) => path);
  const inputs = inputsOf(population, parallelRun, bulk, NO_SHIFT);
  const stated = statedValues(assumptions);
  const ranking = (assumed: Assumed) =>
    possible
      .map((path) => ({ path, total: calculatePath(path, inputs, assumed).total }))
      .toSorted((one, other) => one.total - other.total);
  const [first, second] = ranking(stated);
  const sensitivity = assumptions
    .filter(({ low, high }) => low < high)
    .flatMap(({ name, low, high }): Sensitivity[] => {
      const [atLow, atHigh] = [ranking({ ...stated, [name]: low }), ranking({ ...stated, [name]: high })];
      const changesDecision = [atLow[0], atHigh[0]].some((one) => one?.path !== first?.path);
      return possible.map((path) => ({
        assumption: name,
        path,
        atLow: totalOf(atLow, path),
        atHigh: totalOf(atHigh, path),
        changesDecision,
      }));
    })
    .filter(({ atLow, atHigh }) => atLow !== atHigh)
    .toSorted((one, other) => swing(other) - swing(one));
  return {
    ...(first === undefined ? {} : { cheapest: first.path }),
    ...(second === undefined ? {} : { next: second.path }),
    sensitivity,
  };
}

function totalOf(
  ranking: readonly { readonly path: CrossingPath; readonly total: number }[],
  path: CrossingPath,
) {
  return Number((ranking.find((one) => one.path === path)?.total ?? 0).toPrecision(4));
}

function swing({ atLow, atHigh }: Sensitivity): number {
  return Math.abs(atHigh - atLow);
}
