/**
 * Can the data carry a model of return times at all? What speaks against it is said with a code, and decides how far
 * a forecast goes.
 *
 * @module
 */
import type { RecencyCell } from '../assess/assessment.ts';
import type { Reservation } from './forecast.ts';
import type { RecencyTable } from './recency-table.ts';

export interface DataChecks {
  /** The best that the data allow. */
  readonly method: 'model' | 'empirical' | 'none';
  readonly reservations: readonly Reservation[];
  /** Most have no tenure: leaving is not to be told from slowness. */
  readonly withoutLeaving: boolean;
}

/** Customers with a last login, below which intervals would fill the page. */
const FEWEST = 50;
/** Below it a forecast is made and its width is not the only doubt. */
const FEW = 300;
/** Days; a history that is shorter than a season has seen nobody come back after one. */
const SHORT = 120;

export function checkData(cells: readonly RecencyCell[], table: RecencyTable): DataChecks {
  const ages = agesOf(cells);
  const logged = [...ages.values()].reduce((sum, count) => sum + count, 0);
  const rounded = roundedTo(ages);
  const touched = rounded === undefined ? oneDay(ages, logged) : undefined;
  const fatal = noLastLogin(cells, logged) ?? tooFew(logged) ?? touched;
  if (fatal !== undefined) return { method: 'none', reservations: [fatal], withoutLeaving: true };
  const { customers, withoutTenure, contradicted } = table;
  const reservations = [
    ...(rounded === undefined ? [] : [rounded]),
    ...when(logged < FEW, 'TOO_FEW', `${logged} customers have a last login`),
    ...when(
      withoutTenure > customers * 0.1,
      'TENURE_UNKNOWN',
      `nobody knows when ${percent(withoutTenure, customers)} of them joined`,
    ),
    ...when(
      contradicted > customers * 0.01,
      'TENURE_CONTRADICTED',
      `${percent(contradicted, customers)} logged in last before they joined`,
    ),
    ...when(
      Math.max(...table.tenures) < SHORT,
      'SHORT_HISTORY',
      `the oldest account is ${Math.round(Math.max(...table.tenures))} days old`,
    ),
  ];
  return {
    method: rounded === undefined ? 'model' : 'empirical',
    reservations,
    withoutLeaving: withoutTenure > customers * 0.5,
  };
}

/** Customers by the day of their last login, where that is a login of its own and not the sign-up. */
function agesOf(cells: readonly RecencyCell[]): ReadonlyMap<number, number> {
  const ages = new Map<number, number>();
  for (const { ageDays, tenureDays, count } of cells) {
    if (ageDays === null || (tenureDays !== null && ageDays >= tenureDays)) continue;
    ages.set(ageDays, (ages.get(ageDays) ?? 0) + count);
  }
  return ages;
}

function noLastLogin(cells: readonly RecencyCell[], logged: number): Reservation | undefined {
  if (logged > 0) return undefined;
  const stated = cells.some(({ ageDays }) => ageDays !== null);
  const found = stated
    ? 'the only login the source knows of anybody is the sign-up'
    : 'the source does not say when anybody logged in last';
  return { code: 'NO_LAST_LOGIN', found };
}

function tooFew(logged: number): Reservation | undefined {
  if (logged >= FEWEST) return undefined;
  return { code: 'TOO_FEW', found: `${logged} customers have a last login, ${FEWEST} are needed` };
}

/** Something else than customers wrote the column: half of them on one day of the past, or all of them on the last. */
function oneDay(ages: ReadonlyMap<number, number>, logged: number): Reservation | undefined {
  for (const [age, count] of ages) {
    const most = age < 2 ? 0.98 : 0.5;
    if (count <= logged * most) continue;
    const found = `${percent(count, logged)} of all last logins lie ${age} days back`;
    return { code: 'ONE_DAY', found };
  }
  return undefined;
}

/** Days that stand alone: customers come on neighbouring days, a rounded column does not. */
function roundedTo(ages: ReadonlyMap<number, number>): Reservation | undefined {
  const days = [...ages].filter(([age]) => age >= 2 && age <= 58);
  const alone = days.filter(
    ([age, count]) => (ages.get(age - 1) ?? 0) + (ages.get(age + 1) ?? 0) < count * 0.02,
  );
  const all = sumOf(days);
  // One day that stands alone is not a month that was rounded: something has happened on it.
  if (all < 100 || alone.length < 2 || sumOf(alone) < all * 0.8) return undefined;
  return { code: 'ROUNDED', found: `last logins of the last two months lie on ${days.length} of their days` };
}

function sumOf(days: readonly (readonly [age: number, count: number])[]): number {
  return days.reduce((sum, [, count]) => sum + count, 0);
}

function when(holds: boolean, code: Reservation['code'], found: string): readonly Reservation[] {
  return holds ? [{ code, found }] : [];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(part < whole * 0.1 ? 1 : 0)} %`;
}
