import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, identifierOf } from './whom.ts';

describe('a name in a path', () => {
  it('stays one step of it, whatever it holds, and can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const { pathname, search, hash } = new URL(`http://id.example/users/${encode(name)}/reset`);
        const [, users, one = '', reset, ...more] = pathname.split('/');
        expect([users, reset, more, search, hash]).toEqual(['users', 'reset', [], '', '']);
        if (!/^\.{1,2}$/.test(name)) expect(decodeURIComponent(one)).toBe(name);
      }),
    );
  });

  it.each(['../admin', '..', '.', 'a/b', '?x=y', '#', '%2e%2e', 'auth0|1'])(
    'is never taken for a way elsewhere: %s',
    (name) => {
      const { pathname, search, hash } = new URL(`http://id.example/users/${encode(name)}/reset`);
      expect(pathname).toMatch(/^\/users\/[^/]+\/reset$/);
      expect(`${search}${hash}`).toBe('');
    },
  );
});

describe('whom a platform is asked for', () => {
  it('is named by the first kind of identifier that it prefers and somebody has', () => {
    const user = {
      identifiers: [
        { type: 'username', value: 'ada' },
        { type: 'email', value: 'ada@shop.example' },
      ],
    } as const;
    expect(identifierOf(user, 'email', 'username')).toBe('ada@shop.example');
    expect(identifierOf(user, 'phone', 'username')).toBe('ada');
    expect(identifierOf(user, 'phone')).toBeUndefined();
  });
});
