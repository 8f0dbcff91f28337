import { createHash, createHmac } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { closePool } from './pool.ts';
import { solve } from './solve.ts';
import { verify } from './verify.ts';

afterAll(closePool);

const hex = (name: string, text: string | Buffer): string => createHash(name).update(text).digest('hex');

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

  it('finds nothing where there is nothing to find', async () => {
    expect(await solve('secret', { hash: hex('md5', 'something else entirely') })).toEqual([]);
  });
});
