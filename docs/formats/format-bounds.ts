/**
 * What a format may ask for before it is refused, and from which parameters on it is acceptable or strong: in words,
 * computed from the very bounds and thresholds that the code applies.
 *
 * @module
 */
import {
  costOf,
  DEFAULT_LIMITS,
  type HashParts,
  type StrengthClass,
  strengthOf,
} from '../../src/passwords/index.ts';

/** Bytes of a usual password. */
const USUAL = 12;

interface Dial {
  readonly name: string;
  /** Values from the weakest to the strongest that are tried. */
  readonly values: readonly number[];
  readonly set: (value: number) => HashParts;
}

/** Sentences about the cost parameter; none where there is nothing to turn. */
export function boundsOf(parts: HashParts): readonly string[] {
  const dial = dialOf(parts);
  const fixed = [
    'A hash longer than 8,192 characters or a password longer than 4,096 bytes is refused unread.',
  ];
  if (dial === undefined) return fixed;
  const { name } = dial;
  const allowed = dial.values.filter((value) => isAllowed(dial.set(value)));
  const most = allowed.at(-1);
  const lines: string[] = [];
  for (const wanted of ['acceptable', 'strong'] as const) {
    const from = allowed.find((value) => isAtLeast(strengthOf(dial.set(value)).class, wanted));
    if (from !== undefined) lines.push(`*${wanted}* from ${name} ${inWords(from)} on`);
  }
  const strengths =
    lines.length === 0 ? [] : [`With the other parameters as above it is ${lines.join(', ')}.`];
  const limit =
    most === undefined || most === dial.values.at(-1)
      ? []
      : [
          `Beyond ${name} ${inWords(most)} it asks for more than ten seconds of a core or two gigabytes, and is refused.`,
        ];
  return [...strengths, ...limit, ...fixed];
}

const inWords = (value: number): string => value.toLocaleString('en-US');

function isAllowed(parts: HashParts): boolean {
  const { work, memory } = costOf(parts, USUAL);
  return work <= DEFAULT_LIMITS.work && memory <= DEFAULT_LIMITS.memory;
}

function isAtLeast(found: StrengthClass, wanted: 'acceptable' | 'strong'): boolean {
  return found === 'strong' || found === wanted;
}

const powers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));
const integers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Round numbers, and those that OWASP names. */
const ROUNDS = [
  ...[1, 10, 100, 1000, 10_000, 22_000, 60_000, 100_000, 140_000, 220_000, 400_000, 600_000, 1_000_000],
  ...[1_400_000, 2_000_000, 4_000_000, 10_000_000, 20_000_000, 40_000_000, 70_000_000, 100_000_000],
];

function dialOf(parts: HashParts): Dial | undefined {
  switch (parts.primitive) {
    case 'bcrypt':
      return { name: 'cost', values: integers(4, 31), set: (cost) => ({ ...parts, cost }) };
    case 'argon2': {
      const values = [64, 1024, 1946, 3892, 7168, 12_288, 19_456, 47_104, 65_536, 2 ** 18, 2 ** 20, 2 ** 21];
      return { name: 'memory (KiB)', values, set: (memory) => ({ ...parts, memory }) };
    }
    case 'scrypt':
      return { name: 'N', values: powers(4, 26), set: (N) => ({ ...parts, N }) };
    case 'firebase-scrypt':
      return { name: 'memCost', values: integers(4, 26), set: (memCost) => ({ ...parts, memCost }) };
    case 'pbkdf2':
      return { name: 'rounds', values: ROUNDS, set: (iterations) => ({ ...parts, iterations }) };
    case 'phpass':
      return { name: '2^', values: integers(7, 30), set: (logRounds) => ({ ...parts, logRounds }) };
    case 'crypt':
      return parts.rounds === undefined
        ? undefined
        : { name: 'rounds', values: ROUNDS, set: (rounds) => ({ ...parts, rounds }) };
    default:
      return undefined;
  }
}
