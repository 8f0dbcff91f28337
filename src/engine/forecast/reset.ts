/**
 * A reset campaign in numbers: who is asked, who answers, who is stopped at the login, who calls, who is lost.
 *
 * A customer sets a new password because a message asked for it, or because they came to log in and were stopped: the
 * first by stated rates, the second by the return times of the population itself.
 *
 * @module
 */
import type { Assumed } from './assumptions.ts';

/** Who is asked to set a new password. */
export interface ResetPopulation {
  readonly customers: number;
  readonly active: number;
  /** Have a verified address. */
  readonly reachable: number;
  /** Share that comes to log in within so many days from the start. */
  back(day: number): number;
}

export interface ResetNumbers {
  readonly messages: number;
  readonly delivered: number;
  readonly opened: number;
  readonly completed: number;
  readonly passkeys: number;
  readonly lost: number;
  readonly tickets: number;
  readonly days: readonly ResetDayNumbers[];
  readonly peakTicketsPerDay: number;
  /** Until the last message is out. */
  readonly sendDays: number;
}

export interface ResetDayNumbers {
  /** First messages so far. */
  readonly sent: number;
  readonly completed: number;
  readonly tickets: number;
}

/** Days looked at one by one. */
export const CAMPAIGN_DAYS = 30;
/** Days after which whoever has neither answered nor come counts as dormant. */
const HORIZON = 90;

export function calculateReset(population: ResetPopulation, assumed: Assumed): ResetNumbers {
  const { customers, active, reachable } = population;
  const opened = assumed.resetDelivered * assumed.resetOpened;
  const once = opened * assumed.resetFollowed;
  const followed = 1 - (1 - once) ** (1 + assumed.resetReminders);
  const messages = reachable * (1 + assumed.resetReminders * (1 - once));
  const sendDays = Math.max(1, Math.ceil(reachable / assumed.resetMessagesPerDay));
  const completedBy = (day: number): number => {
    const asked = followed * answeredBy(day, sendDays, assumed.resetAnswerDays);
    return reachable * (1 - (1 - asked) * (1 - assumed.resetAtLogin * population.back(day)));
  };
  const ticketsBy = (day: number): number => {
    const asked = reachable * Math.min(1, day / sendDays);
    // Without an address there is no way but the help desk.
    const stranded = (customers - reachable) * population.back(day);
    return assumed.resetContactRate * asked + stranded;
  };
  const days = Array.from({ length: CAMPAIGN_DAYS }, (_, index) => ({
    sent: Math.min(reachable, (index + 1) * assumed.resetMessagesPerDay),
    completed: completedBy(index + 1),
    tickets: ticketsBy(index + 1) - ticketsBy(index),
  }));
  const completed = completedBy(HORIZON);
  const failed = reachable * (1 - followed) * population.back(HORIZON) * (1 - assumed.resetAtLogin);
  const dormant = (customers - active) * (1 - (reachable / Math.max(1, customers)) * followed);
  return {
    messages,
    delivered: messages * assumed.resetDelivered,
    opened: messages * opened,
    completed,
    passkeys: completed * assumed.resetPasskeys,
    // The last bit of a difference may fall below nought where everybody has come.
    lost: Math.max(0, Math.min(customers - completed, failed + dormant * assumed.resetDormantLost)),
    tickets: ticketsBy(HORIZON),
    days,
    peakTicketsPerDay: Math.max(...days.map(({ tickets }) => tickets)),
    sendDays,
  };
}

/** Share of those who follow a message at all that has done so by the end of a day, over all days of sending. */
function answeredBy(day: number, sendDays: number, halfLife: number): number {
  let sum = 0;
  for (let sentOn = 1; sentOn <= Math.min(day, sendDays); sentOn += 1)
    sum += 1 - 2 ** (-(day - sentOn + 1) / Math.max(halfLife, 0.01));
  return sum / sendDays;
}
