/**
 * What a row of an envelope may be about: readers that give a primitive's parts when the password goes in as it is.
 *
 * A reader says what something is, never whether a platform wants it. `$2$` and `$2x$` are not among bcrypt: both
 * compute something else, and platforms that let their prefix pass compute `$2b$` all the same.
 *
 * @module
 */
import type {
  Argon2Parts,
  BcryptParts,
  CryptParts,
  CryptScheme,
  DigestName,
  FirebaseScryptParts,
  HashParts,
  Pbkdf2Parts,
  PhpassParts,
  ScryptParts,
} from '../parts.ts';
import {
  type Arrangement,
  type DigestShape,
  digestShape,
  type HmacShape,
  hmacShape,
  prehashArrangement,
} from './arrangement.ts';
import type { Limit } from './envelope.ts';

type Reader<T> = (parts: HashParts) => T | undefined;

export interface Bcrypt extends BcryptParts {
  readonly variant: '2a' | '2b' | '2y';
}

/** Today's bcrypt, whatever was done to the password before. */
function anyBcrypt(parts: HashParts): Bcrypt | undefined {
  if (parts.primitive !== 'bcrypt') return undefined;
  const { variant } = parts;
  return variant === '2a' || variant === '2b' || variant === '2y' ? { ...parts, variant } : undefined;
}

export const bcrypt: Reader<Bcrypt> = (parts) => {
  const found = anyBcrypt(parts);
  return found?.prehash === undefined ? found : undefined;
};

/** bcrypt over what this rule makes of the password. */
export function bcryptOver(rule: string): Reader<Bcrypt> {
  return (parts) => {
    const found = anyBcrypt(parts);
    return found?.prehash?.rule === rule ? found : undefined;
  };
}

export interface SaltedBcrypt extends Bcrypt, Arrangement {}

/** bcrypt over the password with a pepper or another salt beside it. */
export const saltedBcrypt: Reader<SaltedBcrypt> = (parts) => {
  const found = anyBcrypt(parts);
  const around = prehashArrangement(parts);
  return found === undefined || around?.encoding !== 'utf8' ? undefined : { ...found, ...around };
};

export function argon2(...variants: readonly Argon2Parts['variant'][]): Reader<Argon2Parts> {
  return (parts) =>
    parts.primitive === 'argon2' && isPlain(parts) && variants.includes(parts.variant) ? parts : undefined;
}

export const scrypt: Reader<ScryptParts> = (parts) =>
  parts.primitive === 'scrypt' && isPlain(parts) ? parts : undefined;

export const firebaseScrypt: Reader<FirebaseScryptParts> = (parts) =>
  parts.primitive === 'firebase-scrypt' && isPlain(parts) ? parts : undefined;

export function pbkdf2(...digests: readonly DigestName[]): Reader<Pbkdf2Parts> {
  return (parts) =>
    parts.primitive === 'pbkdf2' && isPlain(parts) && digests.includes(parts.digest) ? parts : undefined;
}

export function phpass(digest: PhpassParts['digest']): Reader<PhpassParts> {
  return (parts) =>
    parts.primitive === 'phpass' && isPlain(parts) && parts.digest === digest ? parts : undefined;
}

export function crypt(...schemes: readonly CryptScheme[]): Reader<CryptParts> {
  return (parts) =>
    parts.primitive === 'crypt' && isPlain(parts) && schemes.includes(parts.scheme) ? parts : undefined;
}

/** One of these digests once over the password, with or without salt on either side. */
export function digests(...names: readonly DigestName[]): Reader<DigestShape> {
  return (parts) => {
    const shape = digestShape(parts);
    return shape !== undefined && names.includes(shape.digest) ? shape : undefined;
  };
}

/** The same over the password as UTF-8: what every platform but Auth0 means. */
export function utf8Digests(...names: readonly DigestName[]): Reader<DigestShape> {
  const read = digests(...names);
  return (parts) => {
    const shape = read(parts);
    return shape?.encoding === 'utf8' ? shape : undefined;
  };
}

export function unsalted(...names: readonly DigestName[]): Reader<DigestShape> {
  const read = utf8Digests(...names);
  return (parts) => {
    const shape = read(parts);
    return shape !== undefined && saltOf(shape).position === 'none' ? shape : undefined;
  };
}

/** Salt on that side, at least one byte, and nothing on the other. */
export function saltedAt(
  position: 'before' | 'after',
  ...names: readonly DigestName[]
): Reader<DigestShape & { readonly salt: Uint8Array }> {
  const read = utf8Digests(...names);
  return (parts) => {
    const shape = read(parts);
    if (shape === undefined) return undefined;
    const { position: found, salt } = saltOf(shape);
    return found === position ? { ...shape, salt } : undefined;
  };
}

export function hmacs(...names: readonly DigestName[]): Reader<HmacShape> {
  return (parts) => {
    const shape = hmacShape(parts);
    return shape !== undefined && shape.encoding === 'utf8' && names.includes(shape.digest)
      ? shape
      : undefined;
  };
}

export interface SaltAt {
  readonly position: 'none' | 'before' | 'after' | 'both';
  /** Empty with `none`; what stands before with `both`. */
  readonly salt: Uint8Array;
}

export function saltOf({ before, after }: Arrangement): SaltAt {
  if (before.length > 0) return { position: after.length > 0 ? 'both' : 'before', salt: before };
  return { position: after.length > 0 ? 'after' : 'none', salt: after };
}

/** Nobody's import takes a key or data beside the password, and one that ignores them lets nobody in. */
export function bareArgon2(title: string): Limit<Argon2Parts> {
  return {
    says: `${title} has no place for the secret or the associated data of an Argon2 hash.`,
    holds: ({ secret, associatedData }) => secret === undefined && associatedData === undefined,
  };
}

export function argon2v19(title: string): Limit<Argon2Parts> {
  return {
    says: `${title} is only known to read version 0x13 of Argon2 (v=19).`,
    holds: ({ version }) => version === 19,
  };
}

const DOLLAR = 0x24;
const COLON = 0x3a;

/** libc's own bounds: longer salts are cut there, and other characters end the field or the line. */
export const cryptSalt: Limit<CryptParts> = {
  says: 'crypt(3) takes salts of up to 16 characters (8 for MD5) that can stand in its string, and this one is bytes.',
  holds: ({ scheme, salt }) =>
    salt.length <= (scheme === 'md5crypt' ? 8 : 16) &&
    salt.every((byte) => byte > 32 && byte < 127 && byte !== DOLLAR && byte !== COLON),
};

export function someSalt(title: string): Limit<{ readonly salt: Uint8Array }> {
  return {
    says: `${title} reads the salt as a field of its own, which must not be empty.`,
    holds: ({ salt }) => salt.length > 0,
  };
}

export function oneSalt(title: string): Limit<Arrangement> {
  return {
    says: `${title} puts salt before the password or behind it, not on both sides.`,
    holds: (around) => saltOf(around).position !== 'both',
  };
}

function isPlain(parts: { readonly prehash?: unknown }): boolean {
  return parts.prehash === undefined;
}
