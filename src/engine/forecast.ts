/**
 * Foresees a crossing: who comes back by themselves, how long an import takes, what a reset campaign does, and what each
 * path costs. Pure: the same input gives the same bytes.
 *
 * docs/forecast.md says what it stands on; `src/engine/forecast/` has one file for each part.
 *
 * @module
 */
import type { Assessment, Census, OpenPath, Outlook } from './assess/assessment.ts';
import { type GivenAssumption, statedValues, withAssumptions } from './forecast/assumptions.ts';
import { forecastBulk, type MeasuredRate } from './forecast/bulk.ts';
import { comparePaths, decide, forecastReset } from './forecast/compare-paths.ts';
import type { Assumption, Forecast, ParallelRun } from './forecast/forecast.ts';
import { judgePath, type LegacyFacts, type PathFacts } from './forecast/judge-path.ts';
import { CROSSING_PATHS } from './forecast/paths.ts';
import { describePopulation } from './forecast/population.ts';
import { drawScenarios } from './forecast/ranges.ts';
import { ACTIVE_DAYS, forecastReturns } from './forecast/return-time.ts';

export interface ForecastOptions {
  /** A cohort of the assessment; absent: everybody. */
  readonly cohort?: string;
  /** The target whose outlook counts; absent: the first one of the assessment. */
  readonly target?: string;
  readonly assume?: Readonly<Record<string, GivenAssumption>>;
  /** Absent: no live legacy. */
  readonly legacy?: LegacyFacts;
  /** What a run or a rehearsal has shown, and into which target it went. */
  readonly measured?: { readonly target: string; readonly rate: MeasuredRate };
  readonly seed?: number;
  readonly activeDays?: number;
  /** Of an earlier forecast of the same population: what-if then costs milliseconds instead of a fit. */
  readonly parallelRun?: ParallelRun;
}

/** Any number does; that it is always the same one makes two forecasts comparable. */
const SEED = 20_261_120;
const SECONDS_AN_HOUR = 3_600;

/** @throws {FootbridgeError} CONFIG_INVALID for an assumption that is none. */
export function forecastCrossing(assessment: Assessment, options: ForecastOptions = {}): Forecast {
  const { seed = SEED, cohort } = options;
  const census = censusOf(assessment, cohort);
  const outlooks = outlooksFor(assessment, options);
  const assumptions = withAssumptions(options.assume);
  const facts = gatherFacts(census, outlooks[0], assumptions, options);
  const { population, parallelRun } = facts;
  const bulk = outlooks.map(({ target: id, limits }) => {
    const rate = options.measured?.target === id ? options.measured.rate : undefined;
    return forecastBulk(
      population.portable,
      { id, ...(limits === undefined ? {} : { limits }) },
      assumptions,
      rate,
    );
  });
  const comparison = { population, parallelRun, bulk: bulk[0], facts, assumptions };
  const scenarios = drawScenarios(assumptions, seed);
  const paths = comparePaths(comparison, scenarios);
  return {
    document: 'footbridge-forecast',
    version: 1,
    population: cohort ?? 'everybody',
    customers: census.identities,
    asOf: assessment.asOf,
    seed,
    parallelRun,
    bulk,
    reset: forecastReset(comparison, scenarios),
    paths,
    decision: decide(comparison, paths),
    assumptions,
  };
}

/** Which paths are open to everybody, and why the others are not: the part of a forecast that an assessment says. */
export function openPaths(assessment: Assessment, options: ForecastOptions = {}): readonly OpenPath[] {
  const assumptions = withAssumptions(options.assume);
  const [outlook] = outlooksFor(assessment, options);
  const facts = gatherFacts(censusOf(assessment, options.cohort), outlook, assumptions, options);
  return CROSSING_PATHS.map((path) => {
    const refused = judgePath(path, facts);
    return { path, ...(refused === undefined ? {} : { refused: refused.reason }) };
  });
}

function gatherFacts(
  census: Census,
  outlook: Outlook | undefined,
  assumptions: readonly Assumption[],
  { seed = SEED, activeDays = ACTIVE_DAYS, legacy, parallelRun: known }: ForecastOptions,
): PathFacts {
  const unknown = census.activity.unknown;
  const parallelRun = known ?? forecastReturns(census.recency, { seed, activeDays, unknown });
  return {
    population: describePopulation(census, parallelRun, outlook),
    parallelRun,
    peakLoginsPerSecond: peakLogins(parallelRun, statedValues(assumptions).peakHourShare),
    ...(legacy === undefined ? {} : { legacy }),
  };
}

function outlooksFor({ outlooks }: Assessment, { target: named }: ForecastOptions): readonly Outlook[] {
  return outlooks.filter(({ target }) => target === (named ?? target));
}

function censusOf({ everybody, cohorts }: Assessment, cohort: string | undefined): Census {
  if (cohort === undefined) return everybody;
  const census = Object.hasOwn(cohorts, cohort) ? cohorts[cohort] : undefined;
  if (census === undefined) throw new RangeError(`the assessment has no cohort "${cohort}"`);
  return census;
}

/** Customers of the first day in its busiest hour, as many as it may be: what the legacy is asked at its worst. */
function peakLogins({ firstDay }: ParallelRun, peakHourShare: number): number {
  return ((firstDay?.p95[1] ?? 0) * peakHourShare) / SECONDS_AN_HOUR;
}
