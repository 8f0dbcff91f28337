import { describe, expect, it } from 'vitest';
import { strength } from './strength.ts';

const DJANGO_KEY = 'bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=';

describe('strength', () => {
  it.each([
    ['bcrypt 10', { hash: '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }, 'strong'],
    ['bcrypt 8', { hash: '$2b$08$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }, 'acceptable'],
    ['bcrypt 5', { hash: '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' }, 'weak'],
    ['Argon2id by OWASP', { hash: '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$T2JegA' }, 'strong'],
    [
      'Argon2id with 7 MiB and 5 passes',
      { hash: '$argon2id$v=19$m=7168,t=5,p=1$c29tZXNhbHQ$T2JegA' },
      'strong',
    ],
    ['Argon2id with 4 MiB', { hash: '$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHQ$T2JegA' }, 'acceptable'],
    ['Argon2id with 64 KiB', { hash: '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$T2JegA' }, 'weak'],
    ['Django 5.2', { hash: `pbkdf2_sha256$1000000$salt$${DJANGO_KEY}` }, 'strong'],
    ['Django 1.9', { hash: `pbkdf2_sha256$24000$salt$${DJANGO_KEY}` }, 'weak'],
    ['Django 3.2', { hash: `pbkdf2_sha256$260000$salt$${DJANGO_KEY}` }, 'acceptable'],
    ['WordPress 6.7', { hash: '$P$B8l0ePnzW.oNJ8GVbHr8/5t7yLh.dl/' }, 'weak'],
    ['salted SHA-1', { hash: '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7' }, 'weak'],
    ['bare MD5', { hash: '5f4dcc3b5aa765d61d8327deb882cf99' }, 'broken'],
    ['DES crypt', { hash: 'CCn9g8mHJ8WxU', format: 'descrypt' }, 'broken'],
    [
      'Shiro with 500,000 rounds',
      {
        hash: '$shiro1$SHA-256$500000$WlPErDf0+yHhupfw9hCo3w==$uv/655dUI/FmuO/c9d+7rV/CrE8Rv1X2oeL+v8v1eJU=',
      },
      'acceptable',
    ],
  ] as const)('judges %s %o by its parameters: %s', (_, stored, expected) => {
    expect(strength(stored).class).toBe(expected);
  });
});
