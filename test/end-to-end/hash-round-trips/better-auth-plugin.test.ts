/**
 * Every format this library knows signs in at Better Auth with our plug-in, which carries hashes as they are.
 *
 * One hash of each format goes the way of an import: the target writes the customer, the application's own endpoint
 * lets them in. Secrets a legacy keeps outside its hashes are beside the hash here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/identity/identity.ts';
import { closePool } from '../../../src/passwords/index.ts';
import { newWrite, openTestTarget, type TestTarget } from '../../servers/better-auth.ts';
import { removeFolder, temporaryFolder } from '../../servers/process.ts';
import { type Carried, carriedSamples, disagreements } from './round-trips.ts';

describe('a hash that our plug-in carries into Better Auth', () => {
  const samples = carriedSamples(1);
  const folder = temporaryFolder('better-auth');
  const emails = new Map<Carried, string>();
  let target: TestTarget;

  beforeAll(async () => {
    target = await openTestTarget(folder);
    const writes = samples.map((sample) => ({ sample, write: newWrite({ password: passwordFor(sample) }) }));
    const outcomes = await target.session.write(writes.map(({ write }) => write));
    expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
    for (const { sample, write } of writes) emails.set(sample, write.email);
  });

  afterAll(async () => {
    await target?.close();
    await closePool();
    removeFolder(folder);
  });

  it('signs in with its password, and with no other', async () => {
    const wrong = await disagreements(samples, async (sample, password) => {
      const { status, body } = await target.call('/sign-in/email', { email: emails.get(sample), password });
      if (status !== 200 && status !== 401) throw new Error(`${status} ${JSON.stringify(body)}`);
      return status === 200;
    });
    expect(wrong).toEqual([]);
    expect(samples.length).toBeGreaterThan(400);
  });
});

function passwordFor({ vector }: Carried): NonNullable<Identity['password']> {
  const { hash, format, extra } = vector;
  return { hash, format, ...(extra === undefined ? {} : { beside: extra }) };
}
