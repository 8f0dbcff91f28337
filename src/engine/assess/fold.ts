/**
 * Folds whatever tells shapes apart into one number, piece after piece, without making a text of it.
 *
 * Two lanes of 32 bits, mixed as in MurmurHash3's finalizer, of which 53 bits are kept: among the five thousand shapes
 * held at once, two that differ become one number once in 10^9 exports. The state stands outside, on purpose: an object
 * for each of millions of rows would cost more than the folding.
 *
 * @see https://github.com/aappleby/smhasher/wiki/MurmurHash3
 * @module
 */

const PRIME_ONE = 0x85ebca6b;
const PRIME_TWO = 0xc2b2ae35;

let one = 0;
let two = 0;

export function beginFold(): void {
  one = 0x811c9dc5;
  two = 0x01000193;
}

/** A whole number of 32 bits. */
export function foldNumber(number: number): void {
  const a = Math.imul(one ^ number, PRIME_ONE);
  one = a ^ (a >>> 15);
  const b = Math.imul((two + number) | 0, PRIME_TWO);
  two = b ^ (b >>> 13);
}

/** With its length before it: without, `new` and `letter` would fold as `newsletter` does. */
export function foldText(text: string): void {
  const end = text.length;
  foldNumber(end);
  let a = one;
  let b = two;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, PRIME_ONE);
    a ^= a >>> 15;
    b = Math.imul((b + code) | 0, PRIME_TWO);
    b ^= b >>> 13;
  }
  one = a;
  two = b;
}

export function foldFlag(flag: boolean): void {
  foldNumber(flag ? 1 : 2);
}

/** What has been folded since the beginning, as a whole number below 2^53. */
export function endFold(): number {
  foldNumber(0);
  return (one >>> 0) * 2 ** 21 + (two >>> 11);
}

/** Something folded by itself, in the middle of something else. */
export function foldedAlone(fold: () => void): number {
  const [outerOne, outerTwo] = [one, two];
  beginFold();
  fold();
  const alone = endFold();
  one = outerOne;
  two = outerTwo;
  return alone;
}
