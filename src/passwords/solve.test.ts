import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { closePool } from './pool.ts';
import { solve } from './solve.ts';
import { verify } from './verify.ts';

afterAll(closePool);

const hex = (name: string, text: string | Buffer): string => createHash(name).update(text).digest('hex');

/** SHA-256 of salt and password, fed back. */
function looped(rounds: number): Buffer {
  let digest = createHash('sha256').update('NaClsecret').digest();
  for (let round = 1; round < rounds; round++) digest = createHash('sha256').update(digest).digest();
  return digest;
}

describe('solve', () => {
  it.each([
    [
      'sha1 of salt and password',
      { hash: hex('sha1', 'NaClsecret'), beside: { salt: 'NaCl' } },
      'sha1(salt . password)',
    ],
    [
      'a pepper at the end',
      { hash: hex('sha256', 'NaClsecretP'), beside: { salt: 'NaCl' }, secrets: { pepper: 'P' } },
      'sha256(salt . password . pepper)',
    ],
    [
      'md5 of sha1 with a colon',
      { hash: hex('md5', `${hex('sha1', 'secret')}:NaCl`), beside: { salt: 'NaCl' } },
      'md5(hex(sha1(password)) . ":" . salt)',
    ],
    [
      'a salt in hex',
      {
        hash: hex('md5', Buffer.concat([Buffer.from('beef', 'hex'), Buffer.from('secret')])),
        beside: { salt: 'beef' },
      },
      'md5(salt . password)',
    ],
    [
      'an HMAC in base64',
      { hash: createHmac('sha256', 'P').update('secret').digest('base64'), secrets: { pepper: 'P' } },
      'hmac_sha256(pepper, password)',
    ],
    ['UTF-16', { hash: hex('sha512', Buffer.from('secret', 'utf16le')) }, 'sha512(utf16le(password))'],
    ['a salt behind a colon', { hash: `${hex('md5', 'secret|NaCl')}:NaCl` }, 'md5(password . "|" . salt)'],
  ])('finds %s', async (_, stored, rule) => {
    const solutions = await solve('secret', stored);
    expect(solutions.map(({ format }) => format)).toContain(rule);
    expect((await solve('wrong', stored)).map(({ format }) => format)).not.toContain(rule);
  });

  it('prefers the product that is known to do it', async () => {
    const [first] = await solve('secret', { hash: `${hex('md5', `${hex('md5', 'secret')}abc`)}:abc` });
    expect(first).toEqual({ format: 'vbulletin', kind: 'format' });
  });

  it('gives a rule that verify understands', async () => {
    const stored = { hash: hex('sha1', 'a-secret'), beside: { salt: 'a' } };
    const [found] = await solve('secret', stored);
    expect(found).toBeDefined();
    expect(await verify('secret', { ...stored, format: found?.format ?? '' })).toBe(true);
  });

  it.each([
    [
      'a loop of SHA-256',
      { hash: looped(1000).toString('hex'), beside: { salt: 'NaCl' } },
      'iterate(999, sha256(salt . password), sha256(it))',
    ],
    [
      'PBKDF2 with a usual number of rounds',
      {
        hash: pbkdf2Sync('secret', 'a salt of our own', 5000, 24, 'sha1').toString('hex'),
        beside: { salt: 'a salt of our own' },
      },
      'pbkdf2_sha1(password, salt, 5000, 24)',
    ],
  ])('finds %s where slow ones are asked for', { timeout: 60_000 }, async (_, stored, rule) => {
    expect(await solve('secret', stored)).toEqual([]);
    expect(await solve('secret', stored, { slow: true })).toEqual([{ format: rule, kind: 'rule' }]);
    expect(await verify('secret', { ...stored, format: rule })).toBe(true);
  });

  it('finds nothing where there is nothing to find', async () => {
    expect(await solve('secret', { hash: hex('md5', 'something else entirely') })).toEqual([]);
  });
});
