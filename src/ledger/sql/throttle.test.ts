/** The shared budget, asked by instances whose clocks differ. */
import { expect, it } from 'vitest';
import { openTestLedger } from '../../../test/ledger-template.ts';
import { type Bucket, spend } from './throttle.ts';

it('does not refuse a customer at an instance whose clock is behind, nor forgive a guesser at one ahead', async () => {
  const test = await openTestLedger();
  try {
    const { db } = test.ledger;
    const bucket: Bucket = { key: '00000000-0000-0000-0000-000000000001', burst: 5, perMinute: 1 };
    const now = Date.UTC(2026, 10, 20, 12);
    const behind = now - 10 * 60_000;
    const refused: number[] = [];
    for (const [guess, at] of [now, behind, now, behind, now, now, behind].entries())
      if ((await spend(db, [bucket], at)).size > 0) refused.push(guess);
    expect(refused).toEqual([5, 6]);
  } finally {
    await test.remove();
  }
});
