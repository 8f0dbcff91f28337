/**
 * Which language a page is in: the one asked for, else what the browser prefers, else the operator's.
 *
 * @module
 */
import { LANGUAGES, type Language } from './words/index.ts';

/** More than any browser sends; the rest is not looked at. */
const LONGEST_HEADER = 400;

/** A language we speak, by its first part: `de-AT` is German to us. */
export function known(tag: string | undefined): Language | undefined {
  const first = tag?.toLowerCase().split('-', 1)[0] ?? '';
  return Object.hasOwn(LANGUAGES, first) ? (first as Language) : undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4 */
export function preferred(header: string | undefined, otherwise: Language): Language {
  const wanted = (header ?? '').slice(0, LONGEST_HEADER).split(',').map(readWeight);
  // A stable sort: of two that are liked as much, the first counts.
  wanted.sort((one, other) => other.weight - one.weight);
  for (const { tag, weight } of wanted) {
    const language = known(tag);
    if (language !== undefined && weight > 0) return language;
  }
  return otherwise;
}

function readWeight(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const given = parameters.find((one) => one.startsWith('q='))?.slice(2);
  const weight = given === undefined ? 1 : Number(given);
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}
