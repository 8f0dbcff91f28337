/**
 * Oracle before 11g: a DES-CBC checksum of user name and password in upper case, under a fixed key, then again
 * under the checksum itself.
 *
 * @see https://www.sans.org/white-papers/1591/ An Assessment of the Oracle Password Hashing Algorithm
 * @module
 */
import { view } from '../encodings.ts';
import { desEncrypt, desKeys } from './des.ts';

const FIRST_KEY = Buffer.from('0123456789abcdef', 'hex');

export function oracle10(password: Uint8Array, username: Uint8Array): Uint8Array {
  const text = (view(username).toString('utf8') + view(password).toString('utf8')).toUpperCase();
  const wide = Buffer.from(text, 'utf16le').swap16();
  const padded = Buffer.alloc(Math.ceil(wide.length / 8) * 8);
  padded.set(wide);
  return checksum(padded, checksum(padded, FIRST_KEY));
}

/** The last block of DES in CBC mode from zero. */
function checksum(message: Uint8Array, key: Uint8Array): Uint8Array {
  const keys = desKeys(key);
  let block: Uint8Array = new Uint8Array(8);
  for (let at = 0; at < message.length; at += 8) {
    block = desEncrypt(
      block.map((byte, i) => byte ^ (message[at + i] ?? 0)),
      keys,
    );
  }
  return block;
}
