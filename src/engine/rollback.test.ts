import { describe, expect, it } from 'vitest';
import { customer, customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { findRunNamed } from '../ledger/runs.ts';
import { importRun } from './import.ts';
import { previewImport } from './preview.ts';
import { rollbackRun } from './rollback.ts';
import { previewRollback } from './rollback-preview.ts';

function undo({ ledger, target }: TestCrossing, run: number) {
  return rollbackRun(ledger, target, run, { operator: 'tester' });
}

describe('a rollback', () => {
  it('removes exactly what the run made', async () => {
    await withCrossing(customers(120), async (crossing) => {
      const stranger = { targetId: 'theirs', externalId: 'none', identity: customer('stranger'), touched: 0 };
      crossing.store.users.set('theirs', stranger);
      const { run } = await importRun(crossing);
      const { counts, ended } = await undo(crossing, run.id);
      expect({ counts, ended }).toEqual({ counts: { removed: 120 }, ended: 'done' });
      expect([...crossing.store.users.keys()]).toEqual(['theirs']);
      await crossing.ledger.chain.verify(crossing.ledger.db);
    });
  });

  it('keeps whoever logged in since, and says who', async () => {
    await withCrossing(customers(5), async (crossing) => {
      const { run } = await importRun(crossing);
      const [customerWhoCame] = crossing.store.users.values();
      if (customerWhoCame !== undefined) customerWhoCame.touched += 1;
      expect((await undo(crossing, run.id)).counts).toEqual({ removed: 4, kept: 1 });
      expect([...crossing.store.users.values()]).toEqual([customerWhoCame]);
      const { rows } = await crossing.ledger.db.query(`select code from problem where state = 'open'`);
      expect(rows).toEqual([{ code: 'TARGET_CHANGED' }]);
    });
  });

  it('puts an updated user back to what it was and makes a deleted one again', async () => {
    await withCrossing(customers(2), async (crossing) => {
      await importRun(crossing);
      crossing.rows = [
        { identity: customer('u1', { profile: { given_name: 'Renamed' } }) },
        { identity: customer('u2'), operation: 'delete' },
      ];
      const { run } = await importRun(crossing);
      expect(crossing.store.users.size).toBe(1);
      expect((await undo(crossing, run.id)).counts).toEqual({ restored: 1, remade: 1 });
      const names = [...crossing.store.users.values()].map(({ identity }) => identity.profile.given_name);
      expect(names.sort()).toEqual(['Given u1', 'Given u2']);
    });
  });

  it('calls nobody undone in another target than the one that holds them', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const { run } = await importRun(crossing);
      const elsewhere = {
        ...crossing.target.session,
        fingerprint: async () => 'elsewhere',
        read: async () => [],
      };
      const target = { ...crossing.target, session: elsewhere };
      const { ledger } = crossing;
      for (const attempt of [
        () => rollbackRun(ledger, target, run.id, { operator: 'tester' }),
        () => previewRollback(ledger, target, run.id),
        () => previewImport({ ...crossing, target }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'TARGET_SWITCHED' });
      expect((await undo(crossing, run.id)).counts).toEqual({ removed: 3 });
    });
  });

  it('finds nothing left to do when it is run again', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const { run } = await importRun(crossing);
      await undo(crossing, run.id);
      expect((await undo(crossing, run.id)).counts).toEqual({});
    });
  });

  it('counts a user as gone whom somebody removed already', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const { run } = await importRun(crossing);
      const [first] = crossing.store.users.keys();
      crossing.store.users.delete(first ?? '');
      expect((await undo(crossing, run.id)).counts).toEqual({ removed: 2, gone: 1 });
    });
  });

  it('lets everybody cross again when the import is run again', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const { run } = await importRun(crossing);
      await undo(crossing, run.id);
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 3 });
      expect(crossing.store.users.size).toBe(3);
    });
  });

  it('refuses a run that does not exist', async () => {
    await withCrossing([], async (crossing) => {
      await expect(undo(crossing, 99)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    });
  });
});

describe('a rollback of one customer', () => {
  it('undoes that one and nobody else', async () => {
    await withCrossing(customers(5), async (crossing) => {
      const { run } = await importRun(crossing);
      const only = crossing.ledger.index.identityId('list', 'u3');
      const { counts } = await rollbackRun(crossing.ledger, crossing.target, run.id, {
        operator: 'tester',
        only,
      });
      expect(counts).toEqual({ removed: 1 });
      const left = [...crossing.store.users.values()].map(({ identity }) => identity.sourceId);
      expect(left.sort()).toEqual(['u1', 'u2', 'u4', 'u5']);
    });
  });
});

describe('a rollback point', () => {
  it('is found by the label its run was given, the newest of several', async () => {
    await withCrossing(customers(1), async (crossing) => {
      await importRun(crossing, { label: 'wave one' });
      const { run } = await importRun(crossing, { label: 'wave one' });
      expect((await findRunNamed(crossing.ledger.db, 'wave one')).id).toBe(run.id);
      await expect(findRunNamed(crossing.ledger.db, 'wave two')).rejects.toMatchObject({
        code: 'RUN_UNKNOWN',
      });
    });
  });
});
