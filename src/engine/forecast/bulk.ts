/**
 * How long a bulk import takes: from what a run or a rehearsal has measured, else from what the target's limits say. A range.
 *
 * @module
 */
import type { TargetLimits } from '../../targets/target.ts';
import type { Assumption, BulkForecast, Range } from './forecast.ts';

interface Observed {
  /** Customers a second over all of it, and of its slowest and fastest tenth of batches. */
  readonly rate: Range;
  readonly customers: number;
}

/** Observed by an import of this ledger, or by a rehearsal. */
export type MeasuredRate =
  | (Observed & { readonly run: number })
  | (Observed & {
      readonly rehearsal: { readonly at: string; readonly place: 'here' | 'elsewhere' | 'unknown' };
    });

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
    const basis = 'run' in measured ? 'run' : 'rehearsal';
    return {
      target,
      customers,
      ...lasting(customers, measured.rate),
      basis,
      source: describeMeasured(measured),
      notes,
    };
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

const PLACES = {
  here: ' in this very target',
  elsewhere: ' in another one of its kind',
  unknown: '',
} as const;

function describeMeasured(measured: MeasuredRate): string {
  const customers = measured.customers.toLocaleString('en-US');
  if ('run' in measured) return `run ${measured.run} of this ledger, ${customers} customers`;
  const { at, place } = measured.rehearsal;
  return `rehearsal of ${at.slice(0, 10)}${PLACES[place]}, ${customers} made-up customers`;
}

/** The slowest rate lasts longest. */
function lasting(customers: number, rate: Range): { readonly seconds: Range; readonly rate: Range } {
  const at = (perSecond: number) => Math.ceil(customers / Math.max(perSecond, 1e-6));
  return { rate, seconds: { value: at(rate.value), low: at(rate.high), high: at(rate.low) } };
}
