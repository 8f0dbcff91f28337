import { describe, expect, it } from 'vitest';
import type { StoredHash } from './stored.ts';
import { adviseOn } from './strength-advice.ts';
import { nistVerdict } from './strength-nist.ts';
import { parse } from './verify.ts';

const partsOf = (hash: string, more: Omit<StoredHash, 'hash'> = {}) => parse({ hash, ...more }).parts;
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';
const BCRYPT = '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
const SSHA = '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7';

describe('SP 800-63B-4', () => {
  it.each([
    ['a bare digest', partsOf(MD5, { format: 'raw-md5' }), ['It has no salt.', /no cost factor/]],
    ['a salted digest', partsOf(SSHA), [/no cost factor/]],
    ['DES crypt', partsOf('CCn9g8mHJ8WxU', { format: 'descrypt' }), [/12 bits/, /no cost/, /first 8 bytes/]],
    [
      'a name instead of a salt',
      partsOf(`md5${MD5}`, { beside: { username: 'bob' } }),
      [/stands in/, /no cost/],
    ],
    ['bcrypt', partsOf(BCRYPT), []],
  ])('finds what is missing in %s', (_, parts, defects) => {
    const verdict = nistVerdict(parts);
    expect(verdict?.meets).toBe(defects.length === 0);
    expect(verdict?.defects).toEqual(
      defects.map((defect) => (typeof defect === 'string' ? defect : expect.stringMatching(defect))),
    );
  });

  it('reminds whoever keeps bcrypt of the bytes that do not count', () => {
    expect(nistVerdict(partsOf(BCRYPT))?.caution).toMatch(/72 bytes/);
  });

  it('has nothing to say about an account without a password', () => {
    expect(nistVerdict(partsOf('!'))).toBeUndefined();
  });
});

describe('the advice', () => {
  it.each([
    ['carry', partsOf(BCRYPT)],
    ['rehash', partsOf(BCRYPT.replace('$10$', '$08$'))],
    ['wrap', partsOf(SSHA)],
    ['wrap', partsOf('CCn9g8mHJ8WxU', { format: 'descrypt' })],
    ['hash', partsOf('02050D480809', { format: 'cisco-type7' })],
    ['hash', partsOf('secret', { format: 'plain' })],
    ['reset', partsOf(BCRYPT.replace('$2b$10$', '$2a$04$'))],
    ['none', partsOf('!')],
  ])('is to %s what deserves it', (action, parts) => {
    expect(adviseOn(parts).action).toBe(action);
  });
});
