/**
 * DES as password schemes use it: with crypt(3)'s salt that swaps bits of the expansion, and plain.
 *
 * The boxes and the permutation behind them are folded into one table per box at the first use.
 *
 * @see https://csrc.nist.gov/pubs/fips/46-3/final
 * @module
 */
import {
  INITIAL,
  KEY_SHIFTS,
  PERMUTATION,
  PERMUTED_CHOICE_1,
  PERMUTED_CHOICE_2,
  S_BOXES,
} from './des-tables.ts';

/** Sixteen round keys of 48 bits, each as eight groups of six. */
export type KeySchedule = readonly Uint8Array[];

/** A round's output of each box with the permutation applied. */
const SP = S_BOXES.map((box, index) =>
  Int32Array.from({ length: 64 }, (_, input) => {
    const row = ((input >> 4) & 2) | (input & 1);
    const value = box[row * 16 + ((input >> 1) & 15)] ?? 0;
    const word = value << (28 - 4 * index);
    let permuted = 0;
    PERMUTATION.forEach((from, to) => {
      if ((word >>> (32 - from)) & 1) permuted |= 1 << (31 - to);
    });
    return permuted;
  }),
);

/** Round keys from 8 bytes; the parity bits (the lowest of each) count for nothing. */
export function desKeys(key: Uint8Array): KeySchedule {
  const bit = (position: number): number =>
    ((key[(position - 1) >> 3] ?? 0) >> (7 - ((position - 1) & 7))) & 1;
  let halves: readonly number[] = PERMUTED_CHOICE_1.map(bit);
  return KEY_SHIFTS.map((shift) => {
    const left = halves.slice(0, 28);
    const right = halves.slice(28);
    halves = [...left.slice(shift), ...left.slice(0, shift), ...right.slice(shift), ...right.slice(0, shift)];
    const round = new Uint8Array(8);
    PERMUTED_CHOICE_2.forEach((from, to) => {
      const group = Math.floor(to / 6);
      round[group] = ((round[group] ?? 0) << 1) | (halves[from - 1] ?? 0);
    });
    return round;
  });
}

/**
 * Encrypts one block `count` times in a row.
 *
 * @param salt crypt(3)'s: each set bit swaps two bits of the expanded half. 0 is plain DES.
 */
export function desEncrypt(block: Uint8Array, keys: KeySchedule, salt = 0, count = 1): Uint8Array {
  let [left, right] = initialPermutation(block);
  for (let pass = 0; pass < count; pass++) {
    for (const key of keys) {
      const next = left ^ scramble(right, key, salt);
      left = right;
      right = next;
    }
    [left, right] = [right, left];
  }
  return finalPermutation(left, right);
}

/** The round function. The expansion is read off the half rotated, six bits at a time with two shared. */
function scramble(half: number, key: Uint8Array, salt: number): number {
  let result = 0;
  const high: number[] = [];
  for (let group = 0; group < 8; group++) {
    // Bits 4g .. 4g+5 counted from the bit before the first.
    const rotation = (27 - 4 * group + 32) & 31;
    high.push(((half >>> rotation) | (half << ((32 - rotation) & 31))) & 63);
  }
  for (let group = 0; group < 8; group++) {
    const own = high[group] ?? 0;
    const other = high[group ^ 4] ?? 0;
    // Salt bit i swaps expanded bits i and i + 24, counted from the left; six bits of salt per group.
    const mask = SALT_MASKS[(salt >>> (6 * (group & 3))) & 63] ?? 0;
    const swapped = (own & ~mask) | (other & mask);
    result |= SP[group]?.[swapped ^ (key[group] ?? 0)] ?? 0;
  }
  return result;
}

/** Six bits in reverse: the salt counts from the least significant bit, the expansion from the most. */
const SALT_MASKS = Uint8Array.from({ length: 64 }, (_, bits) => {
  let mask = 0;
  for (let i = 0; i < 6; i++) if ((bits >> i) & 1) mask |= 32 >> i;
  return mask;
});

function initialPermutation(block: Uint8Array): [number, number] {
  const words: [number, number] = [0, 0];
  INITIAL.forEach((from, to) => {
    const bit = ((block[(from - 1) >> 3] ?? 0) >> (7 - ((from - 1) & 7))) & 1;
    if (bit) words[to >> 5] = (words[to >> 5] ?? 0) | (1 << (31 - (to & 31)));
  });
  return words;
}

/** The inverse of the initial permutation. */
function finalPermutation(left: number, right: number): Uint8Array {
  const block = new Uint8Array(8);
  INITIAL.forEach((to, from) => {
    const word = from < 32 ? left : right;
    if ((word >>> (31 - (from & 31))) & 1)
      block[(to - 1) >> 3] = (block[(to - 1) >> 3] ?? 0) | (128 >> ((to - 1) & 7));
  });
  return block;
}
