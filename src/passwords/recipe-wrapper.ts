/**
 * Recipes for a format inside another: a mark before the string, or the password prepared first.
 *
 * @module
 */
import { MalformedHash } from './errors.ts';
import type { PasswordFormat } from './format.ts';
import { compileRule } from './pipeline/compile.ts';
import { describeRow, sharedStart } from './recipe-about.ts';
import { type Row, withPrehash } from './recipe-inputs.ts';

export interface WrapperRow extends Omit<Row, 'layout'> {
  /** What stands before the inner string; several are read, the first is written. */
  readonly before: string | readonly string[];
  /** What stands behind it. */
  readonly after?: string;
  /** Formats the inner string may have. */
  readonly inner: readonly PasswordFormat[];
}

/** Another format's string behind a mark of its own, with the password possibly prepared first. */
export function wrapperFormat(row: WrapperRow): PasswordFormat {
  const marks = typeof row.before === 'string' ? [row.before] : row.before;
  const after = row.after ?? '';
  const [firstMark = ''] = marks;
  const names = row.prehash === undefined ? [] : compileRule(row.prehash).names;
  const shapes = row.inner.map((format) => format.shape.source.replace(/^\^/, '').replace(/\$$/, ''));
  const marked = marks.map((mark) => mark.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')).join('|');
  return {
    ...describeRow(
      row,
      row.prehash === undefined ? (row.inner[0]?.rule ?? '') : `${row.inner[0]?.id}(${row.prehash})`,
    ),
    prefix: marks.length === 1 ? commonPrefix(row, firstMark) : sharedStart(marks),
    shape:
      row.shape ?? new RegExp(`^(?:${marked})(?:${shapes.join('|')})${after.replace(/[$.|()]/g, '\\$&')}$`),
    needs: names,

    parse(text, beside) {
      const mark = marks.find((candidate) => text.startsWith(candidate));
      if (mark === undefined || !text.endsWith(after)) return undefined;
      const inner = text.slice(mark.length, text.length - after.length);
      for (const format of row.inner) {
        const parts = format.parse(inner, beside);
        if (parts !== undefined) return withPrehash(parts, row, {}, beside);
      }
      if (mark === '') return undefined;
      throw new MalformedHash(row.id, 'what stands behind the mark is of no known format');
    },

    format(parts) {
      for (const format of row.inner) {
        const text = format.format?.(parts);
        if (text !== undefined && text !== '') return firstMark + text + after;
      }
      return '';
    },
  };
}

/** What all inner strings begin with follows the mark. */
function commonPrefix(row: WrapperRow, mark: string): string {
  return mark + sharedStart(row.inner.map(({ prefix }) => prefix));
}
