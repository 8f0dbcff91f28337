import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { closePool } from './pool.ts';
import { verify } from './verify.ts';
import { hashPassword, wrap } from './wrap.ts';
import { countWrapped } from './wrap-count.ts';
import { verifyAtLogin } from './wrap-login.ts';

afterAll(closePool);

const MD5 = { hash: createHash('md5').update('secret').digest('hex'), format: 'raw-md5' };
const BCRYPT = '$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
const FRESH = { memory: 64, passes: 1, parallelism: 1 };

async function wrapped(): Promise<string> {
  const result = await wrap(MD5, { outer: FRESH });
  return 'hash' in result ? result.hash : '';
}

describe('the login of somebody whose hash is wrapped', () => {
  it('opens and hands over a plain Argon2id hash of the same password', async () => {
    const answer = await verifyAtLogin('secret', { hash: await wrapped() }, { fresh: FRESH });
    const replacement = answer.matches ? answer.replacement : undefined;
    expect(replacement?.reason).toBe('it is a wrapped hash of an older scheme');
    expect(replacement?.hash).toMatch(/^\$argon2id\$/);
    expect(await verify('secret', { hash: replacement?.hash ?? '' })).toBe(true);
  });

  it('hands over nothing for a wrong password', async () => {
    expect(await verifyAtLogin('Secret', { hash: await wrapped() })).toEqual({ matches: false });
  });
});

describe('the login of somebody else', () => {
  it('replaces a weak hash that nobody wrapped, and says why', async () => {
    const answer = await verifyAtLogin('secret', MD5, { fresh: FRESH });
    expect(answer).toMatchObject({ matches: true, replacement: { reason: /^broken: unsalted/ } });
  });

  it('leaves a strong hash where it is', async () => {
    const hash = await hashPassword('secret');
    expect(await verifyAtLogin('secret', { hash })).toEqual({ matches: true });
  });

  it('never opens a disabled account', async () => {
    expect(await verifyAtLogin('!', { hash: '!' })).toEqual({ matches: false });
  });
});

describe('countWrapped', () => {
  it('says how many wait for a login, over which scheme, and how many stand bare', async () => {
    const rows = [await wrapped(), await wrapped(), BCRYPT, '!', '{SSHA}AAAA'].map((hash) => ({ hash }));
    expect(await countWrapped([...rows, MD5])).toEqual({
      rows: 6,
      wrapped: new Map([['raw-md5', 2]]),
      bare: new Map([['raw-md5', 1]]),
      good: 1,
      disabled: 1,
      unread: 1,
    });
  });
});
