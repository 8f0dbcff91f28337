/**
 * Wrapping: Argon2id over a weak stored hash, without the password, so that the weak one need not rest anywhere.
 *
 * The wrapped string says everything about its inside:
 * `$cwrap$v=1$i=<format>,e=hex$<rule and inputs>$argon2id$v=19$…`. The inner digest goes in as lower-case hex, so that
 * its spelling in the export does not matter. At the next login the password itself is known, and `hashPassword`
 * replaces the onion (`wrap-login.ts`).
 *
 * A wrapped hash is made stronger by another layer around it, three at the most; without the password nothing else is
 * possible. Layers add up at every login, so it happens only when a stronger `outer` is asked for.
 *
 * Unsalted digests can be "shucked": digests of other breaches tried against the outer hash. A pepper keeps that
 * from working; it is named in the rule and never stored.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#upgrading-legacy-hashes
 * @module
 */
import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { checkBounds } from './bounds.ts';
import { toHex } from './encodings.ts';
import { PasswordHashError } from './errors.ts';
import { formatArgon2 } from './formats/argon2.ts';
import { packWrapped, wrappedFormat } from './formats/wrapped.ts';
import { inOrder } from './in-order.ts';
import type { Argon2Parts } from './parts.ts';
import { hmac } from './primitives/digest.ts';
import { MAX_HASH_LENGTH, type StoredHash } from './stored.ts';
import { strengthOf } from './strength.ts';
import { type ParsedHash, parse } from './verify.ts';
import { type Inner, innerOf } from './wrap-inner.ts';

/** Cost of an Argon2id layer; memory in KiB. */
export interface OuterCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's second row for Argon2id: 19 MiB, two passes, one lane. */
export const DEFAULT_OUTER: OuterCost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Two raises in the life of a hash nobody logs in with; Magento sets no limit, and a chain of 2,000 is an attack. */
const MAX_LAYERS = 3;

/** Bytes: four times the longest that forms are known to take. Longer ones have always been up to the bounds. */
const LONG_PASSWORD = 512;

export interface WrapOptions {
  /** Keyed over the inner digest against shucking; the same has to be given to `verify` as `wrapPepper`. */
  readonly wrapPepper?: string;
  /** Cost of the new layer. With a cost above that of a hash wrapped before, it gets another layer. */
  readonly outer?: OuterCost;
}

/** Wrapped, or the reason why it was not. */
export type Wrapped =
  | { readonly hash: string }
  | {
      readonly reason: string;
      /** It is as weak as it was, and stays so; otherwise there is nothing to do. */
      readonly left?: true;
    };

/** @throws PasswordHashError what `parse` throws */
export async function wrap(stored: StoredHash, options: WrapOptions = {}): Promise<Wrapped> {
  const parsed = parse(stored);
  const outside = secretsOutside(stored);
  const inner = wrappedFormat(stored.hash);
  return inner === undefined
    ? wrapParsed(parsed, outside, options)
    : wrapAgain({ format: inner, parts: parsed.parts }, outside, options);
}

async function wrapParsed(
  { format, parts }: ParsedHash,
  outside: Outside,
  options: WrapOptions,
): Promise<Wrapped> {
  if (parts.primitive === 'disabled') return { reason: 'there is no password to protect' };
  const { class: strength } = strengthOf(parts);
  // Two slow derivations behind each other double the time of every login for nothing.
  if (strength === 'strong' || strength === 'acceptable') return { reason: `it is ${strength} as it stands` };
  const inner = innerOf(parts);
  return 'reason' in inner
    ? { reason: inner.reason, left: true }
    : around(format, dropSecrets(inner, outside), options);
}

async function wrapAgain(
  { format, parts }: ParsedHash,
  outside: Outside,
  options: WrapOptions,
): Promise<Wrapped> {
  if (parts.primitive !== 'argon2' || !isStronger(options.outer, parts))
    return { reason: 'it is wrapped already' };
  const inner = innerOf(parts);
  if ('reason' in inner) return { reason: inner.reason };
  if (layersIn(inner.rule) >= MAX_LAYERS) return { reason: `it has ${MAX_LAYERS} layers already` };
  // The pepper of the first layer is in the rule already.
  return around(format, dropSecrets(inner, outside), { ...options, wrapPepper: undefined });
}

const isStronger = (outer: OuterCost | undefined, { memory, passes }: Argon2Parts): boolean =>
  outer !== undefined && outer.memory * outer.passes > memory * passes && outer.memory >= memory;

const layersIn = (rule: string): number => rule.split('argon2id(').length - 1;

async function around(
  format: string,
  inner: Inner,
  { wrapPepper, outer }: { readonly wrapPepper?: string | undefined; readonly outer?: OuterCost },
): Promise<Wrapped> {
  const digest = Buffer.from(toHex(inner.key), 'latin1');
  const input =
    wrapPepper === undefined ? digest : Buffer.from(toHex(hmac('sha256', Buffer.from(wrapPepper), digest)));
  const layer = await deriveOuter(input, outer);
  const rule =
    wrapPepper === undefined ? `hex(${inner.rule})` : `hex(hmac_sha256(wrapPepper, hex(${inner.rule})))`;
  const hash = packWrapped({ format, rule, inputs: inner.inputs, outer: layer });
  const refusal = refusalOf(hash, { ...layer, prehash: { rule, inputs: inner.inputs } });
  return refusal === undefined ? { hash } : { reason: refusal, left: true };
}

/** Names of inputs that are secrets of the site. */
type Outside = ReadonlySet<string>;

/** What the rule of a format calls a pepper may come in under these names. */
const PEPPERS = ['pepper', 'key', 'secret'] as const;

/** What was given from outside and has to be given again; a pepper that stands in the string itself is no secret. */
function secretsOutside({ beside = {}, secrets = {} }: StoredHash): Outside {
  const names = new Set(Object.keys(secrets));
  if (PEPPERS.some((name) => beside[name] !== undefined || names.has(name))) names.add('pepper');
  if (beside.signerKey !== undefined) names.add('signerKey');
  return names.add('wrapPepper');
}

/** The rule asks for them by name. */
function dropSecrets(inner: Inner, outside: Outside): Inner {
  const kept = Object.entries(inner.inputs).filter(([name]) => !outside.has(name));
  return { ...inner, inputs: Object.fromEntries(kept) };
}

/** What `verify` would say of it: a hash that nobody can log in with must not replace one that works. */
function refusalOf(hash: string, parts: Argon2Parts): string | undefined {
  if (hash.length > MAX_HASH_LENGTH) return 'what it needs is too long for a wrapped hash';
  try {
    checkBounds('footbridge-wrap', parts, LONG_PASSWORD);
    return undefined;
  } catch (error) {
    if (error instanceof PasswordHashError)
      return 'wrapped, a long password would ask for more work than is allowed';
    throw error;
  }
}

/** Verifications in flight: libuv's four threads, 19 MiB each. */
const CONCURRENCY = 4;

/** A whole population, in order, several at a time. A hash that cannot be read is answered with its reason. */
export function wrapAll(
  hashes: AsyncIterable<StoredHash> | Iterable<StoredHash>,
  options: WrapOptions & { readonly concurrency?: number } = {},
): AsyncGenerator<Wrapped> {
  return inOrder(hashes, (stored) => wrapOrSayWhy(stored, options), options.concurrency ?? CONCURRENCY);
}

async function wrapOrSayWhy(stored: StoredHash, options: WrapOptions): Promise<Wrapped> {
  try {
    return await wrap(stored, options);
  } catch (error) {
    if (error instanceof PasswordHashError) return { reason: error.message, left: true };
    throw error;
  }
}

/** A fresh hash of the password itself: what replaces a wrapped or outdated one after a login. */
export async function hashPassword(password: string | Uint8Array, cost?: OuterCost): Promise<string> {
  const bytes = typeof password === 'string' ? Buffer.from(password, 'utf8') : password;
  return formatArgon2(await deriveOuter(bytes, cost));
}

async function deriveOuter(input: Uint8Array, cost: OuterCost = DEFAULT_OUTER): Promise<Argon2Parts> {
  const salt = randomBytes(SALT_BYTES);
  const key = await hashRaw(input, {
    algorithm: 2,
    memoryCost: cost.memory,
    timeCost: cost.passes,
    parallelism: cost.parallelism,
    outputLen: KEY_BYTES,
    salt,
  });
  return { primitive: 'argon2', variant: 'id', version: 19, ...cost, salt, key };
}
