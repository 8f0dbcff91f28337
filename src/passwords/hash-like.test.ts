/** Every format with a vector: a password of ours, hashed as the sample was, gets in; others do not. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkBounds } from './bounds.ts';
import { PasswordHashError } from './errors.ts';
import { findFormat } from './formats.ts';
import { hashLike } from './hash-like.ts';
import { parametersOf } from './parameters.ts';
import type { HashParts } from './parts.ts';
import { closePool } from './pool.ts';
import { storedOf, VECTORS, type Vector } from './vectors.ts';
import { parse, verify } from './verify.ts';

/** Short enough for descrypt and LM; the wrong one differs in a letter that no scheme folds. */
const OURS = 'kA7-pz9';
const WRONG = 'kB7-pz9';

/** Microseconds. */
const SLOW = 30_000;

/** Their strings are taken apart in a way that forgets a part of them; there is a reason beside each. */
const CANNOT: Readonly<Record<string, string>> = {
  // The last group of digits loses a part of itself when it is written there.
  'aix-ssha1': 'hash-not-makeable',
  'aix-ssha256': 'hash-not-makeable',
  'aix-ssha512': 'hash-not-makeable',
  // What follows the digest in the string is read as part of it.
  'lotus-domino6': 'hash-not-makeable',
  disabled: 'hash-not-makeable',
};
/** The secret of the site is part of what the string shows as salt. */
const KEEPS_SALT = new Set(['spring-pbkdf2-raw', 'scrypt-kdf-tarsnap']);

afterAll(closePool);

const samples = cheapestOfEach(VECTORS.filter((one) => one.valid && findFormat(one.format) !== undefined));
const makeable = samples.filter(({ format }) => CANNOT[format] === undefined);

describe('hashLike', () => {
  it('makes, for every format with a vector, a hash that only our password opens, salted anew', {
    timeout: 120_000,
  }, async () => {
    for (const sample of makeable) {
      const stored = storedOf(sample, sample.format);
      const made = await hashLike(stored, OURS);
      const { format, parts } = parse(made);
      expect(format).toBe(sample.format);
      expect(parametersOf(parts), format).toBe(parametersOf(parse(stored).parts));
      expectFreshSalt(sample, parts);
      // What is slow was verified once already, by hashLike itself.
      if (workOf(sample) > SLOW) continue;
      expect(await verify(OURS, made), format).toBe(true);
      expect(await verify(WRONG, made), format).toBe(false);
    }
    expect(makeable.length).toBeGreaterThan(400);
  });

  it('says with a code which formats it cannot make', async () => {
    for (const sample of samples.filter(({ format }) => CANNOT[format] !== undefined)) {
      const failure = await hashLike(storedOf(sample, sample.format), OURS).catch((error: unknown) => error);
      expect(failure, sample.format).toBeInstanceOf(PasswordHashError);
      expect((failure as PasswordHashError).code, sample.format).toBe(CANNOT[sample.format]);
    }
  });

  it('hashes for the user name of the new customer, where that takes part', async () => {
    const sample = samples.find(({ format }) => format === 'postgres-md5');
    if (sample === undefined) throw new Error('there is no vector');
    const made = await hashLike(storedOf(sample, sample.format), OURS, {
      beside: { username: 'somebody-else' },
    });
    expect(made.beside?.username).toBe('somebody-else');
    expect(await verify(OURS, made)).toBe(true);
    expect(await verify(OURS, { ...made, beside: { ...made.beside, username: 'another' } })).toBe(false);
  });

  it('takes any password there is', async () => {
    const formats = [
      'django-pbkdf2-sha256',
      'bcrypt-2y',
      'phpass-P',
      'ldap-ssha',
      'sha512crypt',
      'firebase-scrypt',
    ];
    const chosen = makeable.filter(({ format }) => formats.includes(format));
    expect(chosen).toHaveLength(formats.length);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...chosen),
        fc.string({ minLength: 1, maxLength: 90, unit: 'grapheme' }),
        async (sample, password) => {
          const made = await hashLike(storedOf(sample, sample.format), password);
          expect(await verify(password, made)).toBe(true);
          expect(await verify(`-${password}`, made)).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

function cheapestOfEach(vectors: readonly Vector[]): readonly Vector[] {
  return [...Map.groupBy(vectors, ({ format }) => format).values()].flatMap((all) =>
    all.toSorted((a, b) => workOf(a) - workOf(b)).slice(0, 1),
  );
}

function workOf(vector: Vector): number {
  return checkBounds(vector.format, parse(storedOf(vector, vector.format)).parts, 20).work;
}

/** A salt of three digits may be drawn twice. */
function expectFreshSalt(sample: Vector, made: HashParts): void {
  const before = saltIn(parse(storedOf(sample, sample.format)).parts);
  if (before.length < 8 || KEEPS_SALT.has(sample.format)) return;
  const after = saltIn(made);
  expect(after, sample.format).not.toBe(before);
  expect(after.length, sample.format).toBe(before.length);
}

function saltIn(parts: HashParts): string {
  if (parts.primitive === 'bcrypt') return parts.text.slice(-53, -31);
  if (parts.primitive === 'phpass') return parts.salt;
  const salt = 'salt' in parts ? parts.salt : 'inputs' in parts ? parts.inputs.salt : undefined;
  return salt instanceof Uint8Array ? Buffer.from(salt).toString('hex') : '';
}
