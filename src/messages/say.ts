/**
 * Days, minutes, dates and factors as a language says them.
 *
 * @module
 */

/** Values of one language, each worked out once: a campaign says the same ones in every message. */
export interface Sayings {
  days(count: number): string;
  minutes(count: number): string;
  /** ISO date. */
  date(day: string): string;
  /** Types of factors. */
  factors(types: readonly string[]): string;
}

/** Different values kept of each kind; a campaign has a handful. */
const MOST_KEPT = 500;

/** @param words of a language: `factor.totp` → "authenticator app". */
export function sayingsOf(language: string, words: ReadonlyMap<string, string>): Sayings {
  const days = unitFormat(language, 'day');
  const minutes = unitFormat(language, 'minute');
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const sayFactors = keep((types: string) =>
    lists.format(types.split(',').map((type) => words.get(`factor.${type}`) ?? type)),
  );
  return {
    days: keep((count: number) => closeUp(days.format(count))),
    minutes: keep((count: number) => closeUp(minutes.format(count))),
    date: keep((day: string) => dates.format(new Date(day))),
    factors: (types) => sayFactors(types.join(',')),
  };
}

function unitFormat(language: string, unit: 'day' | 'minute'): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
}

/** Chinese and Japanese write no gap between a number and its unit; the tables of Intl have one. */
function closeUp(text: string): string {
  return text.replace(/(?<=\d) (?=\p{Script=Han})/u, '');
}

function keep<Key extends string | number>(say: (key: Key) => string): (key: Key) => string {
  const kept = new Map<Key, string>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const said = say(key);
    if (kept.size < MOST_KEPT) kept.set(key, said);
    return said;
  };
}
