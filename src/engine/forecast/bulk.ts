/**
 * How long a bulk import takes: from what a run has measured, else from what the target's limits say. A range.
 *
 * @module
 */
import type { TargetLimits } from '../../targets/target.ts';
import type { Assumption, BulkForecast, Range } from './forecast.ts';

/** Observed by a run of this ledger. */
export interface MeasuredRate {
  /** Customers a second over the whole run, and of its slowest and fastest tenth of batches. */
  readonly rate: Range;
  readonly customers: number;
  readonly run: number;
}

export interface BulkTarget {
  readonly id: string;
  readonly limits?: TargetLimits;
}

export function forecastBulk(
  customers: number,
  { id: target, limits }: BulkTarget,
  assumptions: readonly Assumption[],
  measured?: MeasuredRate,
): BulkForecast {
  const notes = limits?.notes ?? [];
  if (measured !== undefined) {
    const source = `run ${measured.run} of this ledger, ${measured.customers.toLocaleString('en-US')} customers`;
    return { target, customers, ...lasting(customers, measured.rate), basis: 'run', source, notes };
  }
  if (limits === undefined)
    return { target, customers, basis: 'unknown', source: 'nobody has documented or measured a rate', notes };
  const { usersPerSecond, basis, source } = limits;
  const reached = assumptions.find(({ name }) => name === 'bulkRateReached');
  const rate =
    reached === undefined
      ? { value: usersPerSecond, low: usersPerSecond, high: usersPerSecond }
      : {
          value: usersPerSecond * reached.value,
          low: usersPerSecond * reached.low,
          high: usersPerSecond * reached.high,
        };
  return { target, customers, ...lasting(customers, rate), basis, source, notes };
}

/** The slowest rate lasts longest. */
function lasting(customers: number, rate: Range): { readonly seconds: Range; readonly rate: Range } {
  const at = (perSecond: number) => Math.ceil(customers / Math.max(perSecond, 1e-6));
  return { rate, seconds: { value: at(rate.value), low: at(rate.high), high: at(rate.low) } };
}
