/**
 * Works on several items of a stream at a time and gives the results in the order of the items.
 *
 * Memory holds as many results as there may be under way, however slow the first of them is.
 *
 * @module
 */

export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  atOnce: number,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Its failure is thrown when its turn comes; until then it is not unheard of.
    result.catch(() => undefined);
    waiting.push(result);
    const [first] = waiting;
    if (waiting.length >= atOnce && first !== undefined) {
      yield await first;
      waiting.shift();
    }
  }
  for (const one of waiting) yield await one;
}
