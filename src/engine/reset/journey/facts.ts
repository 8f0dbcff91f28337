/**
 * Facts that a customer knows about themselves, and whether an answer is one. Pure.
 *
 * People write dates, spaces, accents and capitals their own way: `01.03.1987` answers `1987-03-01`. Where day and month
 * could be either, both are right: that doubles the chance of a guess, and five tries of 365 × 60 days stay what they
 * are. Of a phone number the last four digits are asked.
 *
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Identity } from '../../../identity/identity.ts';

const PHONE_TAIL = 4;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** By its canonical path: `profile.birthdate`, `attributes.member_number`, `phone`. Undefined: they have none. */
export function factOf({ profile, attributes, identifiers }: Identity, path: string): string | undefined {
  const [group, ...rest] = path.split('.');
  if (group === 'phone') return identifiers.find(({ type }) => type === 'phone')?.value.slice(-PHONE_TAIL);
  const from: unknown = group === 'profile' ? profile : group === 'attributes' ? attributes : undefined;
  const value = readPath(from, rest);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // A fact that is no word at all answers everything, and nothing.
  return fold(String(value)) === '' ? undefined : String(value);
}

function readPath(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Every comparison is made, and takes the same time wherever texts differ. */
export function isFact(answer: string, fact: string): boolean {
  const given = readingsOf(answer);
  const right = DATE.test(fact) ? [fact] : [fold(fact)];
  let same = false;
  for (const one of given) for (const other of right) same = isSame(one, other) || same;
  return same;
}

/** As a text, and as the dates it may be. */
function readingsOf(answer: string): readonly string[] {
  const text = answer.normalize('NFKC').trim();
  const [, year, month, day] = /^(\d{4})[-./\s]+(\d{1,2})[-./\s]+(\d{1,2})$/.exec(text) ?? [];
  if (year !== undefined) return [fold(text), dateOf(year, month, day)];
  const [, one, other, last] = /^(\d{1,2})[-./\s]+(\d{1,2})[-./\s]+(\d{4})$/.exec(text) ?? [];
  if (last !== undefined) return [fold(text), dateOf(last, other, one), dateOf(last, one, other)];
  return [fold(text)];
}

function dateOf(year = '', month = '', day = ''): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Letters and digits, without case and accents. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

export function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
