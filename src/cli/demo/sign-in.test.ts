import { expect, it } from 'vitest';
import { totpCode } from './sign-in.ts';

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890, the last six of its eight digits. */
it.each([
  [59_000, '287082'],
  [1_111_111_109_000, '081804'],
  [20_000_000_000_000, '353130'],
])('the code at %i is the one of RFC 6238', (now, code) => {
  expect(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', now)).toBe(code);
});
