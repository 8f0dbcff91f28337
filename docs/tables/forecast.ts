/** The tables of docs/forecast.md and docs/assumptions.md: assumptions, reservations, refusals. */
import { ASSUMPTIONS } from '../../src/engine/forecast/assumptions.ts';
import { REFUSALS, RESERVATIONS } from '../../src/engine/forecast/codes.ts';
import { table } from './table.ts';

export function assumptionTable(): string {
  const rows = Object.entries(ASSUMPTIONS).map(([name, { means, value, low, high, unit, source }]) => [
    `\`${name}\``,
    means,
    `${count(value)} (${count(low)} to ${count(high)}) ${unit}`,
    source,
  ]);
  return table(['name', 'what it means', 'value (ends)', 'source'], rows);
}

export function codeTable(codes: 'reservations' | 'refusals'): string {
  const rows = Object.entries(codes === 'refusals' ? REFUSALS : RESERVATIONS);
  return table(
    ['code', 'what it means'],
    rows.map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
