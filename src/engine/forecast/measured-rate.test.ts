import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestLedger, type TestLedger } from '../../../test/ledger-template.ts';
import { insertRehearsal } from '../../ledger/sql/rehearsals.ts';
import { withAssumptions } from './assumptions.ts';
import { forecastBulk } from './bulk.ts';
import { readMeasuredRate } from './measured-rate.ts';

let test: TestLedger;

beforeAll(async () => {
  test = await openTestLedger();
});
afterAll(() => test.remove());
beforeEach(() =>
  test.ledger.db.script(
    'delete from batch; delete from run; delete from rehearsal; update ledger set target = null;',
  ),
);

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
  const found = await readMeasuredRate(test.ledger, 'keycloak');
  expect(found).toMatchObject({ run: largest });
  expect(found?.customers).toBe(1_000);
  expect(found?.rate.value).toBeCloseTo(125, 6);
  expect(found?.rate.low).toBeLessThan(125);
  expect(found?.rate.high).toBeGreaterThan(125);
});

it('is nothing where no run was large enough to say', async () => {
  await run('import', [[0, 1, 100]]);
  expect(await readMeasuredRate(test.ledger, 'keycloak')).toBeUndefined();
});

describe('before the first large import', () => {
  /** On a day of November 2026; so many customers in two waves. */
  function rehearsal(day: number, target: string, users: number, usersPerSecond: number) {
    const half = users / 2;
    const rehearsal = {
      id: randomUUID(),
      at: `2026-11-${day}T12:00:00.000Z`,
      by: 'Ana',
      target,
      targetFingerprint: `fingerprint of ${day}`,
      usersPerSecond,
      rate: { value: usersPerSecond, low: usersPerSecond / 2, high: usersPerSecond * 2 },
      waves: [{ users: half }, { users: half }],
    };
    return insertRehearsal(test.ledger.db, rehearsal);
  }

  it('is what the newest rehearsal at a target of this kind has shown, and says so', async () => {
    await run('import', [[0, 1, 100]]);
    await rehearsal(10, 'keycloak', 1_000, 300);
    await rehearsal(12, 'keycloak', 5_000, 100);
    await rehearsal(13, 'keycloak', 100, 7);
    await rehearsal(14, 'better-auth', 1_000, 900);
    const found = await readMeasuredRate(test.ledger, 'keycloak');
    expect(found).toEqual({
      rate: { value: 100, low: 50, high: 200 },
      customers: 5_000,
      rehearsal: { at: '2026-11-12T12:00:00.000Z', place: 'unknown' },
    });
    const bulk = forecastBulk(60_000, { id: 'keycloak' }, withAssumptions(), found);
    expect(bulk).toMatchObject({ basis: 'rehearsal', seconds: { value: 600, low: 300, high: 1_200 } });
    expect(bulk.source).toBe('rehearsal of 2026-11-12, 5,000 made-up customers');
  });

  it.each([
    ['in this very target', 'keycloak:fingerprint of 12'],
    ['in another one of its kind', 'keycloak:production'],
  ])('tells a rehearsal %s', async (words, target) => {
    await test.ledger.db.query('update ledger set target = $1', [target]);
    await rehearsal(12, 'keycloak', 5_000, 100);
    const bulk = forecastBulk(
      1,
      { id: 'keycloak' },
      withAssumptions(),
      await readMeasuredRate(test.ledger, 'keycloak'),
    );
    expect(bulk.source).toContain(words);
  });

  it('gives way to a large import, however old that is', async () => {
    await rehearsal(12, 'keycloak', 5_000, 100);
    const id = await run('import', [[0, 1, 600]]);
    expect(await readMeasuredRate(test.ledger, 'keycloak')).toMatchObject({ run: id });
  });
});
