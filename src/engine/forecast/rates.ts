/**
 * How unlike customers are: a Gamma distribution of login rates, as weights on fixed rates.
 *
 * The rates stand on a grid of equal steps of the logarithm. There the trapezoid rule is exact to far below what data
 * can tell (Trefethen and Weideman, SIAM Review 56, 2014), and everything that depends on a rate alone is computed
 * once, whatever the parameters.
 *
 * @module
 */

/** Logins a day: from once in three centuries to one every quarter of an hour. */
const SLOWEST = 1e-5;
const FASTEST = 100;
/** A Gamma of shape 20 is met to three digits; customers that are more alike than that were never seen. */
const STEP = 0.4;

export const RATES: Float64Array = Float64Array.from(
  { length: Math.ceil(Math.log(FASTEST / SLOWEST) / STEP) + 1 },
  (_, index) => SLOWEST * Math.exp(index * STEP),
);

/**
 * Share of customers at each rate, for a Gamma of this shape and scale (days). What is missing from 1 never logs in
 * again: rates below the slowest.
 */
export function rateWeights(shape: number, scaleDays: number, into = new Float64Array(RATES.length)) {
  const constant = shape * Math.log(scaleDays) - logGamma(shape) + Math.log(STEP);
  let sum = 0;
  for (let index = 0; index < RATES.length; index += 1) {
    const rate = RATES[index] ?? 0;
    const weight = Math.exp(constant + shape * Math.log(rate) - scaleDays * rate);
    into[index] = weight;
    sum += weight;
  }
  // At the ends of what can be represented the rule overshoots by a little; shares have to stay shares.
  if (sum > 1) for (let index = 0; index < RATES.length; index += 1) into[index] = (into[index] ?? 0) / sum;
  return into;
}

/** Lanczos (1964) with g = 7 and nine terms: fifteen digits for every positive number. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

export function logGamma(of: number): number {
  if (of < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * of)) - logGamma(1 - of);
  const shifted = of - 1;
  const t = shifted + 7.5;
  const series = LANCZOS.reduce(
    (sum, term, index) => sum + (index === 0 ? term : term / (shifted + index)),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}
