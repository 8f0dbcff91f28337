/** Every vector we have, one test per format: right passwords verify, everything else does not. */
import { afterAll, describe, expect, it } from 'vitest';
import { PasswordHashError } from './errors.ts';
import { outcome } from './format-contract.ts';
import { findFormat } from './formats.ts';
import { closePool } from './pool.ts';
import { passwordOf, storedOf, VECTORS, type Vector } from './vectors.ts';

/** Milliseconds; hostile strings have to be refused at once even on a machine that is busy. */
const REFUSED_WITHIN = 200;

const byFormat = Map.groupBy(VECTORS, (vector) => vector.format);
const HOSTILE = new Set(['malformed', 'unusable-marker']);

afterAll(closePool);

describe('the vectors', () => {
  for (const [format, vectors] of byFormat) {
    if (HOSTILE.has(format) || findFormat(format) === undefined) continue;

    it(`of ${format} (${vectors.length}) get the right answer`, { timeout: 120_000 }, async () => {
      const answers = await Promise.all(
        vectors.map((vector) => outcome(passwordOf(vector), storedOf(vector, format))),
      );
      const wrong = vectors.filter((vector, i) => !isRight(vector, answers[i]));
      expect(wrong.map(({ id, source }) => `${id} (${source})`)).toEqual([]);
    });
  }
});

function isRight(vector: Vector, answer: boolean | PasswordHashError | undefined): boolean {
  // Damage may be answered by an error as well: no password belongs to it.
  return vector.valid ? answer === true : answer === false || answer instanceof PasswordHashError;
}

describe('hostile strings', () => {
  for (const vector of byFormat.get('malformed') ?? []) {
    const { looksLike, why } = vector.extra ?? {};

    it(`${why} (${looksLike}) is refused at once`, async () => {
      const format = String(looksLike);
      const started = performance.now();
      const answer = await outcome('password', {
        hash: vector.hash,
        ...(findFormat(format) === undefined ? {} : { format }),
      });
      expect(answer).not.toBe(true);
      expect(performance.now() - started).toBeLessThan(REFUSED_WITHIN);
    });
  }
});

describe('markers of accounts without a password', () => {
  for (const vector of byFormat.get('unusable-marker') ?? []) {
    it(`"${vector.extra?.meaning}" lets nobody in with ${vector.password === '' ? 'no password' : 'one'}`, async () => {
      expect(await outcome(passwordOf(vector), { hash: vector.hash, format: 'disabled' })).toBe(false);
      expect(await outcome(passwordOf(vector), { hash: vector.hash })).not.toBe(true);
    });
  }
});
