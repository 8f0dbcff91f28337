import { describe, expect, it } from 'vitest';
import { customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import type { Staging } from './crossing.ts';
import { importRun } from './import.ts';
import { rollbackRun } from './rollback.ts';
import { previewStage, stageRun } from './stage.ts';
import { readStatus } from './status.ts';

const BY_FACTS = { judgedBy: 'facts: Elsewhere' };

/** Without a target; what is known of its platform says that it verifies no hash at all. */
function withoutTarget({ ledger, source, settings }: TestCrossing): Staging {
  const fit = () => ({ credentialPlan: 'vault', reason: 'It takes none.', losses: [] }) as const;
  return { ledger, source, target: { fit }, settings: { ...settings, unsupported: 'reset' } };
}

/** Ctrl-C behind the first page that is in the ledger. */
function stoppedSoon() {
  const stop = new AbortController();
  return { signal: stop.signal, onProgress: () => stop.abort() };
}

describe('staging', () => {
  it('reads everybody into the ledger and into a wave, and there is no target to be told', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const { ended, account, run } = await stageRun(withoutTarget(crossing), BY_FACTS);
      expect({ ended, account }).toEqual({
        ended: 'done',
        account: expect.objectContaining({ read: 60, balanced: true, ended: { staged: 60 }, written: {} }),
      });
      expect(run).toMatchObject({ verb: 'stage', state: 'done', scope: BY_FACTS });
      const status = await readStatus(crossing.ledger);
      expect(status.formats).toMatchObject([{ credential_plan: 'reset', count: 60 }]);
      expect(status.account).toMatchObject({ read: 60 });
      const { rows } = await crossing.ledger.db.query('select distinct wave from identity');
      expect(rows).toEqual([{ wave: 1 }]);
      expect(crossing.store.calls).toEqual([]);
      await crossing.ledger.chain.verify(crossing.ledger.db);
    });
  });

  it('goes on behind the last page when it was stopped, and counts every row once', async () => {
    await withCrossing(customers(130), async (crossing) => {
      const staging = withoutTarget(crossing);
      const first = await stageRun(staging, { ...BY_FACTS, ...stoppedSoon() });
      expect(first.ended).toBe('stopped');
      expect(first.account.read).toBeLessThan(130);
      const second = await stageRun(staging, BY_FACTS);
      expect(second.run.id).toBe(first.run.id);
      expect(second.account).toMatchObject({ read: 130, balanced: true, staged: { new: 130 } });
    });
  });

  it('begins anew where somebody else judges by now, so that nobody is judged by two', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const first = await stageRun(withoutTarget(crossing), { ...BY_FACTS, ...stoppedSoon() });
      const second = await stageRun(crossing, { judgedBy: 'target: Memory' });
      expect(second.run.id).not.toBe(first.run.id);
      expect(second.account).toMatchObject({ read: 60, balanced: true });
      const { formats } = await readStatus(crossing.ledger);
      expect(formats).toMatchObject([{ credential_plan: 'native', count: 60 }]);
    });
  });

  it('rehearsed, shows the same and leaves the ledger as it was', async () => {
    await withCrossing(customers(30), async (crossing) => {
      expect(await previewStage(withoutTarget(crossing))).toMatchObject({ identities: 30 });
      expect(await readStatus(crossing.ledger)).toMatchObject({ identities: 0, runs: [] });
    });
  });
});

describe('an import behind staging', () => {
  it('moves everybody who was staged, once, judged by the target itself', async () => {
    await withCrossing(customers(60), async (crossing) => {
      await stageRun(withoutTarget(crossing), BY_FACTS);
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ staged: { new: 0, again: 60 }, ended: { moved: 60 }, balanced: true });
      const { identities, formats } = await readStatus(crossing.ledger);
      expect(identities).toBe(60);
      expect(formats).toMatchObject([{ credential_plan: 'native', count: 60 }]);
      expect(crossing.store.users.size).toBe(60);
    });
  });

  it('takes the place of staging that was stopped half way', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const half = await stageRun(withoutTarget(crossing), { ...BY_FACTS, ...stoppedSoon() });
      const { run, account } = await importRun(crossing);
      expect(run.id).not.toBe(half.run.id);
      expect(account).toMatchObject({ read: 60, ended: { moved: 60 }, balanced: true });
      const { runs } = await readStatus(crossing.ledger);
      expect(runs.find(({ id }) => id === half.run.id)).toMatchObject({ state: 'cancelled' });
    });
  });

  it('is not staged into, neither while it writes nor while it is unfinished', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const stop = new AbortController();
      const { write } = crossing.target.session;
      let beside: Promise<unknown> | undefined;
      crossing.target.session.write = async (writes) => {
        beside ??= stageRun(crossing, BY_FACTS).catch((error: unknown) => error);
        await beside;
        stop.abort();
        return write(writes);
      };
      expect((await importRun(crossing, { signal: stop.signal })).ended).toBe('stopped');
      expect(await beside).toMatchObject({ code: 'LEDGER_BUSY' });
      await expect(stageRun(crossing, { ...BY_FACTS, fresh: true })).rejects.toMatchObject({
        code: 'RUN_CONTROL_INVALID',
        message: expect.stringContaining('an import, is unfinished'),
      });
      expect((await importRun(crossing)).account).toMatchObject({ ended: { moved: 60 }, balanced: true });
    });
  });
});

it('a run that staged is no import that could be taken back', async () => {
  await withCrossing(customers(3), async (crossing) => {
    const { run } = await stageRun(crossing, BY_FACTS);
    await expect(
      rollbackRun(crossing.ledger, crossing.target, run.id, { operator: 'tester' }),
    ).rejects.toMatchObject({ code: 'RUN_CONTROL_INVALID' });
  });
});
