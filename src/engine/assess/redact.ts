/**
 * What an example shows of somebody: the shape of a value, by which a person sees what is wrong, and not the value.
 *
 * @module
 */
import { FORMATS, findFormat, identify } from '../../passwords/index.ts';

/** Longer is no better an example. */
const LONGEST = 60;

/** Letters become `x` and `X`, digits `9`; signs, spaces and whatever is strange stay, because they are the point. */
export function redactText(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{Ll}\p{Lo}\p{Lm}\p{Lt}]/gu, 'x')
    .replace(/\p{Nd}/gu, '9');
}

/** `x***@x***.com`: how long the parts are is nobody's business either. */
export function redactEmail(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 1) return redactText(text);
  const tag = text.slice(0, at).includes('+') ? '+***' : '';
  const end = text.lastIndexOf('.');
  return `${redactText(text.slice(0, 1))}***${tag}@***${end > at ? text.slice(end) : ''}`;
}

/** `$2b$… (60 characters)` */
export function redactHash(hash: string): string {
  const [best] = identify(hash);
  const mark = best === undefined ? cutMark(hash) : (findFormat(best.format)?.prefix ?? '');
  const length = `${hash.length} ${hash.length === 1 ? 'character' : 'characters'}`;
  return mark === undefined || mark === '' || !hash.startsWith(mark) ? length : `${mark}… (${length})`;
}

/** Marks that say by themselves which family a hash is of. */
const MARKS: readonly string[] = [
  ...new Set(
    FORMATS.flatMap(({ prefix, starts }) => starts ?? [prefix]).filter((mark) => /^[${].{2,}/.test(mark)),
  ),
].sort((a, b) => b.length - a.length);

function cutMark(hash: string): string | undefined {
  return MARKS.find((mark) => hash.startsWith(mark));
}

/** Of a hash that nobody recognises: it begins like one, so that a column was too short or something was lost. */
export function describeCut(hash: string): string | undefined {
  const mark = cutMark(hash);
  return mark === undefined
    ? undefined
    : `begins with "${mark}", but ${hash.length} characters are not one of them`;
}
