/**
 * One at a time: work on one connection runs in the order in which it was asked for.
 *
 * node-postgres still queues by itself, but warns that it will stop (pg 9); a savepoint needs the whole connection
 * until it is released.
 *
 * @module
 */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
