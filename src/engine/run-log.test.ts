import { describe, expect, it } from 'vitest';
import { customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { importRun } from './import.ts';
import { resolveProblems } from './problems.ts';
import { expireLogs, readRunLog } from './run-log.ts';

/** A run with one refused record, closed by a person, that ended so many days ago. */
async function oldRun(crossing: TestCrossing, days: number): Promise<number> {
  crossing.store.fault = ({ identity }) => (identity.sourceId === 'u2' ? 'refuse' : undefined);
  const { run } = await importRun(crossing);
  await crossing.ledger.db.query(`update run set ended_at = now() - make_interval(days => $1::int)`, [days]);
  return run.id;
}

describe('the log of a run', () => {
  it('tells what happened and what went wrong, without any data of a customer', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const log = await readRunLog(crossing.ledger, await oldRun(crossing, 0));
      const kinds = (await Array.fromAsync(log.events())).map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['run-begun', 'staged', 'moved', 'held', 'run-done']));
      const problems = await Array.fromAsync(log.problems());
      expect(problems).toMatchObject([{ row: 2, code: 'TARGET_REFUSED', state: 'open' }]);
      expect(JSON.stringify({ kinds, problems })).not.toContain('shop.example');
    });
  });

  it('loses the details of closed problems when its time is over, and says so in the chain', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const run = await oldRun(crossing, 91);
      await resolveProblems(crossing.ledger, { code: 'TARGET_REFUSED' }, { as: 'exempt', note: 'why' }, 'x');
      expect(await expireLogs(crossing.ledger, 90)).toBe(1);
      const [problem] = await Array.fromAsync((await readRunLog(crossing.ledger, run)).problems());
      expect(problem).toMatchObject({ code: 'TARGET_REFUSED', found: null, note: null });
      await crossing.ledger.chain.verify(crossing.ledger.db);
      expect(await expireLogs(crossing.ledger, 90)).toBe(0);
    });
  });

  it('keeps what is still open, and what is younger', async () => {
    await withCrossing(customers(3), async (crossing) => {
      await oldRun(crossing, 91);
      expect(await expireLogs(crossing.ledger, 90)).toBe(0);
      await resolveProblems(crossing.ledger, { code: 'TARGET_REFUSED' }, { as: 'exempt' }, 'x');
      expect(await expireLogs(crossing.ledger, 100)).toBe(0);
    });
  });
});
