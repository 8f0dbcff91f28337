/**
 * The padding MD4 and MD5 share: 0x80, zeros, and the length in bits, as little-endian words.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1321#section-3.1
 * @module
 */

/** The whole padded message as words; `before` counts bytes already compressed by an earlier state. */
export function finishBlocks(message: Uint8Array, before = 0): Int32Array {
  const blocks = Math.ceil((message.length + 9) / 64);
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const words = new Int32Array(bytes.buffer);
  const bits = (before + message.length) * 8;
  words[words.length - 2] = bits | 0;
  words[words.length - 1] = Math.floor(bits / 2 ** 32);
  return words;
}
