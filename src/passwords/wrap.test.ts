import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { wrappedFormat } from './formats/wrapped.ts';
import { closePool } from './pool.ts';
import type { StoredHash } from './stored.ts';
import { strength } from './strength.ts';
import { parse, verify } from './verify.ts';
import { hashPassword, wrap, wrapAll } from './wrap.ts';

afterAll(closePool);

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
