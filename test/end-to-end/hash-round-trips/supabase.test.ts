/**
 * bcrypt in the envelope of Supabase Auth, as SQL compares it: `crypt(password, encrypted_password)`.
 *
 * Supabase Auth itself does not run here: the module proxy has no version of github.com/supabase/auth, and its go.mod
 * replaces a module by a folder. So Argon2 and Firebase's scrypt are not asked about. pgcrypto computes `$2a$` only: of
 * `$2y$` it makes something else, and `$2b$` is an error there.
 *
 * @see https://www.postgresql.org/docs/15/pgcrypto.html#PGCRYPTO-PASSWORD-HASHING-FUNCS
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../servers/postgres.ts';
import { shared } from '../../servers/shared.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const DATABASE = 'hash_round_trips';

needs('postgres')('bcrypt in the envelope of Supabase Auth', () => {
  const samples = samplesFor('supabase');
  let pool: pg.Pool;

  beforeAll(async () => {
    const { url } = await shared('postgres');
    pool = new pg.Pool({ connectionString: await createDatabase(url, DATABASE) });
    await pool.query('CREATE EXTENSION pgcrypto');
  });

  afterAll(async () => {
    await pool?.end();
    await dropDatabase((await shared('postgres')).url, DATABASE);
  });

  it('equals what pgcrypto makes of its password, and of no other', async () => {
    const wrong = await disagreements(samples, async ({ value }, password) => {
      const { rows } = await pool.query('SELECT crypt($1, $2) = $2 AS matches', [password, value]);
      return rows[0].matches;
    });
    expect(wrong).toEqual([]);
    record('supabase', samples);
  });
});
