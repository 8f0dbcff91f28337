/**
 * The vectors of test/vectors: stored hashes with their passwords, each with where it came from and what else
 * confirmed it. For tests only.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KnownPair } from './format-contract.ts';
import type { StoredHash } from './stored.ts';

const Vector = z.object({
  id: z.string(),
  format: z.string(),
  hash: z.string(),
  password: z.string().optional(),
  /** Bytes that are no UTF-8. */
  passwordHex: z.string().optional(),
  /** Everything outside the string. */
  extra: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  valid: z.boolean(),
  source: z.string(),
  tags: z.array(z.string()).optional(),
});

export type Vector = z.output<typeof Vector>;

/** Those of the survey. */
export const VECTORS = readVectors('password-vectors.json');

/**
 * Those made afterwards, at random, with whatever oracle runs on a developer's machine: PHP, libpass (the heir of
 * passlib), Django, Werkzeug, libxcrypt, gostcrypto; and the test strings that John the Ripper and hashcat publish.
 * A few were kept of some thousands that agreed, chosen to differ: spelling, encoding, password, inputs beside them.
 */
export const ORACLE_VECTORS = readVectors('oracle-vectors.json');

function readVectors(name: string): readonly Vector[] {
  const file = new URL(`../../test/vectors/${name}`, import.meta.url);
  return z.array(Vector).parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function passwordOf({ password, passwordHex }: Vector): string | Uint8Array {
  return passwordHex === undefined ? (password ?? '') : Buffer.from(passwordHex, 'hex');
}

export function storedOf({ hash, extra }: Vector, format: string | undefined): StoredHash {
  return {
    hash,
    ...(format === undefined ? {} : { format }),
    ...(extra === undefined ? {} : { beside: extra }),
  };
}

export function knownPair(vector: Vector): KnownPair {
  const { hash, source, extra } = vector;
  return {
    hash,
    password: passwordOf(vector),
    from: source,
    ...(extra === undefined ? {} : { beside: extra }),
  };
}
