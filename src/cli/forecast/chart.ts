/**
 * A curve of return times on a terminal: a small chart of characters, readable without colour.
 *
 * @module
 */
import type { CurvePoint, Estimate } from '../../engine/forecast/forecast.ts';

/** Rows of ten per cent each, and columns of about six days: a year in 61 columns. */
const ROWS = 10;
const DAYS_SHOWN = 365;
const COLUMNS = 61;

const ACTIVE = '●';
const EVERYBODY = '○';
/** Where the curve of the active lies in 95 of 100 futures. */
const BAND = '·';

/** Lines of the chart, its axis and its legend below it. */
export function drawCurve(curve: readonly CurvePoint[]): readonly string[] {
  const columns = Array.from({ length: COLUMNS }, (_, column) => {
    const day = (column / (COLUMNS - 1)) * DAYS_SHOWN;
    return {
      active: estimateOn(curve, day, ({ active }) => active),
      everybody: estimateOn(curve, day, ({ everybody }) => everybody),
    };
  });
  const lines = Array.from({ length: ROWS + 1 }, (_, index) => {
    const row = ROWS - index;
    const signs = columns.map(({ active, everybody }) => {
      if (rowOf(active.value) === row) return ACTIVE;
      if (rowOf(everybody.value) === row) return EVERYBODY;
      return rowOf(active.p95[0]) <= row && row <= rowOf(active.p95[1]) ? BAND : ' ';
    });
    return `${`${row * 10} %`.padStart(6)} ┤${signs.join('')}`.trimEnd();
  });
  return [...lines, `${' '.repeat(7)}└${axis()}`, labels(), legend()];
}

function rowOf(share: number): number {
  return Math.round(share * ROWS);
}

const TICKS = [30, 90, 180, 270, 365] as const;

function columnOf(day: number): number {
  return Math.round((day / DAYS_SHOWN) * (COLUMNS - 1));
}

function axis(): string {
  const signs = Array.from({ length: COLUMNS }, () => '─');
  for (const day of TICKS) signs[columnOf(day)] = '┬';
  return signs.join('');
}

function labels(): string {
  let line = ' '.repeat(8);
  for (const day of TICKS) line = `${line.padEnd(8 + columnOf(day) - String(day).length + 1)}${day}`;
  return `${line} days`;
}

function legend(): string {
  return `${' '.repeat(8)}${ACTIVE} active  ${BAND} 95 of 100 futures  ${EVERYBODY} everybody`;
}

function estimateOn(
  curve: readonly CurvePoint[],
  day: number,
  of: (point: CurvePoint) => Estimate,
): Estimate {
  const next = curve.findIndex((point) => point.day >= day);
  const [after, before] = [curve[next] ?? curve.at(-1), next > 0 ? curve[next - 1] : undefined];
  const end = after === undefined ? NOBODY : of(after);
  const start = before === undefined ? NOBODY : of(before);
  const from = before?.day ?? 0;
  const part = after === undefined || after.day === from ? 1 : Math.min(1, (day - from) / (after.day - from));
  const mix = (one: number, other: number) => one + part * (other - one);
  const pair = (one: Estimate['p95'], other: Estimate['p95']) =>
    [mix(one[0], other[0]), mix(one[1], other[1])] as const;
  return {
    value: mix(start.value, end.value),
    p50: pair(start.p50, end.p50),
    p80: pair(start.p80, end.p80),
    p95: pair(start.p95, end.p95),
  };
}

const NOBODY: Estimate = { value: 0, p50: [0, 0], p80: [0, 0], p95: [0, 0] };
