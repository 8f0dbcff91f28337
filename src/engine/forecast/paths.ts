/**
 * What each path costs if a population takes it, for one set of numbers: pure, and cheap enough to be asked a thousand
 * times.
 *
 * Every path brings everybody across: whom bulk has no hash for, and who has not come when a parallel run ends, is asked
 * to set a new password, and what that costs belongs to the path. So the paths can be compared.
 *
 * @module
 */
import type { Assumed } from './assumptions.ts';
import type { PathForecast } from './forecast.ts';
import type { Population } from './population.ts';
import { calculateReset, type ResetNumbers } from './reset.ts';

export type CrossingPath = PathForecast['path'];
export const CROSSING_PATHS: readonly CrossingPath[] = ['bulk', 'jit', 'reset'];

export interface PathInputs {
  readonly population: Population;
  /** Share of everybody, and of the active, that comes by themselves within so many days. */
  readonly returns: Returns;
  /** Seconds an import takes; absent: nobody knows, and it counts as a day. */
  readonly bulkSeconds?: number;
}

export interface Returns {
  everybody(day: number): number;
  active(day: number): number;
}

export interface PathNumbers {
  readonly days: number;
  readonly crossed: number;
  readonly lost: number;
  readonly tickets: number;
  readonly helpDeskHours: number;
  readonly helpDesk: number;
  readonly twoStacks: number;
  readonly messages: number;
  readonly lostCustomers: number;
  readonly total: number;
}

const SECONDS_A_DAY = 86_400;

export function calculatePath(path: CrossingPath, inputs: PathInputs, assumed: Assumed): PathNumbers {
  if (path === 'bulk') return calculateBulk(inputs, assumed);
  return path === 'jit' ? calculateJit(inputs, assumed) : calculateResetPath(inputs, assumed);
}

/** The campaign of everybody, as the `reset` section of a forecast shows it. */
export function resetOf({ population, returns }: PathInputs, assumed: Assumed): ResetNumbers {
  return calculateReset({ ...population, back: (day) => returns.everybody(day) }, assumed);
}

function calculateBulk({ population, returns, bulkSeconds }: PathInputs, assumed: Assumed): PathNumbers {
  const { customers, portable } = population;
  const rest = resetOf({ population: partOf(population, customers - portable), returns }, assumed);
  const days = (bulkSeconds ?? SECONDS_A_DAY) / SECONDS_A_DAY + assumed.settleDays;
  return priced({ days, crossed: portable, tickets: portable * assumed.bulkContactRate }, rest, assumed);
}

function calculateJit({ population, returns }: PathInputs, assumed: Assumed): PathNumbers {
  const { customers, active } = population;
  const window = assumed.windowDays;
  const came = returns.everybody(window);
  const crossed = customers * came;
  const left = {
    ...partOf(population, customers - crossed),
    active: active * (1 - returns.active(window)),
    back: (day: number) => (came >= 1 ? 0 : (returns.everybody(window + day) - came) / (1 - came)),
  };
  const days = window + assumed.settleDays;
  return priced(
    { days, crossed, tickets: crossed * assumed.jitContactRate },
    calculateReset(left, assumed),
    assumed,
  );
}

function calculateResetPath(inputs: PathInputs, assumed: Assumed): PathNumbers {
  const reset = resetOf(inputs, assumed);
  const days = reset.sendDays + assumed.settleDays;
  return priced({ days, crossed: reset.completed, tickets: 0 }, reset, assumed);
}

/** As many of a population, of which nothing else is known than of the whole. */
function partOf(population: Population, customers: number): Population {
  const share = population.customers === 0 ? 0 : customers / population.customers;
  return {
    customers,
    active: population.active * share,
    reachable: population.reachable * share,
    portable: population.portable * share,
  };
}

function priced(
  own: { readonly days: number; readonly crossed: number; readonly tickets: number },
  rest: ResetNumbers,
  assumed: Assumed,
): PathNumbers {
  const tickets = own.tickets + rest.tickets;
  const helpDesk = tickets * assumed.helpDeskCostPerTicket;
  const twoStacks = own.days * assumed.twoStacksCostPerDay;
  const messages = rest.messages * assumed.resetMessageCost;
  const lostCustomers = rest.lost * assumed.customerValue;
  return {
    days: own.days,
    crossed: own.crossed,
    lost: rest.lost,
    tickets,
    helpDeskHours: (tickets * assumed.helpDeskMinutesPerTicket) / 60,
    helpDesk,
    twoStacks,
    messages,
    lostCustomers,
    total: helpDesk + twoStacks + messages + lostCustomers,
  };
}
