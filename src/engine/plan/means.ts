/**
 * What there is to cross with: which paths it refuses, and what the others would cost.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import type { Forecast, PathForecast } from '../forecast/forecast.ts';
import type { LegacyFacts } from '../forecast/judge-path.ts';
import { formatNumber } from '../forecast/numbers.ts';

export interface MeansGiven {
  /** A live legacy is configured, or was probed. */
  readonly legacy?: LegacyFacts;
  /** A hook is configured, by which the target asks us. */
  readonly hooks: boolean;
}

export interface Means {
  readonly hooks: boolean;
  /** Why this population cannot take a path; undefined: it can. */
  refuse(path: Path, cohort: string): string | undefined;
  /** What the path costs this population; undefined: nobody has calculated it. */
  costOf(path: Path, cohort: string): number | undefined;
  /** `costs about 1,200 (600 to 3,000)`. */
  sayCost(path: Path, cohort: string): string | undefined;
}

export function meansOf({ hooks }: MeansGiven, forecasts: readonly Forecast[]): Means {
  const find = (path: Path, cohort: string): PathForecast | undefined =>
    forecasts.find(({ population }) => population === cohort)?.paths.find((one) => one.path === path);
  return {
    hooks,
    refuse: (path, cohort) => find(path, cohort)?.refused?.reason,
    costOf: (path, cohort) => find(path, cohort)?.cost.total.value,
    sayCost(path, cohort) {
      const found = find(path, cohort);
      if (found === undefined) return undefined;
      const { value, low, high } = found.cost.total;
      return `about ${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;
    },
  };
}
