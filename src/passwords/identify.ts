/**
 * From a string to the formats it may be, best first, with the reason.
 *
 * Fewer than half of all formats can be told by their string alone, so the answer is a list. What the source is,
 * and which other columns there are, moves the likely ones up.
 *
 * @module
 */
import type { PasswordFormat } from './format.ts';
import { disabledMeaning } from './formats/disabled.ts';
import { FORMATS } from './formats.ts';
import { MAX_HASH_LENGTH } from './stored.ts';

export type Certainty = 'certain' | 'likely' | 'possible';

export interface Candidate {
  /** Id of a format. */
  readonly format: string;
  readonly certainty: Certainty;
  readonly reason: string;
}

export interface Hint {
  /** Product the hash comes from, as people write it: `vbulletin`, `Django 4`. */
  readonly source?: string;
  readonly beside?: Readonly<Record<string, string | number>>;
}

/** Formats by the upper-cased start of their strings; LDAP's marks come in any case. */
const byPrefix = new Map<string, PasswordFormat[]>();
const MAX_KEY = 8;
/** Formats whose strings begin with anything: bare digests, and those with a separator further on. */
const bare: PasswordFormat[] = [];
const separated: PasswordFormat[] = [];

for (const format of FORMATS) {
  if (format.id === 'disabled') continue;
  if (format.prefix !== '') {
    const key = format.prefix.slice(0, MAX_KEY).toUpperCase();
    byPrefix.set(key, [...(byPrefix.get(key) ?? []), format]);
  } else if (/[:$,{;|*]/.test(format.shape.source.replace(/\{\d*,?\d*\}|\(\?[:=!]|\$$|\$\)|\$\||[*]/g, ''))) {
    separated.push(format);
  } else {
    bare.push(format);
  }
}

const KEY_LENGTHS = [...new Set([...byPrefix.keys()].map((key) => key.length))].sort((a, b) => b - a);

/** Lists for bare digests, by length and kind of characters: there are few, and columns have one each. */
const bareLists = new Map<string, readonly Candidate[]>();
const MAX_LISTS = 5000;

/** Answers without a hint, by the set of formats that fit: shared, never changed. */
const lists = new Map<string, readonly Candidate[]>();

export function identify(hash: string, hint?: Hint): readonly Candidate[] {
  const candidates = identifyAlone(hash);
  return hint === undefined || candidates.length < 2 ? candidates : reorder(candidates, hint);
}

function identifyAlone(hash: string): readonly Candidate[] {
  const meaning = disabledMeaning(hash);
  if (meaning !== undefined) return [{ format: 'disabled', certainty: 'certain', reason: meaning }];
  if (hash.length > MAX_HASH_LENGTH) return [];

  const marked = markedFormats(hash);
  // A mark of three characters or more settles that nothing unmarked is meant.
  if (marked.some((format) => format.prefix.length >= 3)) return listOf(marked);
  const signs = /[^0-9A-Za-z./+=_-]/.test(hash);
  if (signs) return listOf([...marked, ...separated.filter((format) => format.shape.test(hash))]);
  if (marked.length > 0) return listOf([...marked, ...bare.filter((format) => format.shape.test(hash))]);
  return bareList(hash);
}

function markedFormats(hash: string): PasswordFormat[] {
  const start = hash.slice(0, MAX_KEY).toUpperCase();
  const found: PasswordFormat[] = [];
  for (const length of KEY_LENGTHS) {
    const formats = byPrefix.get(start.slice(0, length));
    if (formats === undefined) continue;
    for (const format of formats) if (format.shape.test(hash)) found.push(format);
  }
  return found;
}

/** The shapes of bare digests ask for nothing but length and alphabet, so one answer serves all alike. */
function bareList(hash: string): readonly Candidate[] {
  const key = `${hash.length} ${alphabetOf(hash)}`;
  const known = bareLists.get(key);
  if (known !== undefined) return known;
  const list = listOf(bare.filter((format) => format.shape.test(hash)));
  if (bareLists.size >= MAX_LISTS) bareLists.clear();
  bareLists.set(key, list);
  return list;
}

const DIGITS = /^\d+$/;
const LOWER_HEX = /^[0-9a-f]+$/;
const UPPER_HEX = /^[0-9A-F]+$/;
const MIXED_HEX = /^[0-9a-fA-F]+$/;

function alphabetOf(hash: string): string {
  if (DIGITS.test(hash)) return 'digits';
  if (LOWER_HEX.test(hash)) return 'hex';
  if (UPPER_HEX.test(hash)) return 'HEX';
  if (MIXED_HEX.test(hash)) return 'Hex';
  const padding = /=*$/.exec(hash)?.[0].length ?? 0;
  const inside = hash.slice(0, hash.length - padding);
  const signs = ['.', '/', '+', '_', '-', '='].filter((sign) => inside.includes(sign)).join('');
  // Bare shapes with a fixed start of their own: a digit or a letter that tells a family.
  return `${hash.charAt(0)}${hash.charAt(1)} ${signs} ${padding}`;
}

function listOf(formats: readonly PasswordFormat[]): readonly Candidate[] {
  const key = formats.map((format) => format.id).join();
  const known = lists.get(key);
  if (known !== undefined) return known;
  const ranked = formats.toSorted((a, b) => rank(b) - rank(a));
  const list = Object.freeze(ranked.map((format, place) => describe(format, place, ranked)));
  if (lists.size >= MAX_LISTS) lists.clear();
  lists.set(key, list);
  return list;
}

/** What is everywhere comes first; among equals a longer mark says more. */
function rank(format: PasswordFormat): number {
  return format.frequency * 100 + Math.min(format.prefix.length, 50) - format.needs.length;
}

function describe(format: PasswordFormat, place: number, all: readonly PasswordFormat[]): Candidate {
  if (all.length === 1) {
    return format.prefix.length >= 3
      ? {
          format: format.id,
          certainty: 'certain',
          reason: `begins with "${format.prefix}" and has its shape`,
        }
      : { format: format.id, certainty: 'likely', reason: 'the only format of this shape' };
  }
  const others = all.length - 1;
  const certainty = place === 0 && format.frequency > 0 ? 'likely' : 'possible';
  const needs = format.needs.length === 0 ? '' : `; needs ${format.needs.join(' and ')} beside it`;
  return { format: format.id, certainty, reason: `${others} other formats have the same shape${needs}` };
}

/** The source decides where the string cannot; a column that a format needs speaks for it. */
function reorder(candidates: readonly Candidate[], hint: Hint): readonly Candidate[] {
  const columns = new Set(Object.keys(hint.beside ?? {}));
  const scored = candidates.map((candidate, place) => ({
    candidate,
    place,
    score: scoreOf(candidate, hint, columns),
  }));
  scored.sort((a, b) => b.score - a.score || a.place - b.place);
  return scored.map(({ candidate, score }, place) =>
    place === 0 && score >= SOURCE_SCORE
      ? { ...candidate, certainty: 'likely' as const, reason: 'the source writes this format' }
      : place > 0 && candidate.certainty === 'likely'
        ? { ...candidate, certainty: 'possible' as const }
        : candidate,
  );
}

const SOURCE_SCORE = 10;

function scoreOf({ format: id }: Candidate, hint: Hint, columns: ReadonlySet<string>): number {
  const format = FORMATS.find((one) => one.id === id);
  if (format === undefined) return 0;
  const isSource = hint.source !== undefined && mentions(format, hint.source);
  const missing = format.needs.filter((need) => !columns.has(need)).length;
  const used = format.needs.length - missing;
  return (isSource ? SOURCE_SCORE : 0) + used - (hint.beside === undefined ? 0 : missing);
}

function mentions(format: PasswordFormat, source: string): boolean {
  const [word = ''] = source.toLowerCase().split(/[\s/]/);
  return word !== '' && `${format.id} ${format.title} ${format.foundIn}`.toLowerCase().includes(word);
}
