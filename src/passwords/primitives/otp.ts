/**
 * One-time passwords of RFC 2289, as Dovecot stores them: SHA-1 folded to 64 bits, fed back.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2289#appendix-A
 * @module
 */
import { hash } from 'node:crypto';

export function otpSha1(password: Uint8Array, seed: Uint8Array, rounds: number): Uint8Array {
  const lower = Buffer.from(seed).toString('latin1').toLowerCase();
  let value = foldSha1(Buffer.concat([Buffer.from(lower), password]));
  for (let round = 0; round < rounds; round++) value = foldSha1(value);
  return value;
}

/** The five words of SHA-1 combined to two, and those written least significant byte first. */
function foldSha1(message: Uint8Array): Uint8Array {
  const digest = hash('sha1', message, 'buffer');
  const word = (i: number): number => digest.readUInt32BE(i * 4);
  const result = Buffer.alloc(8);
  result.writeUInt32LE((word(0) ^ word(2) ^ word(4)) >>> 0);
  result.writeUInt32LE((word(1) ^ word(3)) >>> 0, 4);
  return result;
}
