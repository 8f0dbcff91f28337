/** Every hash that the envelope of ZITADEL takes is validated and verified by the library that ZITADEL uses. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { askAboutAll, askProgram } from './go-programs.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

/** What passwap says when it could judge: the hash is one, and the password is not its own. */
const MISMATCH = 'passwap: password does not match hash';

needs('passwap')('a hash in the envelope of ZITADEL', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('zitadel');
    const ask = await askAboutAll('passwap', ['argon2id'], samples, ({ value }) => String(value), MISMATCH);
    expect(await disagreements(samples, ask)).toEqual([]);
    record('zitadel', samples);
  });

  it('is not opened by a password over 72 bytes where ZITADEL hashes it again with bcrypt, as it does by default', async () => {
    const password = 'Correct-Horse-9 '.repeat(5);
    const hash = createHash('md5').update(password).digest('hex');
    expect(await askProgram('passwap', ['argon2id'], [{ hash, password }])).toEqual([{ matches: true }]);
    expect(await askProgram('passwap', ['bcrypt'], [{ hash, password }])).toEqual([
      { matches: false, error: 'bcrypt: password length exceeds 72 bytes' },
    ]);
  });
});
