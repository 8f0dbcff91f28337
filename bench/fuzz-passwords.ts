/**
 * Throws damaged hashes at the password formats: `npx node bench/fuzz-passwords.ts [inputs] [seed]`.
 *
 * Every input is a real stored hash with a few mutations. It may verify nothing, be refused by a typed error, or be
 * parsed; anything else thrown, and anything slower than the bound, is a finding and ends with exit code 1.
 *
 * @module
 */

import { checkBounds } from '../src/passwords/bounds.ts';
import { matchesInJs } from '../src/passwords/compute.ts';
import { PasswordHashError } from '../src/passwords/errors.ts';
import { identify } from '../src/passwords/identify.ts';
import type { StoredHash } from '../src/passwords/stored.ts';
import { VECTORS } from '../src/passwords/vectors.ts';
import { parse } from '../src/passwords/verify.ts';

/** Milliseconds of CPU for recognising and taking apart; a collection of garbage may fall into one of them. */
const SLOW = 100;
/** Microseconds of work that are really done; what costs more is only weighed. */
const COMPUTED = 50;
const PASSWORD = Buffer.from('password');

const inputs = Number(process.argv[2] ?? 1_000_000);
let state = Number(process.argv[3] ?? 1) >>> 0;

/** Mulberry32: the same inputs for the same seed. */
function random(below: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let value = Math.imul(state ^ (state >>> 15), state | 1);
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
  return ((value ^ (value >>> 14)) >>> 0) % below;
}

const SIGNS = '$:,={}|*!./+-_0123456789abcXYZé\0\n"\\ ';
const NUMBERS = [
  '0',
  '-1',
  '4294967295',
  '2147483648',
  '9007199254740993',
  '99999999999999999999',
  '1e9',
  'NaN',
];

function mutate(text: string): string {
  let result = text;
  for (let left = 1 + random(4); left > 0; left--) result = mutateOnce(result);
  return result;
}

function mutateOnce(text: string): string {
  const at = random(text.length + 1);
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random(4));
    case 1:
      return text.slice(0, at) + (SIGNS[random(SIGNS.length)] ?? '') + text.slice(at);
    case 2:
      return text.slice(0, at) + (SIGNS[random(SIGNS.length)] ?? '') + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(at).replace(/\d+/, NUMBERS[random(NUMBERS.length)] ?? '0');
    case 4:
      return text.slice(0, at);
    case 5:
      return text + text.slice(at);
    default: {
      const other = VECTORS[random(VECTORS.length)]?.hash ?? '';
      return text.slice(0, at) + other.slice(random(other.length + 1));
    }
  }
}

const counts = { parsed: 0, refused: 0, computed: 0 };
let slowest = 0;
let findings = 0;

function tryOne(stored: StoredHash): void {
  const started = process.threadCpuUsage().user;
  try {
    identify(stored.hash);
    const { format, parts } = parse(stored);
    const { work } = checkBounds(format, parts, PASSWORD.length);
    counts.parsed++;
    if (work <= COMPUTED) {
      matchesInJs(parts, PASSWORD);
      counts.computed++;
    }
  } catch (error) {
    if (error instanceof PasswordHashError) counts.refused++;
    else report('threw', stored, error);
  }
  const took = (process.threadCpuUsage().user - started) / 1000;
  if (took > slowest) slowest = took;
  if (took > SLOW) report(`took ${took.toFixed()} ms`, stored);
}

function report(what: string, { hash, format }: StoredHash, error?: unknown): void {
  findings++;
  if (findings <= 20) console.error(what, JSON.stringify({ format, hash: hash.slice(0, 200) }), error ?? '');
}

const before = process.memoryUsage.rss();
const started = performance.now();
for (let i = 0; i < inputs; i++) {
  const vector = VECTORS[random(VECTORS.length)];
  if (vector === undefined) continue;
  const format = vector.format === 'malformed' ? undefined : vector.format;
  tryOne({
    hash: mutate(vector.hash),
    // Every fourth is left to be recognised.
    ...(format === undefined || random(4) === 0 ? {} : { format }),
    ...(vector.extra === undefined ? {} : { beside: vector.extra }),
  });
}
const seconds = (performance.now() - started) / 1000;
const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
console.log(
  `${inputs} inputs in ${seconds.toFixed(1)} s: ${counts.parsed} parsed, ${counts.computed} computed, ${counts.refused} refused; slowest ${slowest.toFixed(1)} ms; memory +${grown.toFixed()} MiB; findings ${findings}`,
);
process.exitCode = findings === 0 ? 0 : 1;
