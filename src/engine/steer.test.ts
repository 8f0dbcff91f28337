import { describe, expect, it } from 'vitest';
import { customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { steerRun } from './control.ts';
import { importRun } from './import.ts';
import { previewImport } from './preview.ts';
import { exportProblems, listProblems, resolveProblems } from './problems.ts';
import type { Progress } from './progress.ts';

/**
 * Steers the run when its first users are there, and holds every later write back until the run says that it heard:
 * so the test waits for what happens and not for time.
 */
function steerAfterFirstWrite(
  crossing: TestCrossing,
  heard: (progress: Progress) => boolean,
  steer: () => void,
) {
  const { write } = crossing.target.session;
  const answer = Promise.withResolvers<void>();
  let calls = 0;
  crossing.target.session.write = async (writes) => {
    calls += 1;
    if (calls === 1) setImmediate(steer);
    else await answer.promise;
    return write(writes);
  };
  return (progress: Progress) => {
    if (heard(progress)) answer.resolve();
  };
}

describe('an import that is stopped', () => {
  it('finishes what is in flight, and the next import goes on with the same run', async () => {
    await withCrossing(customers(400), async (crossing) => {
      const stop = new AbortController();
      const { write } = crossing.target.session;
      crossing.target.session.write = (writes) => {
        stop.abort();
        return write(writes);
      };
      const first = await importRun(crossing, { signal: stop.signal });
      expect(first.ended).toBe('stopped');
      expect(crossing.store.users.size).toBeLessThan(400);
      const second = await importRun(crossing);
      expect(second.run.id).toBe(first.run.id);
      expect(second.account).toMatchObject({ read: 400, balanced: true, ended: { moved: 400 } });
      expect(crossing.store.calls).toHaveLength(400);
    });
  });

  it('waits while it is paused and goes on when it is resumed', async () => {
    await withCrossing(customers(400), async (crossing) => {
      const { ledger, store } = crossing;
      let whenPaused: number | undefined;
      const isPaused = ({ note }: Progress) => note === 'paused';
      const release = steerAfterFirstWrite(
        crossing,
        isPaused,
        () => void steerRun(ledger, { wanted: 'pause' }, 'tester'),
      );
      const { account } = await importRun(crossing, {
        onProgress(progress) {
          release(progress);
          if (!isPaused(progress) || whenPaused !== undefined) return;
          whenPaused = store.users.size;
          void steerRun(ledger, { wanted: 'run' }, 'tester');
        },
      });
      expect(whenPaused).toBeGreaterThan(0);
      expect(whenPaused).toBeLessThan(400);
      expect(account.ended).toEqual({ moved: 400 });
    });
  });

  it('gives back what was not begun when it is cancelled', async () => {
    await withCrossing(customers(400), async (crossing) => {
      const { ledger, store } = crossing;
      const isCancelling = ({ note }: Progress) => note === 'cancelling';
      const release = steerAfterFirstWrite(
        crossing,
        isCancelling,
        () => void steerRun(ledger, { wanted: 'cancel' }, 'tester'),
      );
      const { ended, account } = await importRun(crossing, { onProgress: release });
      expect(ended).toBe('cancelled');
      expect(account.balanced).toBe(true);
      expect(account.ended.staged).toBeGreaterThan(0);
      expect(account.ended.moved).toBe(store.users.size);
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 400 });
      expect(store.calls).toHaveLength(400);
    });
  });
});

describe('a dry run', () => {
  it('says what would happen and leaves ledger and target as they were', async () => {
    const rows = customers(40);
    rows[3] = { problems: [{ code: 'FIELD_INVALID', field: 'birthdate' }] };
    await withCrossing(rows, async (crossing) => {
      const preview = await previewImport(crossing);
      expect(preview.writes).toEqual({ create: 39 });
      expect(preview.status.account).toMatchObject({ read: 40, balanced: true });
      expect(preview.status.problems).toMatchObject([{ code: 'FIELD_INVALID', count: 1 }]);
      expect(preview.lookedUp).toEqual({ asked: 39, ours: 0, others: 0 });
      expect(crossing.store.calls).toEqual([]);
      for (const table of ['identity', 'run', 'event', 'problem', 'seal', 'batch']) {
        const { rows } = await crossing.ledger.db.query(`select 1 from ${table}`);
        expect(rows).toEqual([]);
      }
    });
  });
});

describe('problems', () => {
  it('are exported with the record, and an identity crosses once its cause is gone', async () => {
    await withCrossing(customers(3), async (crossing) => {
      crossing.store.fault = ({ identity }) => (identity.sourceId === 'u2' ? 'refuse' : undefined);
      await importRun(crossing);
      const exported = await Array.fromAsync(exportProblems(crossing.ledger, 'tester'));
      expect(exported).toMatchObject([{ code: 'TARGET_REFUSED', identity: { sourceId: 'u2' } }]);

      crossing.store.fault = () => undefined;
      const ids = exported.map(({ id }) => id);
      expect(await resolveProblems(crossing.ledger, { ids }, { as: 'retry' }, 'tester')).toBe(1);
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 3 });
    });
  });

  it('that are exempt keep the identity out of later imports', async () => {
    await withCrossing(customers(2), async (crossing) => {
      crossing.store.fault = ({ identity }) => (identity.sourceId === 'u2' ? 'refuse' : undefined);
      await importRun(crossing);
      await resolveProblems(
        crossing.ledger,
        { code: 'TARGET_REFUSED' },
        { as: 'exempt', note: 'test user' },
        'tester',
      );
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 1, excluded: 1 });
    });
  });

  it('list only what is worth sending again where that is asked for', async () => {
    await withCrossing(customers(3), async (crossing) => {
      crossing.store.fault = ({ identity }) => (identity.sourceId === 'u2' ? 'refuse' : undefined);
      await importRun(crossing);
      expect(await Array.fromAsync(listProblems(crossing.ledger, { retry: true }))).toEqual([]);
    });
  });
});
