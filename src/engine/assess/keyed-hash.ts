/**
 * Sixteen bytes by which two texts are found to be equal, and from which neither can be read back.
 *
 * SHA-1 over a random prefix that is forgotten with the process, cut to 128 bits: nobody can try out identifiers
 * without the prefix, and finding collisions gains nobody anything here. An HMAC object of node:crypto costs 4 µs for
 * each short text, this 0.5 µs (one core, 2026-11), and it is asked twice for each of millions of rows.
 *
 * @module
 */
import { hash, randomBytes } from 'node:crypto';

const KEY_BYTES = 16;

/** The buffer is used again for the next text. */
export type KeyedHash = (text: string) => Buffer;

export function createKeyedHash(): KeyedHash {
  const secret = randomBytes(32).toString('base64');
  const key = Buffer.alloc(KEY_BYTES);
  return (text) => {
    key.write(hash('sha1', secret + text, 'binary'), 0, KEY_BYTES, 'binary');
    return key;
  };
}
