/**
 * Who comes back by themselves, and when: from last logins to curves with intervals.
 *
 * A curve is drawn many times, each with parameters that fit the data about as well, with the chance of so many
 * customers, and with the error that the hold-outs showed and chance does not explain. The intervals are what lies in
 * the middle of these curves.
 *
 * @module
 */
import type { RecencyCell } from '../assess/assessment.ts';
import { CURVE_DAYS } from './curve-days.ts';
import { curveOf, type DrawnCurves, rounded, tailsOf, wholeEstimate, windowsOf } from './curves.ts';
import { checkData, type DataChecks } from './data-checks.ts';
import { drawEmpirical } from './empirical.ts';
import { quantileOf, scaleEstimate } from './estimate.ts';
import { drawPlausible, findBest } from './fit.ts';
import type { FittedModel, HoldOut, ParallelRun, Reservation } from './forecast.ts';
import { type Goodness, goodnessOf } from './goodness.ts';
import { HIDDEN_DAYS, holdOut, logOdds, type TriedHoldOut } from './hold-out.ts';
import { type Parameters, prepareLikelihood } from './likelihood.ts';
import { newcomersPerDay } from './newcomers.ts';
import { createPredictor, type Predictor } from './predict.ts';
import { createRandom, type Random } from './random.ts';
import { type RecencyTable, toRecencyTable } from './recency-table.ts';

export interface ReturnOptions {
  readonly seed: number;
  /** Whoever logged in within so many days counts as active. */
  readonly activeDays: number;
  /** Customers whose last login the source does not tell: they stand in no cell. */
  readonly unknown?: number;
  /** Curves; more make the ends of intervals steadier. */
  readonly draws?: number;
}

/** A quarter is what support and marketing mean by active; the next season's customers are not lost yet. */
export const ACTIVE_DAYS = 90;
const DRAWS = 400;
/** Share of customers by which model and data may differ; beyond it the past itself is the better forecast. */
const WORST_GAP = 0.1;
const POOR_GAP = 0.03;
/** Of a million customers, chance leaves room for so little that every model misses by something. */
const WORTH_SAYING = 0.005;

export function forecastReturns(cells: readonly RecencyCell[], options: ReturnOptions): ParallelRun {
  const table = toRecencyTable(cells, HIDDEN_DAYS);
  const checks = checkData(cells, table);
  const active = activeCells(table, options.activeDays);
  const newcomers = newcomersPerDay(cells);
  const base = {
    customers: table.customers,
    unknown: table.unknown + (options.unknown ?? 0),
    active: active.reduce((sum, { count }) => sum + count, 0),
    activeDays: options.activeDays,
    ...(newcomers === undefined ? {} : { newcomersPerDay: rounded(newcomers) }),
  };
  if (checks.method === 'none') {
    const { method, reservations } = checks;
    return { ...base, method, reservations, curve: [], windows: [], tails: [], holdOuts: [] };
  }
  const random = createRandom(options.seed);
  const modelled = checks.method === 'model' ? drawModel(table, checks, options, random) : undefined;
  const usable = modelled !== undefined && modelled.model.largestGap <= WORST_GAP;
  const drawn = usable
    ? modelled.drawn
    : drawEmpirical(table, { random, draws: options.draws ?? DRAWS, activeDays: options.activeDays });
  const curve = curveOf(drawn);
  const [firstDay] = curve;
  return {
    ...base,
    method: usable ? 'model' : 'empirical',
    reservations: [...checks.reservations, ...(modelled?.reservations ?? [])],
    curve,
    windows: windowsOf(drawn),
    tails: tailsOf(drawn, table.customers),
    ...(firstDay === undefined
      ? {}
      : { firstDay: wholeEstimate(scaleEstimate(firstDay.everybody, table.customers)) }),
    ...(modelled === undefined ? {} : { model: modelled.model }),
    holdOuts: (modelled?.holdOuts ?? []).map(withoutDoubt),
  };
}

function activeCells({ cells, edges }: RecencyTable, activeDays: number) {
  return cells.filter(({ from, to }) => to >= 0 && (edges[from] ?? 0) < activeDays);
}

interface Fit {
  readonly best: Parameters;
  readonly draws: readonly Parameters[];
}

interface Modelled {
  readonly drawn: DrawnCurves;
  readonly model: FittedModel;
  readonly holdOuts: readonly TriedHoldOut[];
  readonly reservations: readonly Reservation[];
}

function drawModel(
  table: RecencyTable,
  { withoutLeaving }: DataChecks,
  { draws = DRAWS, activeDays }: ReturnOptions,
  random: Random,
): Modelled {
  const likelihood = prepareLikelihood(table);
  const start = findBest(likelihood, { withoutLeaving, dispersion: 1 });
  const goodness = goodnessOf(table, likelihood, start);
  const { dispersion } = goodness;
  const best = findBest(likelihood, { withoutLeaving, dispersion, start });
  const fit = {
    best,
    draws: drawPlausible(likelihood, best, draws, random, { withoutLeaving, dispersion }),
  };
  const holdOuts = HIDDEN_DAYS.flatMap(
    (days) => holdOut(table, likelihood, days, { random, dispersion, withoutLeaving, start }) ?? [],
  );
  const modelError = rootMeanSquare(holdOuts.map(({ beyondChance }) => beyondChance));
  const cellsOf = { everybody: table.cells, active: activeCells(table, activeDays) };
  const doubts = fit.draws.map(() => modelError * random.student(DOUBT_DEGREES));
  const drawn = {
    everybody: drawCurves(createPredictor(table, cellsOf.everybody, likelihood), fit, doubts, random),
    active: drawCurves(createPredictor(table, cellsOf.active, likelihood), fit, doubts, random),
  };
  const model = describeModel(fit, goodness, modelError);
  return { drawn, model, holdOuts, reservations: doubtsAbout(fit, model, holdOuts) };
}

/** Three hold-outs have shown the error: its size is itself a guess. */
const DOUBT_DEGREES = 4;

function drawCurves(predictor: Predictor, fit: Fit, doubts: readonly number[], random: Random) {
  const { customers } = predictor;
  const chance = predictor.variance(fit.best, CURVE_DAYS).map((one) => Math.sqrt(one) / customers);
  return fit.draws.map((parameters, draw) => {
    const prediction = predictor.of(parameters);
    const luck = random.normal();
    let before = 0;
    return Float64Array.from(CURVE_DAYS, (day, index) => {
      const share = prediction.crossed(day) / customers + luck * (chance[index] ?? 0);
      const shifted = 1 / (1 + Math.exp(-logOdds(share) - (doubts[draw] ?? 0)));
      before = Math.max(before, shifted);
      return before;
    });
  });
}

function describeModel({ best, draws }: Fit, { dispersion, largestGap }: Goodness, modelError: number) {
  const middle = (of: (draw: Fit['best']) => number): number =>
    toDigits(quantileOf(Float64Array.from(draws, of).sort(), 0.5));
  return {
    meanRate: toDigits(best.shape / best.scaleDays),
    shape: middle(({ shape }) => shape),
    scaleDays: middle(({ scaleDays }) => scaleDays),
    neverShare: middle(({ never }) => never),
    leavesPerYear: middle(({ leaving }) => -Math.expm1(-365 * leaving)),
    dispersion: toDigits(dispersion),
    modelError: toDigits(modelError),
    largestGap: toDigits(largestGap),
  };
}

/** What is uncertain about the model itself, in words. */
function doubtsAbout(
  { draws }: Fit,
  { largestGap }: FittedModel,
  holdOuts: readonly HoldOut[],
): readonly Reservation[] {
  const leaving = Float64Array.from(draws, (draw) => draw.leaving).sort();
  const [low, high] = [quantileOf(leaving, 0.025), quantileOf(leaving, 0.975)];
  const yearly = (rate: number) => `${(-100 * Math.expm1(-365 * rate)).toFixed(1)} %`;
  const missed = holdOuts.filter(
    ({ predicted: { p95 }, observed, error }) =>
      (observed < p95[0] || observed > p95[1]) && Math.abs(error) > WORTH_SAYING,
  );
  return [
    ...(largestGap > POOR_GAP
      ? [{ code: 'POOR_FIT', found: `model and data differ by ${points(largestGap)}` } as const]
      : []),
    ...missed.map(({ days, predicted, observed }) => ({
      code: 'HOLD_OUT_MISSED' as const,
      found: `of the last ${days} days it would have said ${share(predicted.value)}, and ${share(observed)} came`,
    })),
    ...(high === 0 || high > 10 * low
      ? [
          {
            code: 'DROPOUT_UNCERTAIN' as const,
            found:
              high === 0
                ? 'without the day they joined, leaving cannot be told from slowness'
                : `between ${yearly(low)} and ${yearly(high)} a year leave for good`,
          },
        ]
      : []),
  ];
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function points(value: number): string {
  return `${(100 * value).toFixed(1)} points`;
}

function withoutDoubt({ beyondChance: _, ...rest }: TriedHoldOut): HoldOut {
  return {
    ...rest,
    predicted: rounded(rest.predicted),
    observed: toDigits(rest.observed),
    error: toDigits(rest.error),
  };
}

function rootMeanSquare(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function toDigits(value: number): number {
  return Number(value.toPrecision(5));
}
