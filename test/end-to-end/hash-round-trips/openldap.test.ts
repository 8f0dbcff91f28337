/** Every hash that the envelope of OpenLDAP takes binds at a real slapd. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { hasModule, type Slapd, startSlapd } from '../../servers/slapd.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

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
});
