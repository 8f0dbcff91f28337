import { expect, it } from 'vitest';
import { Nonces } from './nonces.ts';

it('a nonce comes once, and as often more as requests are repeated', () => {
  const nonces = new Nonces();
  expect(nonces.admit('a', 100, 0, 1)).toBe(true);
  expect(nonces.admit('a', 100, 0, 2)).toBe(false);
  expect(nonces.admit('b', 100, 1, 3)).toBe(true);
  expect(nonces.admit('b', 100, 1, 4)).toBe(true);
  expect(nonces.admit('b', 100, 1, 5)).toBe(false);
});

it('the memory of nonces holds no more than it may, and forgets what has run out', () => {
  const nonces = new Nonces(3);
  for (const [index, nonce] of ['a', 'b', 'c', 'd', 'e'].entries()) nonces.admit(nonce, 100 + index, 0, 1);
  expect(nonces.size).toBe(3);
  expect(nonces.admit('e', 104, 0, 2), 'the newest are still known').toBe(false);
  nonces.admit('f', 300, 0, 200);
  expect(nonces.size).toBe(1);
});
