/**
 * Wrapping: Argon2id over a weak stored hash, without the password, so that the weak one need not rest anywhere.
 *
 * The wrapped string says everything about its inside:
 * `$cwrap$v=1$i=<format>,e=hex$<rule and inputs>$argon2id$v=19$…`. The inner digest goes in as lower-case hex, so that
 * its spelling in the export does not matter. At the next login the password itself is known, and `hashPassword`
 * replaces the onion.
 *
 * Unsalted digests can be "shucked": digests of other breaches tried against the outer hash. A pepper keeps that
 * from working; it is named in the rule and never stored.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#upgrading-legacy-hashes
 * @module
 */
import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { readCrypt64, toHex } from './encodings.ts';
import { formatArgon2 } from './formats/argon2.ts';
import { packWrapped } from './formats/wrapped.ts';
import type { Argon2Parts, HashParts, Inputs } from './parts.ts';
import { hmac } from './primitives/digest.ts';
import type { StoredHash } from './stored.ts';
import { type Strength, strengthOf } from './strength.ts';
import { type ParsedHash, parse } from './verify.ts';

/** OWASP's second row for Argon2id: 19 MiB, two passes, one lane. */
const OUTER = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

export interface WrapOptions {
  /** Keyed over the inner digest against shucking; the same has to be given to `verify` as `wrapPepper`. */
  readonly wrapPepper?: string;
}

/** Wrapped, or the reason why it was not. */
export type Wrapped = { readonly hash: string } | { readonly reason: string };

/** @throws PasswordHashError what `parse` throws */
export async function wrap(stored: StoredHash, options: WrapOptions = {}): Promise<Wrapped> {
  return wrapParsed(parse(stored), options);
}

export async function wrapParsed({ format, parts }: ParsedHash, options: WrapOptions = {}): Promise<Wrapped> {
  if (parts.primitive === 'disabled') return { reason: 'there is no password to protect' };
  if (format === 'footbridge-wrap') return { reason: 'it is wrapped already' };
  const { class: strength } = strengthOf(parts);
  // Two slow derivations behind each other double the time of every login for nothing.
  if (!isWeak(strength)) return { reason: `it is ${strength} as it stands` };
  const inner = innerOf(parts);
  if (inner === undefined) return { reason: `the rules know no way to compute ${parts.primitive} again` };

  const digest = Buffer.from(toHex(inner.key), 'latin1');
  const { wrapPepper } = options;
  const input =
    wrapPepper === undefined ? digest : Buffer.from(toHex(hmac('sha256', Buffer.from(wrapPepper), digest)));
  const outer = await deriveOuter(input);
  const rule =
    wrapPepper === undefined ? `hex(${inner.rule})` : `hex(hmac_sha256(wrapPepper, hex(${inner.rule})))`;
  return { hash: packWrapped({ format, rule, inputs: withoutSecrets(inner.inputs), outer }) };
}

/** A whole population, in order, several at a time; memory for each is 19 MiB. */
export async function* wrapAll(
  hashes: AsyncIterable<StoredHash> | Iterable<StoredHash>,
  options: WrapOptions & { readonly concurrency?: number } = {},
): AsyncGenerator<Wrapped> {
  const waiting: Promise<Wrapped>[] = [];
  for await (const stored of hashes) {
    waiting.push(wrap(stored, options));
    const [first] = waiting;
    if (waiting.length >= (options.concurrency ?? 4) && first !== undefined) {
      yield await first;
      waiting.shift();
    }
  }
  for (const one of waiting) yield await one;
}

/** A fresh hash of the password itself: what replaces a wrapped or outdated one after a login. */
export async function hashPassword(password: string | Uint8Array): Promise<string> {
  return formatArgon2(
    await deriveOuter(typeof password === 'string' ? Buffer.from(password, 'utf8') : password),
  );
}

const isWeak = (strength: Strength['class']): boolean => strength === 'weak' || strength === 'broken';

interface Inner {
  readonly rule: string;
  readonly inputs: Inputs;
  readonly key: Uint8Array;
}

/** How to come from the password to the stored digest again; `undefined` when no rule can say it. */
function innerOf(parts: HashParts): Inner | undefined {
  if (parts.primitive === 'digest') return parts;
  const password = 'prehash' in parts && parts.prehash !== undefined ? parts.prehash.rule : 'password';
  const given = 'prehash' in parts && parts.prehash !== undefined ? parts.prehash.inputs : {};
  if (parts.primitive === 'pbkdf2' && parts.digest !== 'md4' && parts.digest !== 'whirlpool') {
    const { digest, iterations, salt, key } = parts;
    const rule = `pbkdf2_${digest.replace('-', '_')}(${password}, kdfSalt, kdfRounds, ${key.length})`;
    return { rule, inputs: { ...given, kdfSalt: salt, kdfRounds: iterations }, key };
  }
  if (parts.primitive === 'phpass' && parts.digest === 'md5') {
    const key = readCrypt64(parts.key);
    const rule = `iterate(kdfRounds, md5(kdfSalt . ${password}), md5(it . ${password}))`;
    const inputs = { ...given, kdfSalt: Buffer.from(parts.salt, 'latin1'), kdfRounds: 2 ** parts.logRounds };
    return key === undefined ? undefined : { rule, inputs, key };
  }
  return undefined;
}

/** Site secrets stay outside; the names in the rule ask for them again. */
function withoutSecrets(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => name !== 'pepper' && name !== 'signerKey'),
  );
}

async function deriveOuter(input: Uint8Array): Promise<Argon2Parts> {
  const salt = randomBytes(SALT_BYTES);
  const key = await hashRaw(input, {
    algorithm: 2,
    memoryCost: OUTER.memory,
    timeCost: OUTER.passes,
    parallelism: OUTER.parallelism,
    outputLen: KEY_BYTES,
    salt,
  });
  return { primitive: 'argon2', variant: 'id', version: 19, ...OUTER, salt, key };
}
