/**
 * What a forecast says, as data: the JSON `footbridge forecast` prints, what the report draws and what a plan embeds.
 *
 * Types only. Every number that is not counted but foreseen is an `Estimate` and carries its intervals; whatever the
 * data cannot carry is said in `reservations`, with a code of docs/forecast.md.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import type { RefusalCode, ReservationCode } from './codes.ts';

/** Lowest and highest. */
export type Interval = readonly [low: number, high: number];

/** A number nobody has counted: the middle of what is expected, and where it lies in 50, 80 and 95 of 100 cases. */
export interface Estimate {
  readonly value: number;
  readonly p50: Interval;
  readonly p80: Interval;
  readonly p95: Interval;
}

/** Days, as an `Estimate`; `null`: not within `LONGEST_WINDOW` days. */
export interface DaysEstimate {
  readonly value: number | null;
  readonly p50: readonly [low: number | null, high: number | null];
  readonly p80: readonly [low: number | null, high: number | null];
  readonly p95: readonly [low: number | null, high: number | null];
}

/**
 * A number from stated rates: `value` with each of them as stated; `low` and `high` enclose 80 of 100 cases in which
 * every rate lies somewhere between its own ends, most likely where it is stated.
 */
export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Forecast {
  readonly document: 'footbridge-forecast';
  readonly version: 1;
  /** A cohort, or `everybody`. */
  readonly population: string;
  readonly customers: number;
  /** What days are counted from: `asOf` of the assessment. */
  readonly asOf: string;
  /** The same input and the same seed give the same bytes. */
  readonly seed: number;
  readonly parallelRun: ParallelRun;
  /** One for each target that was asked, in the order asked. */
  readonly bulk: readonly BulkForecast[];
  readonly reset: ResetForecast;
  /** Side by side: what each path costs if this population takes it. */
  readonly paths: readonly PathForecast[];
  /** The path with the lowest cost among those that were not refused, and which assumptions would change that. */
  readonly decision: Decision;
  readonly assumptions: readonly Assumption[];
}

/** Who comes back by themselves while legacy and target run side by side. */
export interface ParallelRun {
  /** `model`: fitted return times. `empirical`: as many as came in the last N days. `none`: the data cannot say. */
  readonly method: 'model' | 'empirical' | 'none';
  readonly reservations: readonly Reservation[];
  /** Customers the data say enough about; the others stand under `unknown`. */
  readonly customers: number;
  readonly unknown: number;
  /** Logged in within `activeDays` before `asOf`. */
  readonly active: number;
  readonly activeDays: number;
  /** Shares, 0 to 1, crossed by the end of that day. Empty with method `none`. */
  readonly curve: readonly CurvePoint[];
  readonly windows: readonly Window[];
  /** Who must take another path, after each window worth considering. */
  readonly tails: readonly Tail[];
  /** Sign-ups while it runs: they begin on the target and do not cross. Absent: nobody knows when people joined. */
  readonly newcomersPerDay?: Estimate;
  /** First logins on the first day, when most come: what the legacy must stand, apart from repeated ones. */
  readonly firstDay?: Estimate;
  readonly model?: FittedModel;
  /** What the model would have said of the past, and what happened. */
  readonly holdOuts: readonly HoldOut[];
}

export interface CurvePoint {
  readonly day: number;
  readonly everybody: Estimate;
  readonly active: Estimate;
}

/** How long until such a share of them has crossed. */
export interface Window {
  readonly of: 'everybody' | 'active';
  /** 0.9, 0.95 or 0.99. */
  readonly share: number;
  readonly days: DaysEstimate;
  /** Share of them that has not come by `LONGEST_WINDOW` days. */
  readonly staysAway: Estimate;
}

export interface Tail {
  readonly afterDays: number;
  readonly customers: Estimate;
}

/** Days; two years are longer than any legacy was ever kept for a migration. */
export const LONGEST_WINDOW = 730;

export interface FittedModel {
  /** Mean logins a day of those who still come. */
  readonly meanRate: number;
  /** Shape of the Gamma of rates: the smaller, the more unlike customers are. */
  readonly shape: number;
  /** Days: scale of the Gamma. */
  readonly scaleDays: number;
  /** Share that never comes after joining. */
  readonly neverShare: number;
  /** Share of the others that leaves for good in a year. */
  readonly leavesPerYear: number;
  /** Pearson's chi-square over degrees of freedom: 1 where the model fits, more where logins come in clumps. */
  readonly dispersion: number;
  /** Standard deviation of the error on the scale of log odds that no parameter explains, from the hold-outs. */
  readonly modelError: number;
  /** Share of customers, 0 to 1, that a curve of the model and the ages counted differ by at most. */
  readonly largestGap: number;
}

export interface HoldOut {
  /** The last so many days were hidden. */
  readonly days: number;
  readonly customers: number;
  /** Share of them that logged in within those days. */
  readonly predicted: Estimate;
  readonly observed: number;
  /** observed - predicted. */
  readonly error: number;
}

/** Something the data do not carry, or a limit of what was said. */
export interface Reservation {
  readonly code: ReservationCode;
  /** A sentence with the numbers. */
  readonly found: string;
}

/** How long a bulk import takes. */
export interface BulkForecast {
  readonly target: string;
  readonly customers: number;
  /** Seconds. Undefined: nobody has documented or measured a rate. */
  readonly seconds?: Range;
  /** Customers a second, and where that is said. */
  readonly rate?: Range;
  readonly basis: 'run' | 'rehearsal' | 'measured' | 'documented' | 'assumed' | 'unknown';
  readonly source: string;
  readonly notes: readonly string[];
}

/** A campaign that asks customers to set a new password. */
export interface ResetForecast {
  /** Without an e-mail address or phone nobody can be asked. */
  readonly reachable: number;
  readonly messages: Range;
  readonly delivered: Range;
  readonly opened: Range;
  readonly completed: Range;
  /** Of the completed. */
  readonly passkeys: Range;
  readonly lost: Range;
  readonly tickets: Range;
  /** By the end of each day of the campaign. */
  readonly days: readonly ResetDay[];
  readonly peakTicketsPerDay: Range;
}

export interface ResetDay {
  readonly day: number;
  readonly sent: Range;
  readonly completed: Range;
  /** Tickets on that day. */
  readonly tickets: Range;
}

export interface PathForecast {
  readonly path: Exclude<Path, 'exclude'>;
  /** Absent: it is possible. */
  readonly refused?: Refusal;
  /** Days for which legacy and target both live. */
  readonly days: Range;
  /** By the path itself; the others are asked to set a new password, and what that costs is in here, too. */
  readonly crossed: Range;
  readonly lost: Range;
  readonly tickets: Range;
  readonly helpDeskHours: Range;
  /** In the currency of the assumptions. */
  readonly cost: {
    readonly helpDesk: Range;
    readonly twoStacks: Range;
    readonly messages: Range;
    readonly lostCustomers: Range;
    readonly total: Range;
  };
}

/** Why a path cannot be taken: numbers, not opinions. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly reason: string;
}

export interface Decision {
  /** Undefined: every path was refused. */
  readonly cheapest?: Exclude<Path, 'exclude'>;
  /** Of the others that are possible, the next. */
  readonly next?: Exclude<Path, 'exclude'>;
  /** Largest swing first. */
  readonly sensitivity: readonly Sensitivity[];
}

/** What the total cost does when one assumption goes from its low to its high end and all others stay. */
export interface Sensitivity {
  readonly assumption: string;
  readonly path: Exclude<Path, 'exclude'>;
  readonly atLow: number;
  readonly atHigh: number;
  /** The cheapest path changes somewhere between the two. */
  readonly changesDecision: boolean;
}

/** A number nobody counted, with where it comes from. */
export interface Assumption {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** A citation, `assumption of ours: replace it`, or `yours`. */
  readonly source: string;
}
