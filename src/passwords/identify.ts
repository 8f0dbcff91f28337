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
import { FORMATS, findFormat } from './formats.ts';
import { MAX_HASH_LENGTH, withUpperMark } from './stored.ts';

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

/** Formats whose strings begin alike; those with one and the same shape are tested once. */
interface Bucket {
  readonly start: string;
  readonly shapes: { readonly shape: RegExp; readonly formats: PasswordFormat[] }[];
}

/** By the upper-cased start; LDAP's marks come in any case. */
const buckets = new Map<string, Bucket>();
const MAX_KEY = 8;
/** Formats whose strings begin with anything. */
const unmarked: PasswordFormat[] = [];

for (const format of FORMATS) {
  if (format.id === 'disabled') continue;
  for (const start of format.starts ?? [format.prefix]) {
    if (start === '') unmarked.push(format);
    else addTo(start.slice(0, MAX_KEY).toUpperCase(), format);
  }
}

function addTo(start: string, format: PasswordFormat): void {
  const bucket = buckets.get(start) ?? { start, shapes: [] };
  buckets.set(start, bucket);
  const same = bucket.shapes.find(
    ({ shape }) => shape.source === format.shape.source && shape.flags === format.shape.flags,
  );
  if (same === undefined) bucket.shapes.push({ shape: format.shape, formats: [format] });
  else same.formats.push(format);
}

const LDAP = new Set(FORMATS.filter(({ family }) => family === 'ldap').map(({ id }) => id));

const KEY_LENGTHS = [...new Set([...buckets.keys()].map((key) => key.length))].sort((a, b) => b - a);

/** Lists for strings without a mark, by lengths and alphabets of their pieces: a column has a few of them. */
const bySignature = new Map<string, readonly Candidate[]>();
const MAX_LISTS = 20_000;

/** Lists by what matched: shared between calls, never changed. */
const byMatch = new Map<string, readonly Candidate[]>();

/** Candidates, best first; empty when nothing known looks like it. */
export function identify(hash: string, hint?: Hint): readonly Candidate[] {
  const candidates = identifyAlone(hash);
  return hint === undefined || candidates.length < 2 ? candidates : reorderOnce(candidates, hint);
}

/** By hint and list: a whole column comes with one hint, and rows alike share one list. */
const reordered = new WeakMap<Hint, WeakMap<readonly Candidate[], readonly Candidate[]>>();

function reorderOnce(candidates: readonly Candidate[], hint: Hint): readonly Candidate[] {
  const lists = reordered.get(hint) ?? new WeakMap<readonly Candidate[], readonly Candidate[]>();
  reordered.set(hint, lists);
  const list = lists.get(candidates) ?? reorder(candidates, hint);
  lists.set(candidates, list);
  return list;
}

function identifyAlone(hash: string): readonly Candidate[] {
  const found = identifySpelling(hash);
  if (found.length > 0 || !hash.startsWith('{')) return found;
  // LDAP's marks have no case; those of Spring have.
  const upper = withUpperMark(hash);
  return upper === hash ? found : identifySpelling(upper).filter(({ format }) => LDAP.has(format));
}

function identifySpelling(hash: string): readonly Candidate[] {
  const meaning = disabledMeaning(hash);
  if (meaning !== undefined) return disabledList(hash, meaning);
  if (hash.length > MAX_HASH_LENGTH) return [];

  const found = bucketsOf(hash);
  const match = found.length === 0 ? '' : matchOf(hash, found);
  // A mark of three characters or more settles that nothing unmarked is meant.
  const isSettled = match !== '' && found.some(({ start }) => start.length >= 3);
  if (!isSettled) return unmarkedList(hash, found, match);
  const known = byMatch.get(match);
  if (known !== undefined) return known;
  return remember(byMatch, match, listOf(marked(hash, found), hash));
}

/** Windows writes the LM hash of the empty password where it keeps none, so the mark is a hash as well. */
function disabledList(hash: string, meaning: string): readonly Candidate[] {
  const mark: Candidate = { format: 'disabled', certainty: 'certain', reason: meaning };
  return /^[0-9a-f]{32}$/i.test(hash)
    ? [mark, { format: 'lmhash', certainty: 'possible', reason: 'the LM hash of the empty password' }]
    : [mark];
}

function bucketsOf(hash: string): readonly Bucket[] {
  const start = hash.slice(0, MAX_KEY).toUpperCase();
  let found: Bucket[] | undefined;
  for (const length of KEY_LENGTHS) {
    const bucket = buckets.get(length < start.length ? start.slice(0, length) : start);
    if (bucket === undefined || bucket.start.length !== length) continue;
    if (found === undefined) found = [bucket];
    else found.push(bucket);
  }
  return found ?? [];
}

/** Which shapes of which buckets fit, as a short text; empty when none does. */
function matchOf(hash: string, found: readonly Bucket[]): string {
  let match = '';
  for (const { start, shapes } of found) {
    for (let i = 0; i < shapes.length; i++) if (shapes[i]?.shape.test(hash)) match += `${start} ${i} `;
  }
  return match;
}

function marked(hash: string, found: readonly Bucket[]): PasswordFormat[] {
  return found.flatMap(({ shapes }) =>
    shapes.filter(({ shape }) => shape.test(hash)).flatMap(({ formats }) => formats),
  );
}

/** The shapes without a mark ask for nothing but lengths and alphabets, so one answer serves all alike. */
function unmarkedList(hash: string, found: readonly Bucket[], match: string): readonly Candidate[] {
  const key = `${match}|${signatureOf(hash)}`;
  const known = bySignature.get(key);
  if (known !== undefined) return known;
  const formats = [...marked(hash, found), ...unmarked.filter((format) => format.shape.test(hash))];
  return remember(bySignature, key, listOf([...new Set(formats)], hash));
}

function remember(
  lists: Map<string, readonly Candidate[]>,
  key: string,
  list: readonly Candidate[],
): readonly Candidate[] {
  if (lists.size >= MAX_LISTS) lists.clear();
  lists.set(key, list);
  return list;
}

/** Pieces between separators, each by length and alphabet; numbers and signs stay as they are. */
function signatureOf(hash: string): string {
  if (!SEPARATOR.test(hash)) return pieceOf(hash);
  return hash
    .split(SEPARATORS)
    .map((piece) => (piece.length === 1 ? piece : pieceOf(piece)))
    .join('|');
}

const SEPARATOR = /[:$!{} ,]/;
const SEPARATORS = /([:$!{} ,])/;

const DIGITS = /^\d+$/;
const LOWER_HEX = /^[0-9a-f]+$/;
const UPPER_HEX = /^[0-9A-F]+$/;
const MIXED_HEX = /^[0-9a-fA-F]+$/;
const PLAIN = /^[0-9A-Za-z./+_=-]*$/;

function pieceOf(piece: string): string {
  if (MIXED_HEX.test(piece)) {
    const kind = LOWER_HEX.test(piece) ? (DIGITS.test(piece) ? 'd' : 'h') : UPPER_HEX.test(piece) ? 'H' : 'm';
    // NetScaler's first digit is a version, Cisco's first two are a number.
    return `${piece.length}${kind}${piece.charAt(0)}${/^\d\d/.test(piece) ? '9' : ''}`;
  }
  if (piece.length <= 12 && PLAIN.test(piece)) return piece;
  if (!PLAIN.test(piece))
    return `${piece.length}t${/\s/.test(piece) ? 's' : ''}${/\n/.test(piece) ? 'n' : ''}`;
  const padding = /=*$/.exec(piece)?.[0].length ?? 0;
  const inside = piece.slice(0, piece.length - padding);
  const signs = ['.', '/', '+', '_', '-', '='].filter((sign) => inside.includes(sign)).join('');
  // A fixed start tells some families apart: a version byte, `0x01`.
  return `${piece.slice(0, 2)}${piece.length}b${signs}${padding}`;
}

function listOf(formats: readonly PasswordFormat[], hash: string): readonly Candidate[] {
  const ranked = formats
    .map((format) => ({ format, score: rank(format, hash) }))
    .sort((a, b) => b.score - a.score)
    .map(({ format }) => format);
  return Object.freeze(ranked.map((format, place) => describe(format, place, ranked)));
}

/** What is everywhere comes first; among equals a longer mark says more. */
function rank(format: PasswordFormat, hash: string): number {
  const usual = format.frequency * 100 + Math.min(format.prefix.length, 50) - format.needs.length;
  const isFar = isSecondSpelling(format, hash) || loose.has(format) || takesHexForBase64(format, hash);
  return usual - (isFar ? 250 : 0) + (isClosed(format, hash) ? 250 : 0);
}

/** Hex is base 64 as well, but of so many digits never by chance. */
function takesHexForBase64({ shape }: PasswordFormat, hash: string): boolean {
  return LONG_HEX.test(hash) && shape.test('Zz'.repeat(hash.length).slice(0, hash.length));
}

const LONG_HEX = /^(?:[0-9a-f]{24,}|[0-9A-F]{24,})$/;

/** Where others have a salt of any text, pieces of a fixed alphabet are no accident. */
function isClosed({ shape }: PasswordFormat, hash: string): boolean {
  return hash.includes(':') && shape.source.includes(':') && !/\[\^|\.[{+*]/.test(shape.source);
}

/** Of a length that no digest has: a shape that fits one of them says next to nothing. */
const OF_NO_LENGTH = ['07'.repeat(46), 'af'.repeat(46), 'Zz'.repeat(26)];
const loose = new Set(unmarked.filter(({ shape }) => OF_NO_LENGTH.some((text) => shape.test(text))));

/** `hash:salt` products keep the salt in a column as well, but a bare digest speaks for others first. */
function isSecondSpelling({ shape }: PasswordFormat, hash: string): boolean {
  return !hash.includes(':') && shape.source.replace(/\[[^\]]*\]|\(\?:/g, '').includes(':');
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
  return {
    format: format.id,
    certainty,
    reason: `${others === 1 ? 'another format has' : `${others} other formats have`} the same shape${needs}`,
  };
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
  const format = findFormat(id);
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
