/** How numbers stand in the sentences of a forecast: `12,300`, `4.2`, `0.13`. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(2)));
}
