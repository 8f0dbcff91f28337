import { expect, it } from 'vitest';
import { repeat } from './repeat.ts';

it('goes on after a chore that failed, and does one at a time', async () => {
  const failures: unknown[] = [];
  const third = Promise.withResolvers<void>();
  let done = 0;
  let underWay = 0;
  const repeating = repeat(
    async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 3));
      underWay -= 1;
      done += 1;
      if (done === 3) third.resolve();
      if (done === 1) throw new Error('the target is away');
    },
    1,
    (error) => failures.push(error),
  );
  await third.promise;
  await repeating.stop();
  expect(failures).toEqual([expect.objectContaining({ message: 'the target is away' })]);
});

it('waits for the chore under way when it is stopped, and begins no other', async () => {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let chores = 0;
  let stopped = false;
  const repeating = repeat(
    async () => {
      chores += 1;
      begun.resolve();
      await held.promise;
    },
    1,
    () => undefined,
  );
  await begun.promise;
  const stopping = repeating.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(stopped).toBe(false);
  held.resolve();
  await stopping;
  expect(chores).toBe(1);
});
