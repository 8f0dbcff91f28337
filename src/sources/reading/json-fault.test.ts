import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from './json-fault.ts';

describe('the place where JSON goes wrong', () => {
  it.each([
    ['{"id":1,"email":ana@example.test}', 17],
    ['{"id":1,}', 9],
    ['{"id" 1}', 7],
    ['{"id":01}', 7],
    ['{"id":1', 8],
    ['{"name":"An\na"}', 9],
    ['[1,2}', 5],
    ['{} x', 4],
    ['', 1],
  ])('is found in %j', (text, at) => {
    expect(findJsonFault(text)).toBe(at);
  });

  it('is found exactly where JSON.parse refuses the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', 'a', '1', ' ', '\\', '-', '.'),
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (candidate) => {
        expect(findJsonFault(candidate) === undefined).toBe(isJson(candidate));
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
