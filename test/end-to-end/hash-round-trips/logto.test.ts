/**
 * What the envelope of Logto hands to hash-wasm is verified by hash-wasm, which Logto verifies with.
 *
 * `Legacy` is a program that Logto runs with Node's crypto, in code of its own: it is not asked about here.
 */
import { argon2Verify, bcryptVerify, md5, sha1, sha256 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transcode } from '../../../src/passwords/index.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const User = z.object({
  passwordAlgorithm: z.enum(['Argon2i', 'Argon2id', 'Argon2d', 'Bcrypt', 'MD5', 'SHA1', 'SHA256']),
  passwordDigest: z.string(),
});

const DIGESTS = { MD5: md5, SHA1: sha1, SHA256: sha256 };

async function verifies(value: unknown, password: string): Promise<boolean> {
  const { passwordAlgorithm: algorithm, passwordDigest: hash } = User.parse(value);
  if (algorithm === 'Bcrypt') return bcryptVerify({ password, hash });
  if (algorithm === 'Argon2i' || algorithm === 'Argon2id' || algorithm === 'Argon2d')
    return argon2Verify({ password, hash });
  return (await DIGESTS[algorithm](password)) === hash;
}

describe('a hash in the envelope of Logto', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('logto');
    // A wrong password has one byte more, and hash-wasm does not even look at 73.
    const tooLong = 'Password should be at most 72 bytes long';
    const wrong = await disagreements(samples, ({ value }, password) =>
      verifies(value, password).catch((error: Error) => {
        if (error.message !== tooLong) throw error;
        return false;
      }),
    );
    expect(wrong).toEqual([]);
    record('logto', samples);
  });

  it('lets nobody in with bcrypt and a password over 72 bytes', async () => {
    const answer = transcode(
      { hash: '$2b$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2' },
      'logto',
    );
    expect(answer).toMatchObject({ kind: 'envelope', note: expect.stringContaining('72 bytes') });
    const value = answer.kind === 'cannot' ? undefined : answer.value;
    await expect(verifies(value, 'x'.repeat(72))).resolves.toBe(false);
    await expect(verifies(value, 'x'.repeat(73))).rejects.toThrow('72 bytes');
  });
});
