/**
 * MD4, for NT hashes and what was built on them. Broken for everything else since 1995.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1320
 * @module
 */
import { finishBlocks } from './md-padding.ts';

export function md4(message: Uint8Array): Uint8Array {
  const state = Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476);
  const words = finishBlocks(message);
  for (let block = 0; block < words.length; block += 16) compress(state, words, block);
  return new Uint8Array(state.buffer);
}

const SHIFTS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const;

/** Order in which the words of the block are used, by round (RFC 1320 §3.4). */
const ORDER = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;

const CONSTANTS = [0, 0x5a827999, 0x6ed9eba1] as const;

function compress(state: Int32Array, words: Int32Array, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let round = 0; round < 3; round++) {
    const order = ORDER[round] ?? ORDER[0];
    const shifts = SHIFTS[round] ?? SHIFTS[0];
    for (let step = 0; step < 16; step++) {
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (a + mixed + (words[at + (order[step] ?? 0)] ?? 0) + (CONSTANTS[round] ?? 0)) | 0;
      const shift = shifts[step & 3] ?? 0;
      a = d;
      d = c;
      c = b;
      b = (sum << shift) | (sum >>> (32 - shift));
    }
  }
  state[0] = ((state[0] ?? 0) + a) | 0;
  state[1] = ((state[1] ?? 0) + b) | 0;
  state[2] = ((state[2] ?? 0) + c) | 0;
  state[3] = ((state[3] ?? 0) + d) | 0;
}
