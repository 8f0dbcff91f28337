import { describe, expect, it } from 'vitest';
import { CANONICAL_PATHS } from './canonical-path.ts';
import { nearest } from './nearest.ts';

describe('the nearest known name', () => {
  const known = CANONICAL_PATHS.map(({ path }) => path);

  it.each([
    ['emial', 'email'],
    ['Email', 'email'],
    ['email.verfied', 'email.verified'],
    ['profile.givenname', 'profile.given_name'],
    ['createdat', 'createdAt'],
    ['pasword.hash', 'password.hash'],
  ])('of %s is %s', (written, meant) => {
    expect(nearest(written, known)).toBe(meant);
  });

  it('is nothing when nothing is near', () => {
    expect(nearest('shoe_size', known)).toBeUndefined();
    expect(nearest('', known)).toBeUndefined();
  });
});
