/** Every hash that the envelope of Ory Kratos takes logs in at a real one. */
import { createHash, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../servers/binaries.ts';
import { type KratosServer, startKratos } from '../../servers/kratos.ts';
import { importCustomer, loginAtKratos } from '../../servers/kratos-customers.ts';
import { disagreements, record, type Sample, samplesFor } from './round-trips.ts';

const PASSWORD = 'Correct-Horse-9';

needs('kratos', 'postgres')('a hash in the envelope of Ory Kratos', () => {
  const samples = samplesFor('kratos');
  const names = new Map(samples.map((sample, at) => [sample, `customer${at}`]));
  let kratos: KratosServer;

  beforeAll(async () => {
    // The default hasher refuses passwords over 72 bytes, whatever was imported: see below.
    kratos = await startKratos({ hasher: 'argon2' });
  });

  afterAll(() => kratos?.stop());

  it('lets in whoever knows the password, and nobody else', async () => {
    const wrong = await disagreements(samples, async (sample, password) => {
      const username = await imported(sample);
      const { status, body } = await loginAtKratos(kratos, username, password);
      if (status !== 200 && status !== 400) throw new Error(`${status} ${JSON.stringify(body)}`);
      return status === 200;
    });
    expect(wrong).toEqual([]);
    record('kratos', samples);
  });

  it('lets nobody in with PBKDF2 over SHA-384, which is SHA3 there, and so it is refused', async () => {
    const salt = Buffer.from('sixteen bytes ok');
    const of = (digest: string) => {
      const key = pbkdf2Sync(PASSWORD, salt, 1000, 48, digest);
      const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
      return `$pbkdf2-sha384$i=1000,l=48$${saltText}$${keyText}`;
    };
    for (const [digest, status] of [
      ['sha384', 400],
      ['sha3-384', 200],
    ] as const) {
      await importCustomer(kratos, { username: digest, password: { hashed_password: of(digest) } });
      expect((await loginAtKratos(kratos, digest, PASSWORD)).status, digest).toBe(status);
    }
  });

  const known = new Set<string>();

  async function imported(sample: Sample): Promise<string> {
    const username = names.get(sample) ?? '';
    if (!known.has(username))
      await importCustomer(kratos, { username, password: { hashed_password: String(sample.value) } });
    known.add(username);
    return username;
  }
});

needs('kratos', 'postgres')('a password over 72 bytes at Ory Kratos', () => {
  const password = 'Correct-Horse-9 '.repeat(5);
  const salt = Buffer.from('a salt');
  const digest = createHash('sha1').update(password).update(salt).digest();
  const hashed_password = `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;

  async function statusWith(hasher: 'argon2' | 'bcrypt'): Promise<number> {
    const kratos = await startKratos({ hasher });
    try {
      await importCustomer(kratos, { username: 'ada', password: { hashed_password } });
      return (await loginAtKratos(kratos, 'ada', password)).status;
    } finally {
      await kratos.stop();
    }
  }

  it('is let in where Kratos hashes it again with Argon2', async () => {
    expect(await statusWith('argon2')).toBe(200);
  });

  // Since v25.4.0 the imported hash stays and the login goes on: https://github.com/ory/kratos/pull/4235
  it('is refused where Kratos 1.3.1 hashes it again with bcrypt, as it does by default', async () => {
    expect(await statusWith('bcrypt')).toBe(400);
  });
});
