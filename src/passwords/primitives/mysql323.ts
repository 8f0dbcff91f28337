/**
 * MySQL's OLD_PASSWORD: two 31-bit accumulators, blind to blanks and tabs.
 *
 * @see https://github.com/mysql/mysql-server/blob/5.6/sql/password.c
 * @module
 */

const MASK_32 = 0xffffffffn;
const MASK_31 = 0x7fffffffn;

export function mysql323(password: Uint8Array): Uint8Array {
  let first = 1345345333n;
  let second = 0x12345671n;
  let add = 7n;
  for (const byte of password) {
    if (byte === 0x20 || byte === 0x09) continue;
    const value = BigInt(byte);
    first = (first ^ (((first & 63n) + add) * value + (first << 8n))) & MASK_32;
    second = (second + ((second << 8n) ^ first)) & MASK_32;
    add += value;
  }
  const result = Buffer.alloc(8);
  result.writeUInt32BE(Number(first & MASK_31));
  result.writeUInt32BE(Number(second & MASK_31), 4);
  return result;
}
