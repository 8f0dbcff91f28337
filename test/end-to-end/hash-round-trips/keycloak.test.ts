/** Every hash that the envelope of Keycloak takes logs in at a real one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { createRealm, type Realm } from '../../servers/keycloak-realm.ts';
import { shared } from '../../servers/shared.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

needs('keycloak', 'postgres')('a hash in the envelope of Keycloak', () => {
  const samples = samplesFor('keycloak');
  const names = new Map(samples.map((sample, at) => [sample, `customer${at}`]));
  let realm: Realm;

  beforeAll(async () => {
    realm = await createRealm(await shared('keycloak'), 'hash-round-trips');
    const users = [...names].map(([{ value }, username]) => ({
      username,
      enabled: true,
      credentials: [value],
    }));
    await realm.admin('POST', '/partialImport', { ifResourceExists: 'FAIL', users });
  });

  afterAll(() => realm?.remove());

  it('lets in whoever knows the password, and nobody else', async () => {
    const wrong = await disagreements(samples, async (sample, password) => {
      const { status, error } = await realm.login(names.get(sample) ?? '', password);
      const isRefused = error === 'Invalid user credentials';
      if (status !== 200 && !isRefused) throw new Error(`${status} ${error}`);
      return status === 200;
    });
    expect(wrong).toEqual([]);
    record('keycloak', samples);
  });
});
