import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LEGACY_FUNCTIONS } from './legacy-functions.ts';

/** Microseconds: what a test of hundreds of runs may take each. */
const CHEAP = 3000;
/** As `compile.ts` bounds every result. */
const MAX_SIZE = 65_536;

it('every scheme computes whatever its weight lets through, and no more bytes than it says', () => {
  const numbers = fc.constantFrom(
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    16,
    25,
    64,
    100,
    1000,
    1024,
    65_536,
    2 ** 31,
    2 ** 53 - 1,
  );
  const value = { bytes: fc.uint8Array({ maxLength: 100 }), number: numbers };
  const call = fc
    .constantFrom(...Object.entries(LEGACY_FUNCTIONS))
    .chain(([name, fn]) =>
      fc.tuple(fc.constant({ name, fn }), fc.tuple(...fn.args.map((kind) => fc.oneof(value[kind])))),
    );
  fc.assert(
    fc.property(call, ([{ name, fn }, args]) => {
      const sizes = args.map((arg) => (typeof arg === 'number' ? arg : arg.length));
      const size = fn.size(...sizes);
      // Not-a-number is refused as well.
      if (!(fn.work(...sizes) <= CHEAP && size <= MAX_SIZE)) return;
      expect(fn.run(...args).length, name).toBeLessThanOrEqual(size);
    }),
    { numRuns: 1500 },
  );
});

it.each([
  ['yescrypt with fewer blocks than lanes', 'yescrypt', [8, 16, 2, 1, 4, 0]],
  ['yescrypt whose N is no power of two', 'yescrypt', [8, 16, 7, 3, 1, 0]],
  ['a loop of no rounds', 'domino8', [8, 16, 0]],
  ['Argon2 with more lanes than memory', 'argon2d_v10', [8, 16, 8, 1, 2, 32]],
])('%s is too much work for anybody', (_, name, sizes) => {
  expect(LEGACY_FUNCTIONS[name]?.work(...sizes)).toBe(Infinity);
});
