import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createKeyedHash } from './keyed-hash.ts';
import { Repeats } from './repeats.ts';

let repeats: Repeats<number> | undefined;

afterEach(() => repeats?.close());

/** Ids with their contents, in order → what each row is. */
async function judge(rows: readonly (readonly [id: string, content: number])[]): Promise<readonly string[]> {
  repeats = await Repeats.open(createKeyedHash());
  const said: string[] = [];
  for (const [ordinal, [id, content]] of rows.entries()) {
    const isNew = repeats.isNew(id, ordinal, content, ordinal);
    if (isNew === true) said[ordinal] = 'new';
    else await isNew;
  }
  for await (const { row, decision } of repeats.decide()) said[row] = decision;
  await repeats.close();
  return said;
}

describe('rows of one id', () => {
  it('are the first, the same again, or contradictions', async () => {
    expect(
      await judge([
        ['a', 1],
        ['b', 1],
        ['a', 1],
        ['a', 2],
        ['b', 1],
      ]),
    ).toEqual(['new', 'new', 'repeated', 'contradicts', 'repeated']);
  });

  it('are what a Map would say, whatever their order', async () => {
    const row = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(1, 2));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
        const firsts = new Map<string, number>();
        const expected = rows.map(([id, content]) => {
          const first = firsts.get(id);
          if (first === undefined) firsts.set(id, content);
          return first === undefined ? 'new' : first === content ? 'repeated' : 'contradicts';
        });
        expect(await judge(rows)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are told although thousands have the same id, such as none', async () => {
    const said = await judge(Array.from({ length: 3_000 }, (_, row) => ['0', row % 2] as const));
    const counts = Map.groupBy(said, (one) => one);
    expect([
      counts.get('new')?.length,
      counts.get('repeated')?.length,
      counts.get('contradicts')?.length,
    ]).toEqual([1, 1_499, 1_500]);
  });
});
