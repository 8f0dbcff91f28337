/**
 * Solar Designer's portable PHP hashes (WordPress, phpBB 3, Drupal 7): a digest fed back 2^n times.
 *
 * @see https://www.openwall.com/phpass/
 * @module
 */
import { hash } from 'node:crypto';
import { toCrypt64 } from '../encodings.ts';
import type { PhpassParts } from '../parts.ts';
import { chainMd5, md5 } from './md5.ts';

/** The digest in phpass' base 64: 22 characters with MD5, 86 with SHA-512. */
export function phpassText(
  parts: Pick<PhpassParts, 'digest' | 'logRounds' | 'salt'>,
  password: Uint8Array,
): string {
  const first = Buffer.concat([Buffer.from(parts.salt, 'latin1'), password]);
  const rounds = 2 ** parts.logRounds;
  return toCrypt64(
    parts.digest === 'md5' ? chainMd5(md5(first), password, rounds) : chainSha512(first, password, rounds),
  );
}

function chainSha512(first: Uint8Array, password: Uint8Array, rounds: number): Uint8Array {
  let digest: Uint8Array = hash('sha512', first, 'buffer');
  const buffer = Buffer.alloc(64 + password.length);
  buffer.set(password, 64);
  for (let round = 0; round < rounds; round++) {
    buffer.set(digest);
    digest = hash('sha512', buffer, 'buffer');
  }
  return digest;
}
