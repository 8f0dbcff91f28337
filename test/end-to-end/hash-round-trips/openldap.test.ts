/** Every hash that the envelope of OpenLDAP takes binds at a real slapd. */
import { pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toAdapted64 } from '../../../src/passwords/encodings.ts';
import { needs } from '../../servers/binaries.ts';
import { hasModule, type Slapd, startSlapd } from '../../servers/slapd.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const PASSWORD = 'Correct-Horse-9';

needs('slapd')('a hash in the envelope of OpenLDAP', () => {
  // Debian has the module in a package of its own, which .ci/servers installs.
  const samples = samplesFor('openldap').filter(
    ({ value }) => !String(value).startsWith('{PBKDF2') || hasModule('pw-pbkdf2'),
  );
  const names = new Map(samples.map((sample, at) => [sample, `customer${at}`]));
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd(new Map([...names].map(([{ value }, name]) => [name, String(value)])));
  });

  afterAll(() => slapd?.stop());

  it('binds with its password, and with no other', async () => {
    const wrong = await disagreements(samples, (sample, password) =>
      slapd.binds(names.get(sample) ?? '', password),
    );
    expect(wrong).toEqual([]);
    record('openldap', samples);
  });

  it('binds PBKDF2 only with a salt of 16 bytes and a key as long as the digest, and so others are refused', async () => {
    expect(await bindsPbkdf2(16, 32)).toBe(true);
    expect(await bindsPbkdf2(8, 32)).toBe(false);
    expect(await bindsPbkdf2(32, 32)).toBe(false);
    expect(await bindsPbkdf2(16, 64)).toBe(false);
  });
});

/** A slapd with one account, whose salt and key have these lengths. */
async function bindsPbkdf2(saltLength: number, keyLength: number): Promise<boolean> {
  const salt = Buffer.alloc(saltLength, 'salt');
  const key = pbkdf2Sync(PASSWORD, salt, 1000, keyLength, 'sha256');
  const slapd = await startSlapd(
    new Map([['ada', `{PBKDF2-SHA256}1000$${toAdapted64(salt)}$${toAdapted64(key)}`]]),
  );
  try {
    return await slapd.binds('ada', PASSWORD);
  } finally {
    await slapd.stop();
  }
}
