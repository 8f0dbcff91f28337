/**
 * Every number a forecast needs that nobody has counted yet, with where it comes from.
 *
 * A source is something that was read, with its year; what is nobody's finding is marked as ours and waits to be
 * replaced: `assume` in the configuration, or `--assume name=value`. docs/assumptions.md is generated from here.
 *
 * @module
 */
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Assumption } from './forecast.ts';

/** What stands where no source does. */
export const OURS = 'assumption of ours: replace it';

interface Entry extends Omit<Assumption, 'name'> {
  /** What it means, for the table. */
  readonly means: string;
}

export const ASSUMPTIONS = {
  helpDeskCostPerTicket: {
    means: 'What one ticket costs, everything included',
    value: 18.5,
    low: 9.25,
    high: 70,
    unit: 'USD',
    source:
      'HDI: median of all channels in 2016 18.50, half of it for a reset (thinkhdi.com, "Let’s Be Careful How We Spend Our Money", 2017); 70 is quoted everywhere as Forrester’s for a reset in a large enterprise, lost work included, and its original was not found',
  },
  helpDeskMinutesPerTicket: {
    means: 'Minutes somebody works on one ticket',
    value: 6,
    low: 2,
    high: 20,
    unit: 'minutes',
    source:
      'MetricNet: a typical password reset takes one to three minutes (metricnet.com, "Metrics That Matter: Ticket Handle Time"); ten to twenty with proof of identity (bloksec.com, "Password Reset Is Costing Your Mortgage Help Desk"); the middle is ours',
  },
  bulkContactRate: {
    means: 'Customers who write to support although nothing changes for them',
    value: 0.001,
    low: 0.0002,
    high: 0.005,
    unit: 'share of customers',
    source: OURS,
  },
  jitContactRate: {
    means: 'Customers who write to support while they cross at a login',
    value: 0.003,
    low: 0.001,
    high: 0.01,
    unit: 'share of customers who cross so',
    source: OURS,
  },
  resetContactRate: {
    means: 'Customers who write to support because they have to set a new password',
    value: 0.03,
    low: 0.01,
    high: 0.1,
    unit: 'share of customers asked or stopped at the login',
    source: OURS,
  },
  resetDelivered: {
    means: 'Messages that arrive',
    value: 0.98,
    low: 0.9,
    high: 0.99,
    unit: 'share of messages',
    source:
      'Mailchimp: 0.4 % hard and 0.6 % soft bounces (mailchimp.com, "Email Marketing Statistics and Benchmarks by Industry", October 2019), of lists in use; old addresses are worse, and how much is ours',
  },
  resetOpened: {
    means: 'Messages that are opened',
    value: 0.35,
    low: 0.3,
    high: 0.4,
    unit: 'share of delivered messages',
    source:
      'Mailjet: 30 to 40 % for transactional messages (documentation.mailjet.com, "What is a normal open rate?")',
  },
  resetFollowed: {
    means: 'Those who opened it and set a new password',
    value: 0.33,
    low: 0.13,
    high: 0.6,
    unit: 'share of opened messages',
    source:
      'Of 63 customers of breached sites 33 % changed their password, 13 % within three months (study of 249 participants, abstract at schneier.com/blog/archives/2020/06/password_changi.html); they were advised and not forced, so the high end is ours',
  },
  resetAtLogin: {
    means: 'Those who come to log in, are stopped, and finish the reset there',
    value: 0.85,
    low: 0.6,
    high: 0.95,
    unit: 'share of customers who come back',
    source: OURS,
  },
  resetDormantLost: {
    means: 'Dormant customers who would have come back one day and do not because of the reset',
    value: 0.2,
    low: 0.1,
    high: 0.3,
    unit: 'share of dormant customers',
    source:
      'A forced reset "kills 10 to 30 percent of dormant accounts" (guptadeepak.com, CIAM Compass, "User migration", 2026); the middle is ours',
  },
  resetReminders: {
    means: 'Reminders to those who have not answered',
    value: 1,
    low: 0,
    high: 2,
    unit: 'messages',
    source: OURS,
  },
  resetMessagesPerDay: {
    means: 'Messages sent a day, so that neither mailboxes nor the help desk are flooded',
    value: 20_000,
    low: 5_000,
    high: 50_000,
    unit: 'messages a day',
    source: OURS,
  },
  resetAnswerDays: {
    means: 'Days in which half of those who follow a message do so',
    value: 1,
    low: 0.3,
    high: 4,
    unit: 'days',
    source: OURS,
  },
  resetPasskeys: {
    means: 'Those who make a passkey when the reset page offers one',
    value: 0.2,
    low: 0.05,
    high: 0.83,
    unit: 'share of completed resets',
    source:
      'Up to 83 % where the prompt is well made (dev.to/vdelitz, Passkey Benchmark 2026); 20 % on desktops against 55 to 60 % on phones of the adoption seen by OneSpan (nhimg.org, 2025); the low end is ours',
  },
  resetMessageCost: {
    means: 'What one message costs',
    value: 0.0004,
    low: 0.0001,
    high: 0.001,
    unit: 'USD',
    source: 'Prices of five senders, 0.10 to 1.00 for a thousand (gist.github.com/Kovah, 2020)',
  },
  windowDays: {
    means: 'Days for which legacy and target run side by side, where customers cross at a login',
    value: 90,
    low: 30,
    high: 180,
    unit: 'days',
    source: OURS,
  },
  settleDays: {
    means: 'Days for which the legacy is kept after everybody has crossed, in case of a way back',
    value: 14,
    low: 7,
    high: 30,
    unit: 'days',
    source: OURS,
  },
  twoStacksCostPerDay: {
    means: 'What the legacy costs for each day it lives on: licences, machines, people',
    value: 500,
    low: 100,
    high: 2_000,
    unit: 'USD a day',
    source: OURS,
  },
  customerValue: {
    means: 'What a lost customer would have brought',
    value: 50,
    low: 10,
    high: 200,
    unit: 'USD',
    source: OURS,
  },
  peakHourShare: {
    means: 'Logins in the busiest hour',
    value: 0.12,
    low: 0.08,
    high: 0.25,
    unit: 'share of the logins of a day',
    source: OURS,
  },
  bulkRateReached: {
    means: 'How much of a documented rate is reached in the end',
    value: 0.7,
    low: 0.4,
    high: 1,
    unit: 'share of the rate',
    source: OURS,
  },
} as const satisfies Record<string, Entry>;

export type AssumptionName = keyof typeof ASSUMPTIONS;

/** One number for each: what a single calculation goes by. */
export type Assumed = Readonly<Record<AssumptionName, number>>;

/** What an operator says in place of ours: a number, or a number with its ends. */
export type GivenAssumption =
  | number
  | {
      readonly value: number;
      readonly low?: number | undefined;
      readonly high?: number | undefined;
      readonly source?: string | undefined;
    };

export const ASSUMPTION_NAMES = Object.keys(ASSUMPTIONS) as AssumptionName[];

/**
 * All assumptions, the operator's in place of ours. A number alone is sure: it has no ends.
 *
 * @throws {FootbridgeError} CONFIG_INVALID for a name that is none and a number that cannot be.
 */
export function withAssumptions(
  given: Readonly<Record<string, GivenAssumption>> = {},
): readonly Assumption[] {
  for (const [name, one] of Object.entries(given)) checkGiven(name, one);
  return ASSUMPTION_NAMES.map((name) => {
    const { means: _, ...ours } = ASSUMPTIONS[name];
    const yours = Object.hasOwn(given, name) ? given[name] : undefined;
    if (yours === undefined) return { name, ...ours };
    const { value, low, high, source } = typeof yours === 'number' ? { value: yours } : yours;
    return {
      name,
      unit: ours.unit,
      value,
      low: low ?? value,
      high: high ?? value,
      source: source ?? 'yours',
    };
  });
}

function checkGiven(name: string, given: GivenAssumption): void {
  if (!(ASSUMPTION_NAMES as readonly string[]).includes(name))
    throw invalid(name, `there is no such assumption${didYouMean(name, ASSUMPTION_NAMES)}`);
  const { unit } = ASSUMPTIONS[name as AssumptionName];
  const { value, low, high } = typeof given === 'number' ? { value: given } : given;
  const numbers = [low ?? value, value, high ?? value];
  const most = unit.startsWith('share') ? 1 : Number.POSITIVE_INFINITY;
  if (!numbers.every((one) => Number.isFinite(one) && one >= 0 && one <= most))
    throw invalid(name, most === 1 ? 'a share lies between 0 and 1' : 'a number that is not below 0');
  if (numbers.some((one, index) => one < (numbers[index - 1] ?? 0)))
    throw invalid(name, 'low, value and high have to stand in this order');
}

function invalid(name: string, reason: string): FootbridgeError {
  return new FootbridgeError('CONFIG_INVALID', `The assumption "${name}": ${reason}`, { facts: { name } });
}

/** Each at its stated value. */
export function statedValues(assumptions: readonly Assumption[]): Assumed {
  return toAssumed(assumptions, ({ value }) => value);
}

export function toAssumed(assumptions: readonly Assumption[], of: (one: Assumption) => number): Assumed {
  return Object.fromEntries(assumptions.map((one) => [one.name, of(one)])) as Assumed;
}
