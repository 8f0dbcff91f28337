import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord } from './json-value.ts';

describe('one JSON record', () => {
  it('keeps every digit of a whole number, wherever it stands and whatever digits stand around it', () => {
    const digits = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
    const text = fc.stringMatching(/^[0-9a-f"|-]{0,30}$/);
    const space = fc.constantFrom('', ' ', '\n\t');
    fc.assert(
      fc.property(fc.array(fc.tuple(text, space, digits), { maxLength: 6 }), text, (numbers, name) => {
        const items = numbers.map(([before, gap, number]) => `${JSON.stringify(before)},${gap}${number}`);
        const list = numbers.flatMap(([before, , number]) => [before, exactly(number)]);
        const record = `{"list":[${items.join(',')}],"alone":${numbers[0]?.[2] ?? 0},"name":${JSON.stringify(name)}}`;
        expect(parseRecord(record)).toEqual({
          fields: { list, alone: exactly(numbers[0]?.[2] ?? 0n), name },
        });
      }),
    );
  });
});

/** A number where that is exact, else its digits. */
function exactly(number: bigint): number | string {
  return Number.isSafeInteger(Number(number)) ? Number(number) : String(number);
}
