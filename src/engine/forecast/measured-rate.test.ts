import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestLedger, type TestLedger } from '../../../test/ledger-template.ts';
import { readMeasuredRate } from './measured-rate.ts';

let test: TestLedger;

beforeAll(async () => {
  test = await openTestLedger();
});
afterAll(() => test.remove());
beforeEach(() => test.ledger.db.script('delete from batch; delete from run;'));

/** A run whose batches began and ended so many seconds after midnight. */
async function run(
  verb: 'import' | 'rollback',
  batches: readonly (readonly [from: number, to: number, size: number])[],
) {
  const { db } = test.ledger;
  const { rows } = await db.query<{ id: number }>(
    "insert into run (verb, state) values ($1, 'done') returning id",
    [verb],
  );
  const [{ id } = { id: 0 }] = rows;
  for (const [from, to, size] of batches)
    await db.query(
      `insert into batch (run_id, step, state, size, opened_at, done_at)
       values ($1, 'write', 'done', $2, timestamptz '2026-11-20' + make_interval(secs => $3),
               timestamptz '2026-11-20' + make_interval(secs => $4))`,
      [id, size, from, to],
    );
  return id;
}

it('is what the largest import brought in a second, batches beside each other counted once in time', async () => {
  await run('import', [[0, 1, 600]]);
  const largest = await run('import', [
    [0, 2, 200],
    [0, 4, 200],
    [2, 4, 200],
    [4, 5, 200],
    [4, 8, 200],
  ]);
  await run('rollback', [[0, 1, 9_000]]);
  const found = await readMeasuredRate(test.ledger);
  expect(found?.run).toBe(largest);
  expect(found?.customers).toBe(1_000);
  expect(found?.rate.value).toBeCloseTo(125, 6);
  expect(found?.rate.low).toBeLessThan(125);
  expect(found?.rate.high).toBeGreaterThan(125);
});

it('is nothing where no run was large enough to say', async () => {
  await run('import', [[0, 1, 100]]);
  expect(await readMeasuredRate(test.ledger)).toBeUndefined();
});
