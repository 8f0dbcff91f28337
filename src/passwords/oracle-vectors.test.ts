/** What other programs computed here, asked through the public interface: a bare string, and options beside it. */
import { afterAll, describe, expect, it } from 'vitest';
import { closePool, identify, PasswordHashError, verify } from './index.ts';
import { ORACLE_VECTORS, passwordOf, type Vector } from './vectors.ts';

afterAll(closePool);

describe('what an oracle computed', () => {
  for (const [format, vectors] of Map.groupBy(ORACLE_VECTORS, (vector) => vector.format)) {
    it(`verifies as ${format} (${vectors.length}), and no other password does`, {
      timeout: 60_000,
    }, async () => {
      const right = await Promise.all(vectors.map((vector) => ask(passwordOf(vector), vector)));
      expect(vectors.filter((_, i) => right[i] !== true).map(nameOf)).toEqual([]);
      const wrong = await Promise.all(vectors.map((vector) => ask('~not it~', vector)));
      expect(vectors.filter((_, i) => wrong[i] !== false).map(nameOf)).toEqual([]);
    });
  }

  it('is recognised as what it is', () => {
    const lost = ORACLE_VECTORS.filter(
      ({ hash, format }) => !identify(hash).some((candidate) => candidate.format === format),
    );
    expect(lost.map(nameOf)).toEqual([]);
  });

  it('is not disturbed by options that mean nothing to the format', async () => {
    const strange = { why: 'curious', looksLike: 'bcrypt', tags: ['x'], nothing: null, deep: { salt: 'no' } };
    for (const vector of ORACLE_VECTORS.filter((_, i) => i % 40 === 0)) {
      const { hash, format, extra } = vector;
      expect(await verify(passwordOf(vector), hash, { ...strange, format, ...extra }), format).toBe(true);
    }
  });
});

async function ask(password: string | Uint8Array, { hash, format, extra }: Vector): Promise<unknown> {
  try {
    return await verify(password, hash, { format, ...extra });
  } catch (error) {
    if (error instanceof PasswordHashError) return error.message;
    throw error;
  }
}

const nameOf = ({ id, source }: Vector): string => `${id} (${source})`;
