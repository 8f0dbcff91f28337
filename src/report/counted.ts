/**
 * Counts as rows of a chart: the most frequent first, the rest together.
 *
 * @module
 */

export interface Row {
  readonly label: string;
  readonly count: number;
}

/**
 * A value that fewer people share can point at them (an e-mail domain of one's own, the only customer of a tenant),
 * and a report is passed around. Five is the usual least size of a cell in published statistics.
 */
const FEWEST = 5;

interface Limits {
  /** More rows than this are not read. */
  readonly most?: number;
  /** The values come out of customers' data. */
  readonly personal?: boolean;
}

export function rowsOf(counts: Readonly<Record<string, number>>, limits: Limits = {}): readonly Row[] {
  const { most = 8, personal = false } = limits;
  const all = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
  const shown = all.filter(([label, count]) => label !== 'others' && (!personal || count >= FEWEST));
  const rows = shown.slice(0, most).map(([label, count]) => ({ label, count }));
  const rest = sum(all.map(([, count]) => count)) - sum(rows.map(({ count }) => count));
  return rest > 0 ? [...rows, { label: 'others', count: rest }] : rows;
}

/** In the order given, without what nobody has. */
export function orderedRows(
  counts: Readonly<Record<string, number>>,
  order: readonly string[],
): readonly Row[] {
  return order.flatMap((label) => {
    const found = counts[label] ?? 0;
    return found > 0 ? [{ label, count: found }] : [];
  });
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
