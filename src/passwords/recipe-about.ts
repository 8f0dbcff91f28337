/**
 * What a row says about itself, as the format's own properties.
 *
 * @module
 */
import type { Layout } from './layout.ts';
import type { Row } from './recipe-inputs.ts';

export function sharedStart(marks: readonly string[]): string {
  const [first = '', ...others] = marks;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

export function describeRow(row: Omit<Row, 'layout'>, rule: string) {
  return {
    id: row.id,
    title: row.title,
    family: row.family,
    foundIn: row.foundIn,
    rule,
    frequency: row.frequency ?? 1,
    ...(row.reference === undefined ? {} : { reference: row.reference }),
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    ...(row.starts === undefined ? {} : { starts: row.starts }),
  } as const;
}

export function describeLayouts(row: Row, layouts: readonly Layout[], rule: string) {
  const patterns = layouts.map((layout) => layout.pattern);
  return {
    ...describeRow(row, rule),
    prefix: sharedStart(layouts.map((layout) => layout.prefix)),
    shape:
      row.shape ??
      new RegExp(patterns.length === 1 ? (patterns[0] ?? '') : patterns.map((one) => `(?:${one})`).join('|')),
  };
}
