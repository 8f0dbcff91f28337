/** Every hash that the envelope of Keycloak takes logs in at a real one. */
import { pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { createRealm, type Realm } from '../../servers/keycloak-realm.ts';
import { shared } from '../../servers/shared.ts';
import { disagreements, record, samplesFor } from './round-trips.ts';

const PASSWORD = 'Correct-Horse-9';

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

  it('lets nobody in with PBKDF2 without a salt, which it takes all the same, and so it is refused', async () => {
    const ofSalt = (salt: string) => ({
      type: 'password',
      credentialData: JSON.stringify({ algorithm: 'pbkdf2-sha256', hashIterations: 1000 }),
      secretData: JSON.stringify({
        salt: Buffer.from(salt).toString('base64'),
        value: pbkdf2Sync(PASSWORD, salt, 1000, 32, 'sha256').toString('base64'),
      }),
    });
    for (const [username, salt, status] of [
      ['salted', 'NaCl', 200],
      ['unsalted', '', 400],
    ] as const) {
      await realm.admin('POST', '/users', { username, enabled: true, credentials: [ofSalt(salt)] });
      expect(await realm.login(username, PASSWORD)).toMatchObject({ status });
    }
  });
});
