/**
 * Whirlpool (the final, 2003 version). OpenSSL keeps it in the legacy provider, so Node has none.
 *
 * Written for correctness: the handful of shops that chose it hashed once.
 *
 * @see https://www.iso.org/standard/67116.html ISO/IEC 10118-3
 * @module
 */

const ROUNDS = 10;
/** x^8 + x^4 + x^3 + x^2 + 1. */
const POLYNOMIAL = 0x11d;
/** First row of the circulant diffusion matrix. */
const DIFFUSION = [1, 1, 4, 1, 8, 5, 2, 9] as const;
/** The two small boxes the S-box is built from. */
const E = [1, 11, 9, 12, 13, 6, 15, 3, 14, 8, 7, 4, 10, 2, 5, 0] as const;
const R = [7, 12, 11, 13, 14, 4, 9, 15, 6, 3, 8, 10, 2, 5, 1, 0] as const;

const SBOX = buildSbox();
const PRODUCTS = DIFFUSION.map((factor) => SBOX.map((value) => multiply(value, factor)));

export function whirlpool(message: Uint8Array): Uint8Array {
  const blocks = Math.ceil((message.length + 33) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);

  const state = new Uint8Array(64);
  for (let at = 0; at < padded.length; at += 64) compress(state, padded.subarray(at, at + 64));
  return state;
}

/** Miyaguchi-Preneel over the block cipher W. */
function compress(state: Uint8Array, block: Uint8Array): void {
  let key: Uint8Array = Uint8Array.from(state);
  let text: Uint8Array = xor(block, key);
  for (let round = 0; round < ROUNDS; round++) {
    key = mix(key);
    for (let i = 0; i < 8; i++) key[i] = (key[i] ?? 0) ^ (SBOX[8 * round + i] ?? 0);
    text = xor(mix(text), key);
  }
  for (let i = 0; i < 64; i++) state[i] = (state[i] ?? 0) ^ (text[i] ?? 0) ^ (block[i] ?? 0);
}

/** Substitution, cyclic shift of the columns, diffusion of the rows. */
function mix(matrix: Uint8Array): Uint8Array {
  const result = new Uint8Array(64);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) {
        const from = matrix[8 * ((row - k + 8) & 7) + k] ?? 0;
        sum ^= PRODUCTS[(column - k + 8) & 7]?.[from] ?? 0;
      }
      result[8 * row + column] = sum;
    }
  }
  return result;
}

function buildSbox(): number[] {
  const inverse = E.map((_, value) => E.indexOf(value as (typeof E)[number]));
  return Array.from({ length: 256 }, (_, x) => {
    const high = E[x >> 4] ?? 0;
    const low = inverse[x & 15] ?? 0;
    const middle = R[high ^ low] ?? 0;
    return ((E[high ^ middle] ?? 0) << 4) | (inverse[low ^ middle] ?? 0);
  });
}

function multiply(value: number, factor: number): number {
  let product = 0;
  for (let bits = factor, power = value; bits > 0; bits >>= 1) {
    if (bits & 1) product ^= power;
    power <<= 1;
    if (power & 0x100) power ^= POLYNOMIAL;
  }
  return product;
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}
