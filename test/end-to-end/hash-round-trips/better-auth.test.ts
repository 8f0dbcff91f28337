/** Better Auth's own scrypt signs in at a Better Auth without our plug-in, which is what its envelope says. */
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, record, samplesFor } from './round-trips.ts';

describe('a hash in the envelope of Better Auth', () => {
  const samples = samplesFor('better-auth');
  const names = new Map(samples.map((sample, at) => [sample, `customer${at}@shop.example`]));
  const database = new DatabaseSync(':memory:');
  const auth = betterAuth({
    database,
    secret: 'a secret for tests, long enough to be one: 0123456789',
    baseURL: 'http://localhost:3000',
    emailAndPassword: { enabled: true, minPasswordLength: 1, maxPasswordLength: 1000 },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });

  beforeAll(async () => {
    await (await getMigrations(auth.options)).runMigrations();
    const now = new Date().toISOString();
    const user = database.prepare(
      'INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, ?, ?)',
    );
    const account = database.prepare(
      `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
       VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
    );
    for (const [{ value }, email] of names) {
      user.run(email, 'A Customer', email, now, now);
      account.run(email, email, email, String(value), now, now);
    }
  });

  afterAll(() => database.close());

  it('signs in with its password, and with no other', async () => {
    const wrong = await disagreements(samples, async (sample, password) => {
      const response = await auth.handler(
        new Request('http://localhost:3000/api/auth/sign-in/email', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'http://localhost:3000' },
          body: JSON.stringify({ email: names.get(sample), password }),
        }),
      );
      if (response.status !== 200 && response.status !== 401) throw new Error(await response.text());
      return response.status === 200;
    });
    expect(wrong).toEqual([]);
    record('better-auth', samples);
  });
});
