import { afterEach, describe, expect, it } from 'vitest';
import { withAdmission } from './admission.ts';
import { VerifierBusy } from './errors.ts';
import type { HashParts } from './parts.ts';
import { closePool, verifyOnThread } from './pool.ts';

const MD5_OF_SECRET: HashParts = {
  primitive: 'digest',
  rule: 'md5(password)',
  inputs: {},
  key: Buffer.from('5ebe2294ecd0e0f08eab7690d2a6ee69', 'hex'),
};
const secret = Buffer.from('secret');

afterEach(closePool);

describe('the worker threads', () => {
  it('answer many verifications at once, each with its own result', async () => {
    const passwords = Array.from({ length: 50 }, (_, i) =>
      i % 2 === 0 ? secret : Buffer.from(`wrong ${i}`),
    );
    const answers = await Promise.all(
      passwords.map((password) => verifyOnThread({ parts: MD5_OF_SECRET, password })),
    );
    expect(answers).toEqual(passwords.map((password) => password === secret));
  });

  it('say that they are busy instead of letting the queue grow without end', async () => {
    const jobs = Array.from({ length: 1400 }, () =>
      verifyOnThread({ parts: MD5_OF_SECRET, password: secret }),
    );
    const results = await Promise.allSettled(jobs);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((result) => result.reason instanceof VerifierBusy)).toBe(true);
    expect(results.filter((result) => result.status === 'fulfilled' && result.value)).toHaveLength(
      1400 - refused.length,
    );
  });

  it('give up what is under way when they are closed, so that nobody waits for ever', async () => {
    const slow: HashParts = { ...MD5_OF_SECRET, rule: 'iterate(2000000, password, md5(it))' };
    const waiting = Promise.allSettled(
      [1, 2, 3].map(() => verifyOnThread({ parts: slow, password: secret })),
    );
    await closePool();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('start again after they were closed', async () => {
    expect(await verifyOnThread({ parts: MD5_OF_SECRET, password: secret })).toBe(true);
    await closePool();
    expect(await verifyOnThread({ parts: MD5_OF_SECRET, password: secret })).toBe(true);
  });
});

describe('admission by memory', () => {
  it('lets the next one in only when what it needs is free, in the order of arrival', async () => {
    const order: string[] = [];
    const gates = new Map<string, () => void>();
    const enter = (name: string, memory: number): Promise<void> =>
      withAdmission(memory, () => {
        order.push(name);
        return new Promise<void>((resolve) => gates.set(name, resolve));
      });
    const half = 2 ** 30 + 1;
    const running = [enter('first', half), enter('second', half), enter('third', 1)];
    await Promise.resolve();
    expect(order).toContain('first');
    expect(order).not.toContain('second');
    gates.get('first')?.();
    await running[0];
    await expect.poll(() => order).toContain('second');
    gates.get('second')?.();
    gates.get('third')?.();
    await Promise.all(running);
  });

  it('lets a single one in that is larger than all of it', async () => {
    expect(await withAdmission(2 ** 40, () => Promise.resolve('done'))).toBe('done');
  });
});
