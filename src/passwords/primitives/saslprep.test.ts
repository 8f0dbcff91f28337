/** PostgreSQL itself is asked: its SCRAM secrets show whether it prepared a password or took it raw. */
import { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePool } from '../pool.ts';
import { verify } from '../verify.ts';
import { saslprep } from './saslprep.ts';

let database: PGlite;
beforeAll(async () => {
  database = new PGlite();
  // The default of 4,096 rounds would only make the test slow.
  await database.exec("SET password_encryption = 'scram-sha-256'; SET scram_iterations = 1");
}, 60_000);
afterAll(async () => {
  await database.close();
  await closePool();
});

async function secretOf(password: string): Promise<string> {
  await database.exec(`DROP ROLE IF EXISTS somebody; CREATE ROLE somebody PASSWORD '${password}'`);
  const { rows } = await database.query<{ rolpassword: string }>(
    "SELECT rolpassword FROM pg_authid WHERE rolname = 'somebody'",
  );
  return rows[0]?.rolpassword ?? '';
}

describe('SASLprep', () => {
  it.each([
    ['composes what can be written in two ways', 'a\u030a\ufb01', 'åfi'],
    ['makes every blank a plain one', 'a\u00a0b\u3000c', 'a b c'],
    ['drops what nobody sees', 'so\u00adft\u2060', 'soft'],
    ['leaves a password alone that holds an emoji, which Unicode 3.2 did not have', '\ufb01🔑', '\ufb01🔑'],
    ['leaves a password alone that mixes directions', '\u05d0\ufb01', '\u05d0\ufb01'],
    ['leaves a password alone of which nothing would be left', '\u00ad', '\u00ad'],
  ])('%s', async (_, password, prepared) => {
    expect(saslprep(password)).toBe(prepared);
    expect(await verify(password, await secretOf(password), { format: 'postgres-scram-sha256' })).toBe(true);
  });

  it('decides as PostgreSQL does, whatever the script', { timeout: 60_000 }, async () => {
    const scripts = [
      [0xa0, 0x24f],
      [0x250, 0x6ff],
      [0x900, 0xdff],
      [0x1e00, 0x2fff],
      [0x3000, 0x33ff],
      [0xf900, 0xffff],
      [0x10300, 0x10450],
      [0x1d400, 0x1d7ff],
      [0x1f300, 0x1faff],
    ] as const;
    const sign = fc
      .constantFrom(...scripts)
      .chain(([min, max]) => fc.integer({ min, max }))
      .map((codePoint) => String.fromCodePoint(codePoint));
    await fc.assert(
      // The ligature at the end shows which of both was hashed.
      fc.asyncProperty(fc.array(sign, { minLength: 1, maxLength: 3 }), async (signs) => {
        const password = `${signs.join('')}\ufb01`;
        expect(await verify(password, await secretOf(password), { format: 'postgres-scram-sha256' })).toBe(
          true,
        );
      }),
      { numRuns: 300, seed: 20_261_120 },
    );
  });
});
