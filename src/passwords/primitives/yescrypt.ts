/**
 * yescrypt in its default flavour, which Debian, Fedora and Ubuntu write to their shadow files.
 *
 * scrypt's frame with a second mixing function, pwxform, over S-boxes that change as they are used. Only the flavour
 * `j` (read-write, six rounds, 12 KiB of S-boxes) is computed; nothing else has been seen in the wild.
 *
 * @see https://www.openwall.com/yescrypt/
 * @module
 */
import { hash, pbkdf2Sync } from 'node:crypto';
import { hmac } from './digest.ts';

export interface YescryptCosts {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly t: number;
}

const ROUNDS = 6;
const GATHER = 4;
const SIMPLE = 2;
/** Pairs of 32-bit words in one S-box. */
const BOX = 256 * SIMPLE;
const BOX_MASK = 255 * SIMPLE * 8;
const BOXES_BYTES = 3 * BOX * 8;

/** Above this much work the password is first put through a 64th of it. */
const PREHASH_FROM = 0x20000;

/** 32 bytes. */
export function yescrypt(password: Uint8Array, salt: Uint8Array, costs: YescryptCosts): Uint8Array {
  const { N, r, p } = costs;
  const isLarge = N / p >= 0x100 && (N / p) * r >= PREHASH_FROM;
  const input = isLarge ? derive(password, salt, { N: N >>> 6, r, p, t: 0 }, true) : password;
  return derive(input, salt, costs, false);
}

function derive(
  password: Uint8Array,
  salt: Uint8Array,
  costs: YescryptCosts,
  isPrehash: boolean,
): Uint8Array {
  const { r, p } = costs;
  const key = hmac('sha256', Buffer.from(isPrehash ? 'yescrypt-prehash' : 'yescrypt'), password);
  const block = pbkdf2Sync(key, salt, 1, 128 * r * p, 'sha256');
  const words = new Int32Array(block.buffer.slice(block.byteOffset, block.byteOffset + block.length));
  const secret = mixAll(words, costs, block.subarray(0, 32));
  const result = pbkdf2Sync(secret, new Uint8Array(words.buffer), 1, 32, 'sha256');
  return isPrehash ? result : hash('sha256', hmac('sha256', result, Buffer.from('Client Key')), 'buffer');
}

/** S-boxes of one lane, and the word at which rewriting goes on. */
interface Boxes {
  s0: Int32Array;
  s1: Int32Array;
  s2: Int32Array;
  w: number;
}

/** All lanes; gives the key for the last PBKDF2. */
function mixAll(B: Int32Array, { N, r, p, t }: YescryptCosts, first: Uint8Array): Uint8Array {
  const size = 32 * r;
  const chunk = Math.floor(N / p);
  const all = evenUp(loopCount(chunk, t));
  const readWrite = evenUp(Math.floor(loopCount(chunk, t) / p));
  const chunkEven = chunk - (chunk % 2);
  const V = new Int32Array(size * N);
  const lanes: Boxes[] = [];
  let secret: Uint8Array = Uint8Array.from(first);

  for (let lane = 0; lane < p; lane++) {
    const Bp = B.subarray(lane * size, (lane + 1) * size);
    const from = lane * chunkEven;
    const count = lane < p - 1 ? chunkEven : N - from;
    const boxes = makeBoxes(Bp);
    lanes.push(boxes);
    if (lane === 0) secret = hmac('sha256', bytesOf(Bp.subarray(size - 16)), secret);
    const Vp = V.subarray(from * size, (from + count) * size);
    fill(Bp, r, count, Vp, boxes);
    mix(Bp, r, powerBelow(count), readWrite, Vp, boxes, true);
  }
  for (const [lane, boxes] of lanes.entries()) {
    mix(B.subarray(lane * size, (lane + 1) * size), r, N, all - readWrite, V, boxes, false);
  }
  return secret;
}

function loopCount(chunk: number, t: number): number {
  if (t > 1) return chunk * (t - 1);
  return Math.floor((chunk * (t + 1) + 2) / 3);
}

const evenUp = (value: number): number => value + (value % 2);
const powerBelow = (value: number): number => 2 ** Math.floor(Math.log2(value));

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** The S-boxes are the memory of a small scrypt over the first 128 bytes. */
function makeBoxes(B: Int32Array): Boxes {
  const S = new Int32Array(BOXES_BYTES / 4);
  fill(B.subarray(0, 32), 1, BOXES_BYTES / 128, S, undefined);
  return { s2: S.subarray(0, 2 * BOX), s1: S.subarray(2 * BOX, 4 * BOX), s0: S.subarray(4 * BOX), w: 0 };
}

/** smix1: fills the memory; with S-boxes it also mixes in what is already there. */
function fill(B: Int32Array, r: number, N: number, V: Int32Array, boxes: Boxes | undefined): void {
  const size = 32 * r;
  const X = shuffled(B);
  const Y = new Int32Array(size);
  for (let i = 0; i < N; i++) {
    V.set(X, i * size);
    if (boxes !== undefined && i > 1) {
      const power = powerBelow(i);
      xorInto(X, V, (((X[size - 16] as number) & (power - 1)) + (i - power)) * size);
    }
    if (boxes === undefined) blockMixSalsa(X, Y, r);
    else blockMixPwx(X, r, boxes);
  }
  unshuffle(X, B);
}

/** smix2: reads the memory, and writes it while told to. */
function mix(
  B: Int32Array,
  r: number,
  N: number,
  loops: number,
  V: Int32Array,
  boxes: Boxes,
  writes: boolean,
): void {
  const size = 32 * r;
  const X = shuffled(B);
  for (let i = 0; i < loops; i++) {
    const at = ((X[size - 16] as number) & (N - 1)) * size;
    xorInto(X, V, at);
    if (writes) V.set(X, at);
    blockMixPwx(X, r, boxes);
  }
  unshuffle(X, B);
}

function xorInto(X: Int32Array, V: Int32Array, at: number): void {
  for (let k = 0; k < X.length; k++) X[k] = (X[k] as number) ^ (V[at + k] as number);
}

/** The order of words that vector units like; yescrypt defines its mixing on it. */
function shuffled(B: Int32Array): Int32Array {
  return Int32Array.from(B, (_, k) => B[(k & ~15) + (((k & 15) * 5) % 16)] as number);
}

function unshuffle(X: Int32Array, B: Int32Array): void {
  for (let k = 0; k < X.length; k++) B[(k & ~15) + (((k & 15) * 5) % 16)] = X[k] as number;
}

function blockMixSalsa(B: Int32Array, Y: Int32Array, r: number): void {
  const X = B.slice((2 * r - 1) * 16);
  for (let i = 0; i < 2 * r; i++) {
    for (let k = 0; k < 16; k++) X[k] = (X[k] as number) ^ (B[i * 16 + k] as number);
    salsa(X, 0, 8);
    Y.set(X, ((i & 1) * r + (i >> 1)) * 16);
  }
  B.set(Y);
}

function blockMixPwx(B: Int32Array, r: number, boxes: Boxes): void {
  const last = 2 * r - 1;
  const X = B.slice(last * 16);
  for (let i = 0; i <= last; i++) {
    for (let k = 0; k < 16; k++) X[k] = (X[k] as number) ^ (B[i * 16 + k] as number);
    pwxform(X, boxes);
    B.set(X, i * 16);
  }
  salsa(B, last * 16, 2);
}

/** Multiplications that depend on look-ups that depend on multiplications; the middle rounds refill the third box. */
function pwxform(X: Int32Array, boxes: Boxes): void {
  const { s0, s1, s2, w } = boxes;
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < GATHER * SIMPLE * 2; at += SIMPLE * 2) {
      const p0 = ((X[at] as number) & BOX_MASK) >>> 2;
      const p1 = ((X[at + 1] as number) & BOX_MASK) >>> 2;
      for (let k = 0; k < SIMPLE * 2; k += 2) multiplyAdd(X, at + k, s0, p0 + k, s1, p1 + k);
    }
    if (round > 0 && round < ROUNDS - 1) s2.set(X, w + (round - 1) * 16);
  }
  boxes.s0 = s2;
  boxes.s1 = s0;
  boxes.s2 = s1;
  boxes.w = (w + (ROUNDS - 2) * 16) & (2 * BOX - 1);
}

/** hi * lo + s0, then xor s1, in 64 bits made of halves. */
function multiplyAdd(
  X: Int32Array,
  at: number,
  s0: Int32Array,
  p0: number,
  s1: Int32Array,
  p1: number,
): void {
  const a = (X[at] as number) >>> 0;
  const b = (X[at + 1] as number) >>> 0;
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x10000);
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
  const sumLow = (Math.imul(a, b) >>> 0) + ((s0[p0] as number) >>> 0);
  const carry = sumLow > 0xffffffff ? 1 : 0;
  X[at] = sumLow ^ (s1[p1] as number);
  X[at + 1] = ((high + (s0[p0 + 1] as number) + carry) | 0) ^ (s1[p1 + 1] as number);
}

/** Salsa20 on shuffled words, added to its input. */
function salsa(B: Int32Array, at: number, rounds: number): void {
  const x = new Int32Array(16);
  for (let i = 0; i < 16; i++) x[(i * 5) % 16] = B[at + i] as number;
  for (let i = 0; i < rounds; i += 2) {
    for (const [a, b, c, d] of QUARTERS) {
      x[b] = (x[b] as number) ^ rotate(((x[a] as number) + (x[d] as number)) | 0, 7);
      x[c] = (x[c] as number) ^ rotate(((x[b] as number) + (x[a] as number)) | 0, 9);
      x[d] = (x[d] as number) ^ rotate(((x[c] as number) + (x[b] as number)) | 0, 13);
      x[a] = (x[a] as number) ^ rotate(((x[d] as number) + (x[c] as number)) | 0, 18);
    }
  }
  for (let i = 0; i < 16; i++) B[at + i] = ((B[at + i] as number) + (x[(i * 5) % 16] as number)) | 0;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** Columns, then rows. */
const QUARTERS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
] as const;
