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
  { digest, logRounds, salt }: Pick<PhpassParts, 'digest' | 'logRounds' | 'salt'>,
  password: Uint8Array,
): string {
  return phpassChain(digest, salt, password, 2 ** logRounds);
}

/** The same with the number of rounds itself. */
export function phpassChain(
  digest: PhpassParts['digest'],
  salt: string,
  password: Uint8Array,
  rounds: number,
): string {
  const first = Buffer.concat([Buffer.from(salt, 'latin1'), password]);
  return toCrypt64(
    digest === 'md5' ? chainMd5(md5(first), password, rounds) : chainSha512(first, password, rounds),
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
