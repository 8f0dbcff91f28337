/**
 * Streebog-256 (GOST R 34.11-2012), the digest inside gost-yescrypt. OpenSSL has it only as an engine.
 *
 * Bytes stand least significant first, as libraries print them; the RFC writes its numbers the other way round.
 * Written for correctness: a verification digests a handful of short messages.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6986
 * @module
 */

const BLOCK = 64;
const DIGEST = 32;
/** x^8 + x^4 + x^3 + x^2 + 1: the field in which the matrix of §6.4 is eight bytes wide instead of 64 bits. */
const POLYNOMIAL = 0x11d;

/** The substitution, §6.2. */
const PI = Buffer.from(
  [
    'fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1f918655ae25cef21811c3c428b018e4f',
    '058402aee36a8fa0060bed987fd4d31feb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf7213479cb75d87',
    '15a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57dff524a93ea843c9d779d6f67c22b903',
    'e00fecde7a94b0bcdce828504e330a4aa79760731e0062441ab83882649f2641ad454692275e552f8ca3a57d69d5953b',
    '0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad88561207167a42d2b095bcb9b25d0bee56c52',
    '59a674d2e6f4b4c0d166afc2394b63b6',
  ].join(''),
  'hex',
);

/** Row: which byte of a column goes in; column: which byte of the result it changes. From §6.4. */
const DIFFUSION = [
  [0x83, 0xe0, 0x8e, 0x2b, 0x4b, 0x31, 0x1c, 0x64],
  [0x18, 0xdc, 0xf5, 0x9e, 0x4f, 0x47, 0x8b, 0xa4],
  [0x28, 0x77, 0x32, 0x8a, 0xd9, 0x86, 0x7d, 0xf9],
  [0x9e, 0xa8, 0x10, 0x18, 0x65, 0x8c, 0x06, 0x5b],
  [0x38, 0xc1, 0x93, 0xba, 0x8c, 0x65, 0x21, 0x03],
  [0x50, 0x89, 0x8a, 0x32, 0xa9, 0x9c, 0xcc, 0xac],
  [0x8e, 0x98, 0x83, 0x1a, 0x01, 0x0f, 0xb6, 0x46],
  [0x64, 0x87, 0x46, 0xb2, 0x07, 0x8b, 0x47, 0x83],
] as const;

/** The twelve constants of §6.5. */
const ROUND_KEYS = [
  '0745a6f2596580dd234d74cc3674760515d360a4082a42a20169679291e07c4b' +
    'fcc485758db84e7116d0452e43766a2f1f7c65c0812fcbebe9daca1eda5b08b1',
  'b79bb121700479e656cdcbd71ba2dd55caa70adbc261b55c5899d6126b17b59a' +
    '3101b5160f5ed561982b230a72eafef3d7b5700f469de34f1a2f9da98ab5a36f',
  'b20aba0af5961e9931db7a8643f4b6c209db6260373ac9c1b19e3590e40fe2d3' +
    '7b7b29b11475eaf28b1f9c525f5ef10635843d6a28fc390ac72fce2bacdc74f5',
  '2ed1e384bcbe0c22f137e893a1ea5334be0352933313b7d875d603ed822cd7a9' +
    '3f355e68ad1c729d7d3c5c337e858e48dde4715da0e148f9d26615e8b3df1fef',
  '57fe6c7cfd581760f563eaa97ea2567a161a2723b700ffdfa3f53a254717cdbf' +
    'bdff0f80d7359e354a1086161f1c157f6323a96c0c413f9a994747adac6bea4b',
  '6e7d64467a4068fa354f903672c571bfb6c6bec2661ff20ab4b79a1cb7a6facf' +
    'c68ef09ab49a7f186ca44251f9c4662dc039307a3bc3a46fd9d33a1daeae4fae',
  '93d4143a4d568688f34a3ca24c45173504054a2883694706372c822dc5ab9209' +
    'c9937a19333e47d3c987bfe6c7c69e39540924bffe86ac51ecc5aaee160ec7f4',
  '1ee702bfd40d7fa4d9a8515935c2ac362fc4a5d12b8dd16990069b92cb2b89f4' +
    '9ac4db4d3b44b4891ede369c71f8b74e41416e0c02aae703a7c9934d425b1f9b',
  'db5a238351446172602a1fcb92dc380e549c07a69a8a2b7bb1ceb2db0b440a80' +
    '84090de0b755d93c244289251b3a7d3ade5f16ecd89a4c949b223116545a8f37',
  'ed9c4598fbc7b474c3b63b15d1fa9836f452763b306c1e7a4b3369af0267e79f' +
    '0361331b8ae1ff1fdb788aff1ce74189f3f3e4b248e52a38526f0580a6debeab',
  '1b2df381cda4ca6b5dd86fc04a59a2de986e477d1dcdbaefcab948eaef711d8a' +
    '79668414218001206107abebbb6bfad894fe5a63cdc60230fb89c8efd09ecd7b',
  '20d71bf14a92bc48991bb2d9d517f4fa5228e188aaa41de786cc91189def805d' +
    '9b9f2130d41220f8771ddfbc323ca4cd7ab14904b08013d2ba3116f167e78e37',
].map((hex) => Buffer.from(hex, 'hex'));

/** By row, substituted byte and column: substitution and diffusion in one look-up. */
const PRODUCTS = DIFFUSION.map((row) =>
  row.map((factor) => Uint8Array.from(PI, (substituted) => multiply(substituted, factor))),
);

export function streebog256(message: Uint8Array): Uint8Array {
  let state: Uint8Array = new Uint8Array(BLOCK).fill(1);
  let length: Uint8Array = new Uint8Array(BLOCK);
  let sum: Uint8Array = new Uint8Array(BLOCK);
  let at = 0;
  for (; at + BLOCK <= message.length; at += BLOCK) {
    const block = message.subarray(at, at + BLOCK);
    state = compress(state, length, block);
    length = add(length, number(BLOCK * 8));
    sum = add(sum, block);
  }
  const rest = message.subarray(at);
  const last = new Uint8Array(BLOCK);
  last.set(rest);
  last[rest.length] = 1;
  state = compress(state, length, last);
  length = add(length, number(rest.length * 8));
  sum = add(sum, last);

  const zero = new Uint8Array(BLOCK);
  return compress(compress(state, zero, length), zero, sum).subarray(BLOCK - DIGEST);
}

/** RFC 7836 §4.1.1; no key here is longer than a block. */
export function hmacStreebog(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(BLOCK);
  padded.set(key);
  const inner = streebog256(Buffer.concat([padded.map((byte) => byte ^ 0x36), message]));
  return streebog256(Buffer.concat([padded.map((byte) => byte ^ 0x5c), inner]));
}

/** §7: twelve rounds whose keys are made on the way. */
function compress(state: Uint8Array, length: Uint8Array, block: Uint8Array): Uint8Array {
  let key = mix(xor(state, length));
  let text = block;
  for (const constant of ROUND_KEYS) {
    text = mix(xor(text, key));
    key = mix(xor(key, constant));
  }
  return xor(xor(xor(text, key), state), block);
}

/** Substitution, transposition of the 8 by 8 bytes, diffusion of each row. */
function mix(text: Uint8Array): Uint8Array {
  const result = new Uint8Array(BLOCK);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum ^= PRODUCTS[k]?.[column]?.[text[8 * k + row] ?? 0] ?? 0;
      result[8 * row + column] = sum;
    }
  }
  return result;
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

/** Modulo 2^512. */
function add(a: Uint8Array, b: Uint8Array): Uint8Array {
  let carry = 0;
  return a.map((byte, i) => {
    carry += byte + (b[i] ?? 0);
    const digit = carry & 255;
    carry >>= 8;
    return digit;
  });
}

function number(value: number): Uint8Array {
  const result = new Uint8Array(BLOCK);
  result[0] = value & 255;
  result[1] = value >> 8;
  return result;
}
