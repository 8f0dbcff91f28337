/**
 * How a share of customers looks in words.
 *
 * @module
 */

/** `12 %`, `0.3 %`, `<0.1 %` */
export function share(count: number, whole: number): string {
  if (count === 0 || whole === 0) return '–';
  const percent = (count / whole) * 100;
  if (percent < 0.05) return '<0.1 %';
  // Nobody is to read that all are well when one is not.
  if (count < whole && percent > 99.94) return '>99.9 %';
  return `${percent < 9.95 || percent > 99 ? percent.toFixed(percent === 100 ? 0 : 1) : Math.round(percent)} %`;
}
