/**
 * The same hash in another format's spelling, without the password: Django's PBKDF2 as Keycloak's JSON, an AdonisJS
 * bcrypt as `$2b$`.
 *
 * Unlike `transcode`, which knows platforms and their limits, this knows the formats of this library only.
 *
 * Nothing is believed: what was written is read again, and has to say exactly what the original said. A salt that
 * is used as text and one that is decoded are two different things, and so are the preparations of a password.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import { toHex } from './encodings.ts';
import { PasswordHashError, UnknownHash } from './errors.ts';
import { findFormat } from './formats.ts';
import type { HashParts } from './parts.ts';
import { besideOf, type StoredHash } from './stored.ts';
import { parse } from './verify.ts';

/** The string in the other spelling, or why there is none. */
export type Respelled = { readonly hash: string } | { readonly reason: string };

/**
 * @param to id of the format to write
 * @throws PasswordHashError what `parse` throws, UnknownHash when `to` does not exist
 */
export function respell(stored: StoredHash, to: string): Respelled {
  const target = findFormat(to);
  if (target === undefined) throw new UnknownHash('the format to write does not exist');
  const { parts } = parse(stored);
  const hash = target.format?.(parts) ?? '';
  if (hash === '') return { reason: `${to} cannot hold ${describe(parts)}` };
  const again = readAgain(to, hash);
  if (again !== undefined && isSame(again, parts)) return { hash };
  return { reason: `${to} would read something else out of ${describe(parts)}` };
}

/** What the target makes of the string, with nothing beside it. */
function readAgain(id: string, hash: string): HashParts | undefined {
  try {
    return findFormat(id)?.parse(hash, besideOf(id, { hash }));
  } catch (error) {
    if (error instanceof PasswordHashError) return undefined;
    throw error;
  }
}

/** Byte arrays are compared by content, whatever their class. */
function isSame(a: HashParts, b: HashParts): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function describe(parts: HashParts): string {
  const isPrepared = 'prehash' in parts && parts.prehash !== undefined;
  return isPrepared ? `${parts.primitive} of a prepared password` : parts.primitive;
}
