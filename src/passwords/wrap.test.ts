import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { costOf } from './bounds.ts';
import { wrappedFormat } from './formats/wrapped.ts';
import { findFormat } from './formats.ts';
import { closePool } from './pool.ts';
import type { StoredHash } from './stored.ts';
import { strength } from './strength.ts';
import { passwordOf, storedOf, VECTORS, type Vector } from './vectors.ts';
import { parse, verify } from './verify.ts';
import { hashPassword, type OuterCost, wrap, wrapAll } from './wrap.ts';

afterAll(closePool);

/** So that hundreds of layers take no time. */
const CHEAP: OuterCost = { memory: 64, passes: 1, parallelism: 1 };

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

async function wrapped(stored: StoredHash, pepper?: string): Promise<string> {
  const result = await wrap(stored, pepper === undefined ? {} : { wrapPepper: pepper });
  if ('reason' in result) throw new Error(result.reason);
  return result.hash;
}

describe('wrap', () => {
  it.each<[string, StoredHash, string]>([
    ['a bare MD5', { hash: md5('secret'), format: 'raw-md5' }, 'secret'],
    ['the same in upper case', { hash: md5('secret').toUpperCase(), format: 'raw-md5' }, 'secret'],
    ['a salted digest', { hash: `${md5('NaClsecret')}:NaCl`, format: 'oscommerce' }, 'secret'],
    [
      'a digest that needs the user name',
      { hash: `md5${md5('secretbob')}`, beside: { username: 'bob' } },
      'secret',
    ],
    ['WordPress', { hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' }, 'test12345'],
    [
      'PBKDF2 with too few rounds',
      { hash: '$pbkdf2-sha256$12$cmFuZG9tc2FsdGlzaGFyZA$OFvEcLOIPFd/oq8egf10i.qJLI7A8nDjPLnolCWarQY' },
      'password',
    ],
  ])('of %s verifies the same password without anything beside it', async (_, stored, password) => {
    const hash = await wrapped(stored);
    expect(await verify(password, { hash })).toBe(true);
    expect(await verify(`${password}!`, { hash })).toBe(false);
    expect(strength({ hash }).class).toBe('strong');
    expect(wrappedFormat(hash)).toBe(parse(stored).format);
  });

  it('does not contain the digest it protects', async () => {
    const hash = await wrapped({ hash: md5('secret'), format: 'raw-md5' });
    const inside = Buffer.from(hash.split('$')[4] ?? '', 'base64url').toString();
    expect(inside).toContain('md5(password)');
    expect(inside + hash).not.toContain(md5('secret'));
  });

  it('does not accept the inner digest as a password', async () => {
    const hash = await wrapped({ hash: md5('secret'), format: 'raw-md5' });
    expect(await verify(md5('secret'), { hash })).toBe(false);
  });

  it('keeps a pepper outside and asks for it again', async () => {
    const hash = await wrapped({ hash: md5('secret'), format: 'raw-md5' }, 'P');
    expect(await verify('secret', { hash, secrets: { wrapPepper: 'P' } })).toBe(true);
    expect(await verify('secret', { hash, secrets: { wrapPepper: 'Q' } })).toBe(false);
    await expect(verify('secret', { hash })).rejects.toMatchObject({
      code: 'hash-input-missing',
      input: 'wrapPepper',
    });
  });

  it('leaves alone what is strong, wrapped or disabled, and says so', async () => {
    const bcrypt = '$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
    expect(await wrap({ hash: bcrypt })).toEqual({ reason: 'it is strong as it stands' });
    expect(await wrap({ hash: '!' })).toEqual({ reason: 'there is no password to protect' });
    const once = await wrapped({ hash: md5('x'), format: 'raw-md5' });
    expect(await wrap({ hash: once })).toEqual({ reason: 'it is wrapped already' });
  });

  it('keeps a key of the site that came with the hash out of what it writes', async () => {
    const key = 'a key of the whole site';
    const stored = {
      hash: md5(`${key}secret`),
      format: 'md5(siteKey . password)',
      secrets: { siteKey: key },
    };
    const hash = await wrapped(stored);
    expect(Buffer.from(hash.split('$')[4] ?? '', 'base64url').toString()).not.toContain('inputs":{"siteKey');
    expect(await verify('secret', { hash, secrets: { siteKey: key } })).toBe(true);
    await expect(verify('secret', { hash })).rejects.toMatchObject({ input: 'siteKey' });
  });

  it('leaves out what stands beside a digest and would betray it, such as the server key of SCRAM', async () => {
    const scram = VECTORS.find(({ format, valid }) => format === 'postgres-scram-sha256' && valid);
    const hash = await wrapped(storedOf(scram ?? missing(), 'postgres-scram-sha256'));
    expect(Buffer.from(hash.split('$')[4] ?? '', 'base64url').toString()).not.toContain('serverKey');
  });

  it('lays another layer around where a stronger one is asked for, three at the most', async () => {
    const outer = (passes: number) => ({ ...CHEAP, passes });
    let hash = await wrappedWith({ hash: md5('secret'), format: 'raw-md5' }, outer(1));
    expect(await wrap({ hash }, { outer: outer(1) })).toEqual({ reason: 'it is wrapped already' });
    for (const passes of [2, 3]) hash = await wrappedWith({ hash }, outer(passes));
    expect(wrappedFormat(hash)).toBe('raw-md5');
    expect(await verify('secret', { hash })).toBe(true);
    expect(await verify('Secret', { hash })).toBe(false);
    expect(await wrap({ hash }, { outer: outer(4) })).toEqual({ reason: 'it has 3 layers already' });
  });

  it('says of a hash that it cannot wrap that it is left as it is', async () => {
    expect(
      await wrap({ hash: '$2a$04$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy' }),
    ).toMatchObject({
      left: true,
      reason: expect.stringMatching(/two programs/),
    });
  });

  it('wraps a stream in order', async () => {
    const hashes = ['a', 'b', 'c', 'd', 'e'].map((text) => ({ hash: md5(text), format: 'raw-md5' }));
    const results = await Array.fromAsync(wrapAll(hashes, { concurrency: 2 }));
    expect(results).toHaveLength(5);
    const third = results[2];
    expect(third !== undefined && 'hash' in third && (await verify('c', { hash: third.hash }))).toBe(true);
  });

  it('is followed by a plain Argon2id hash after the login', async () => {
    const hash = await hashPassword('secret');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify('secret', { hash })).toBe(true);
  });
});

/** Weak vectors that stay as they are, for a reason that `wrap-inner.ts` gives: most are `$2a$` of cost 4. */
const NOT_WRAPPED = [
  'bcrypt-2a',
  'cisco-type7',
  'devise-bcrypt-pepper',
  'django-bcrypt',
  'gost-yescrypt',
  'jenkins-jbcrypt',
  'spring-bcrypt',
];

describe('every format with a weak vector', () => {
  it('lets the right password in through its wrapped hash, and no other', { timeout: 60_000 }, async () => {
    const wrong: string[] = [];
    const left = new Set<string>();
    for (const vector of cheapestOfEachFormat()) {
      const result = await wrap(storedOf(vector, vector.format), { outer: CHEAP });
      if ('reason' in result && result.left === true) left.add(vector.format);
      if ('reason' in result) continue;
      const stored = { hash: result.hash, secrets: secretsOf(vector) };
      const password = Buffer.from(passwordOf(vector));
      const isRight = await verify(password, stored);
      const isOpen = await verify(Buffer.concat([Buffer.from('another '), password]), stored);
      if (!isRight || isOpen) wrong.push(vector.format);
    }
    expect(wrong).toEqual([]);
    expect([...left].filter((format) => !NOT_WRAPPED.includes(format))).toEqual([]);
  });
});

function cheapestOfEachFormat(): Vector[] {
  const valid = VECTORS.filter(({ valid, format }) => valid && findFormat(format) !== undefined);
  const work = (vector: Vector): number => costOf(parse(storedOf(vector, vector.format)).parts, 20).work;
  return [...Map.groupBy(valid, ({ format }) => format).values()].flatMap((vectors) =>
    vectors.toSorted((a, b) => work(a) - work(b)).slice(0, 1),
  );
}

/** Secrets of the site are not in the wrapped hash, so they are given again, under the name of the rule. */
function secretsOf({ extra = {} }: Vector): Record<string, string> {
  const pepper = extra.pepper ?? extra.key ?? extra.secret;
  const encoding = extra.pepperEncoding ?? extra.keyEncoding ?? extra.secretEncoding;
  return {
    ...(pepper === undefined ? {} : { pepper: String(pepper) }),
    ...(encoding === undefined ? {} : { pepperEncoding: String(encoding) }),
  };
}

async function wrappedWith(stored: StoredHash, outer: OuterCost): Promise<string> {
  const result = await wrap(stored, { outer });
  if ('reason' in result) throw new Error(result.reason);
  return result.hash;
}

function missing(): never {
  throw new Error('the vectors hold no such format');
}
