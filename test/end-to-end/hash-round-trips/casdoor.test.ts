/**
 * bcrypt and Argon2id in the envelope of Casdoor are verified by the libraries that Casdoor uses.
 *
 * Casdoor itself does not run here: the module proxy gave us no version of it. Its digests and its PBKDF2 are code of
 * its own, and are not asked about.
 */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { needs } from '../../servers/binaries.ts';
import { askAboutAll } from './go-programs.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const User = z.object({ password: z.string() });

needs('gocrypt')('a hash in the envelope of Casdoor', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('casdoor');
    const ask = await askAboutAll('gocrypt', [], samples, ({ value }) => User.parse(value).password);
    expect(await disagreements(samples, ask)).toEqual([]);
    record('casdoor', samples);
  });
});
