/**
 * MD5 for tight loops and for its inner state, which OpenSSL does not give out.
 *
 * Single digests go through `digest('md5')`, which is faster for them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1321
 * @module
 */
import { finishBlocks } from './md-padding.ts';
import { compressMd5 } from './md5-block.ts';

/** The state before the first block (RFC 1321 §3.3). */
export function freshState(): Int32Array {
  return Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476);
}

/** The state after whole blocks, which is what `{CRAM-MD5}` stores. */
export function chainingState(blocks: Uint8Array): Uint8Array {
  const state = freshState();
  const words = new Int32Array(Uint8Array.from(blocks).buffer);
  for (let at = 0; at < words.length; at += 16) compressMd5(state, words, at);
  return new Uint8Array(state.buffer);
}

export function md5(message: Uint8Array): Uint8Array {
  const state = freshState();
  const words = finishBlocks(message);
  for (let at = 0; at < words.length; at += 16) compressMd5(state, words, at);
  return new Uint8Array(state.buffer);
}

/**
 * phpass' loop: `h = md5(h . password)`, `count` times. The padded message is built once and only its first
 * sixteen bytes change.
 */
export function chainMd5(first: Uint8Array, password: Uint8Array, count: number): Uint8Array {
  const message = new Uint8Array(16 + password.length);
  message.set(password, 16);
  const words = finishBlocks(message);
  const state = freshState();
  const [a = 0, b = 0, c = 0, d = 0] = new Int32Array(Uint8Array.from(first).buffer);
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
  for (let round = 0; round < count; round++) {
    state[0] = 0x67452301;
    state[1] = 0xefcdab89;
    state[2] = 0x98badcfe;
    state[3] = 0x10325476;
    for (let at = 0; at < words.length; at += 16) compressMd5(state, words, at);
    words.set(state);
  }
  return new Uint8Array(state.buffer);
}
