/**
 * bcrypt in the envelope of Supabase Auth is verified by the library that Supabase Auth uses, and some of it by SQL.
 *
 * Supabase Auth itself does not run here: the module proxy gave us no version of github.com/supabase/auth, and its
 * go.mod replaces a module by a folder. Its Argon2 and Firebase's scrypt are code of its own, and are not asked about.
 *
 * @see https://www.postgresql.org/docs/15/pgcrypto.html#PGCRYPTO-PASSWORD-HASHING-FUNCS
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../servers/postgres.ts';
import { shared } from '../../servers/shared.ts';
import { askAboutAll } from './go-programs.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const DATABASE = 'hash_round_trips';

needs('gocrypt')('bcrypt in the envelope of Supabase Auth', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('supabase');
    const ask = await askAboutAll('gocrypt', [], samples, ({ value }) => String(value));
    expect(await disagreements(samples, ask)).toEqual([]);
    record('supabase', samples);
  });
});

needs('postgres')('bcrypt compared by SQL, as crypt(password, encrypted_password)', () => {
  const ofPrefix = (prefix: string) =>
    samplesFor('supabase').filter(({ value }) => String(value).startsWith(prefix));
  const samples = ofPrefix('$2a$');
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

  async function matches(value: unknown, password: string): Promise<boolean> {
    const { rows } = await pool.query('SELECT crypt($1, $2) = $2 AS matches', [password, value]);
    return rows[0].matches;
  }

  it('equals what pgcrypto makes of its password, and of no other', async () => {
    expect(samples.length).toBeGreaterThan(0);
    expect(await disagreements(samples, ({ value }, password) => matches(value, password))).toEqual([]);
  });

  it('never equals where PHP wrote the hash: of $2y$ pgcrypto makes something else without a word', async () => {
    const [php] = ofPrefix('$2y$');
    expect(php).toBeDefined();
    expect(await matches(php?.value, php?.password ?? '')).toBe(false);
  });
});
