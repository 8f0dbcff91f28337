import { describe, expect, it } from 'vitest';
import { customer, customers, type TestCrossing, withCrossing } from '../../../test/crossing.ts';
import { cohort, planDraft, SETTINGS, wave, withPlan } from '../../../test/plans.ts';
import { importRun } from '../import.ts';
import { readStatus } from '../status.ts';
import { openPlan } from './in-force.ts';
import { readList } from './lists.ts';
import { approvePlan, discardPlan, storePlan } from './stored-plan.ts';

const EVERYBODY = cohort('everybody-else', 'everybody', 'bulk');
const ONE_WAVE = [wave('all', ['everybody-else'])];
const PLAIN = planDraft([EVERYBODY], ONE_WAVE);

async function rowsOf({ ledger }: TestCrossing) {
  const { rows } = await ledger.db.query<Record<string, unknown>>(
    `select row, state, path, cohort, credential_plan, plan_version from identity order by row`,
  );
  return rows.map((row) => ({ ...row, row: Number(row.row) }));
}

describe('an import of a ledger that holds a plan', () => {
  it('refuses while nobody has approved the newest version, and moves nobody', () =>
    withCrossing(customers(3), async (crossing) => {
      await storePlan(crossing.ledger, PLAIN);
      const plan = await openPlan(crossing.ledger, async () => ({ settings: SETTINGS, lists: [] }));
      const planned = { ...crossing, ...(plan === undefined ? {} : { plan }) };
      await expect(importRun(planned)).rejects.toMatchObject({ code: 'PLAN_NOT_APPROVED' });
      expect(crossing.store.users.size).toBe(0);
    }));

  it('refuses once the configuration, a list or the version is another one', () =>
    withCrossing(customers(3), async (crossing) => {
      const planned = await withPlan(crossing, PLAIN, { settings: 'b'.repeat(64) });
      await expect(importRun(planned)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
      await expect(importRun(crossing)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
      const { index } = crossing.ledger;
      const before = readList({ name: 'vip', use: 'vip', file: 'vip.txt' }, 'ana@shop.example', index);
      const after = readList({ name: 'vip', use: 'vip', file: 'vip.txt' }, 'bea@shop.example', index);
      const { name, use, file, entries, digest } = before;
      const lists = [{ name, use, file, entries, digest, found: 0 }];
      const listed = await withPlan(crossing, { ...PLAIN, lists }, { lists: [after] });
      await expect(importRun(listed)).rejects.toThrow(/the list "vip" holds other people now/);
      const denied = await withPlan(crossing, PLAIN, { lists: [{ ...before, name: 'legal', use: 'deny' }] });
      await expect(importRun(denied)).rejects.toThrow(/the list "legal" was not there when it was made/);
      const turned = await withPlan(crossing, { ...PLAIN, lists }, { lists: [{ ...before, use: 'deny' }] });
      await expect(importRun(turned)).rejects.toThrow(/is for "deny" now, and was for "vip"/);
      expect(crossing.store.users.size).toBe(0);
    }));

  it('goes on after a draft was taken back, by what was approved before', () =>
    withCrossing(customers(3), async (crossing) => {
      const planned = await withPlan(crossing, PLAIN);
      const second = await storePlan(crossing.ledger, { ...PLAIN, name: 'other' });
      await expect(importRun(planned)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
      await discardPlan(crossing.ledger, second.version, 'Ana');
      await importRun(planned);
      expect(crossing.store.users.size).toBe(3);
    }));

  it('refuses an approval of anything but the newest version with the hash it has', () =>
    withCrossing([], async ({ ledger }) => {
      const first = await storePlan(ledger, PLAIN);
      const second = await storePlan(ledger, { ...PLAIN, name: 'other' });
      const by = { by: 'Ana', note: '' };
      await expect(approvePlan(ledger, { ...first, ...by })).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
      const stale = { version: second.version, hash: first.hash, ...by };
      await expect(approvePlan(ledger, stale)).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
      await expect(approvePlan(ledger, { ...second, ...by })).resolves.toMatchObject({ version: 2 });
    }));

  it('gives everybody the path and the credential plan of their cohort, and accounts for every row', () =>
    withCrossing(
      [
        { identity: customer('moves') },
        { identity: customer('waits', { password: undefined }) },
        { identity: customer('resets', { status: 'locked', password: { hash: 'damaged' } }) },
        { identity: customer('stays', { kind: 'service' }) },
        { identity: customer('wrong', { status: 'invited' }) },
      ],
      async (crossing) => {
        const planned = await withPlan(
          crossing,
          planDraft(
            [
              cohort('machines', 'kind == "service"', 'exclude'),
              cohort('hashless', 'not (has password)', 'jit', { credentialPlan: 'legacy' }),
              cohort('locked', 'status == "locked"', 'reset'),
              cohort('kept', 'status == "invited"', 'bulk', { credentialPlan: 'transcoded' }),
              EVERYBODY,
            ],
            [wave('all', ['hashless', 'locked', 'kept', 'everybody-else'])],
          ),
        );
        const { account } = await importRun(planned);
        expect(account).toMatchObject({ balanced: true, read: 5, staged: { new: 4, excluded: 1 } });
        expect(await rowsOf(crossing)).toEqual([
          {
            row: 1,
            state: 'moved',
            path: 'bulk',
            cohort: 'everybody-else',
            credential_plan: 'native',
            plan_version: 1,
          },
          {
            row: 2,
            state: 'staged',
            path: 'jit',
            cohort: 'hashless',
            credential_plan: 'legacy',
            plan_version: 1,
          },
          {
            row: 3,
            state: 'moved',
            path: 'reset',
            cohort: 'locked',
            credential_plan: 'reset',
            plan_version: 1,
          },
          {
            row: 4,
            state: 'excluded',
            path: 'exclude',
            cohort: 'machines',
            credential_plan: 'native',
            plan_version: 1,
          },
          { row: 5, state: 'held', path: 'bulk', cohort: 'kept', credential_plan: 'native', plan_version: 1 },
        ]);
        const { problems, cohorts } = await readStatus(crossing.ledger);
        expect(problems).toMatchObject([{ code: 'PLAN_UNFIT' }]);
        expect(cohorts.map((one) => one.cohort).sort()).toEqual([
          'everybody-else',
          'hashless',
          'kept',
          'locked',
          'machines',
        ]);
      },
    ));

  it('moves whoever was left behind once another version says so', () =>
    withCrossing(customers(2), async (crossing) => {
      const without = planDraft([cohort('everybody-else', 'everybody', 'exclude')], ONE_WAVE);
      const first = await importRun(await withPlan(crossing, without));
      expect(first.account).toMatchObject({ balanced: true, ended: { excluded: 2 } });
      const again = await importRun(await withPlan(crossing, without));
      expect(again.account).toMatchObject({ balanced: true, staged: { unchanged: 2 } });
      await importRun(await withPlan(crossing, PLAIN));
      expect(crossing.store.users.size).toBe(2);
    }));

  it('refuses a wave that there is not before anything is read, and names those there are', () =>
    withCrossing(customers(2), async (crossing) => {
      const planned = await withPlan(crossing, PLAIN);
      await expect(importRun(planned, { onlyWave: 'al' })).rejects.toThrow(/no wave "al"; there is "all", /);
      expect(await rowsOf(crossing)).toEqual([]);
    }));

  it('takes shares of a cohort that add up, the same people at every run', () =>
    withCrossing(customers(60), async (crossing) => {
      const draft = planDraft(
        [EVERYBODY],
        [
          wave('canary', ['everybody-else'], { percent: 10, limit: 3 }),
          wave('half', ['everybody-else'], { percent: 50, notBefore: '2026-12-01' }),
          wave('rest', ['everybody-else']),
        ],
      );
      const day = (time: string) => ({ now: () => Date.parse(time) });
      const planned = await withPlan(crossing, draft);
      const early = { ...planned, ...day('2026-11-20T12:00:00Z') };
      const { waits, account } = await importRun(early);
      expect(waits).toMatchObject({
        wave: 'half',
        why: 'it begins on 2026-12-01',
        next: '2026-12-01 00:00 UTC',
      });
      expect(account.balanced).toBe(true);
      const canary = crossing.store.users.size;
      expect(canary).toBeGreaterThan(0);
      expect(canary).toBeLessThanOrEqual(3);
      await importRun(early);
      expect(crossing.store.users.size).toBe(canary);
      const late = await importRun({ ...planned, ...day('2026-12-01T00:00:00Z') });
      expect(late.waits).toBeUndefined();
      expect(crossing.store.users.size).toBe(60);
    }));

  it('stops writing when the window closes in the middle of a wave, and goes on when it opens', () =>
    withCrossing(customers(60), async (crossing) => {
      const night = { timeZone: 'UTC', window: { from: '22:00', to: '23:00' }, freezes: [] };
      const planned = await withPlan(crossing, planDraft([EVERYBODY], ONE_WAVE, { calendar: night }));
      let asked = 0;
      // The clock passes 23:00 after the first batch.
      const now = () => Date.parse(asked++ < 2 ? '2026-11-20T22:59:00Z' : '2026-11-20T23:00:00Z');
      const { waits, account, run } = await importRun({ ...planned, now });
      expect(waits).toMatchObject({ wave: 'all', next: '2026-11-21 22:00 UTC' });
      expect(run.state).toBe('done');
      expect(account.balanced).toBe(true);
      expect(crossing.store.users.size).toBeGreaterThan(0);
      expect(crossing.store.users.size).toBeLessThan(60);
      await importRun({ ...planned, now: () => Date.parse('2026-11-21T22:30:00Z') });
      expect(crossing.store.users.size).toBe(60);
    }));

  it('writes nobody in a freeze whom a killed run had meant to write and never sent', () =>
    withCrossing(customers(200), async (crossing) => {
      const calendar = {
        timeZone: 'UTC',
        freezes: [{ from: '2026-12-14', to: '2027-01-06', reason: 'Christmas trade' }],
      };
      const planned = await withPlan(crossing, planDraft([EVERYBODY], ONE_WAVE, { calendar }));
      const on = (day: string) => ({ ...planned, now: () => Date.parse(`${day}T12:00:00Z`) });
      const { write } = crossing.target.session;
      const kill = new AbortController();
      const stop = new AbortController();
      crossing.target.session.write = async () => {
        kill.abort();
        stop.abort();
        return [];
      };
      await importRun(on('2026-12-13'), { kill: kill.signal, signal: stop.signal }).catch(() => undefined);
      const { rows } = await crossing.ledger.db.query<{ state: string; count: number }>(
        `select state, count(*)::int as count from write group by 1`,
      );
      const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
      expect(count('intended')).toBeGreaterThan(0);
      crossing.target.session.write = write;
      const frozen = await importRun(on('2026-12-14'));
      expect(frozen.waits).toMatchObject({ why: expect.stringContaining('Christmas trade') });
      expect(crossing.store.users.size).toBe(count('called'));
      const { account } = await importRun(on('2027-01-07'));
      expect(account.balanced).toBe(true);
      expect(crossing.store.users.size).toBe(200);
    }));

  it('places anew whom a later export does not bring along', () =>
    withCrossing(
      [...customers(2), { identity: customer('left', { status: 'locked' }) }],
      async (crossing) => {
        const later = wave('later', ['everybody-else', 'locked'], { notBefore: '2099-01-01' });
        const locked = (path: 'exclude' | 'bulk') => cohort('locked', 'status == "locked"', path);
        await importRun(await withPlan(crossing, planDraft([locked('exclude'), EVERYBODY], [later])));
        crossing.rows = [{ identity: customer('u1') }];
        const second = planDraft(
          [locked('bulk'), cohort('everybody-else', 'everybody', 'reset')],
          [wave('all', ['everybody-else', 'locked'])],
        );
        const { account } = await importRun({
          ...(await withPlan(crossing, second)),
          source: crossing.source,
        });
        expect(account.balanced).toBe(true);
        expect(await rowsOf(crossing)).toMatchObject([
          { row: 1, state: 'moved', path: 'reset', plan_version: 2 },
          { row: 2, state: 'moved', path: 'reset', credential_plan: 'reset', plan_version: 2 },
          { row: 3, state: 'moved', path: 'bulk', cohort: 'locked', plan_version: 2 },
        ]);
      },
    ));

  it('writes a change that waited in a wave which the next version does not have any more', () =>
    withCrossing(customers(1), async (crossing) => {
      await importRun(crossing);
      crossing.rows = [{ identity: customer('u1', { profile: { given_name: 'Changed' } }) }];
      const later = planDraft([EVERYBODY], [wave('later', ['everybody-else'], { notBefore: '2099-01-01' })]);
      const { waits } = await importRun(await withPlan(crossing, later));
      expect(waits).toMatchObject({ wave: 'later', identities: 1 });
      crossing.rows = [];
      await importRun(await withPlan(crossing, PLAIN));
      const [user] = crossing.store.users.values();
      expect(user?.identity.profile.given_name).toBe('Changed');
    }));

  it('leaves a record that is part of another account where it is, whatever the next version says of it', () =>
    withCrossing(customers(2), async (crossing) => {
      const without = planDraft([cohort('everybody-else', 'everybody', 'exclude')], ONE_WAVE);
      await importRun(await withPlan(crossing, without));
      await crossing.ledger.db.query(
        `update identity set merged_into = (select id from identity where row = 1) where row = 2`,
      );
      crossing.rows = [];
      await importRun(await withPlan(crossing, PLAIN));
      expect([...crossing.store.users.values()].map(({ identity }) => identity.sourceId)).toEqual(['u1']);
    }));

  it('leaves nobody out and nobody twice when the target breaks in the middle and the import is run again', () =>
    withCrossing([...customers(40), { identity: customer('s1', { kind: 'service' }) }], async (crossing) => {
      const draft = planDraft(
        [cohort('machines', 'kind == "service"', 'exclude'), EVERYBODY],
        [wave('canary', ['everybody-else'], { percent: 20 }), wave('rest', ['everybody-else'])],
      );
      const planned = await withPlan(crossing, draft);
      const stop = new AbortController();
      crossing.store.fault = (_write, attempt) => (attempt === 1 ? 'lose-after' : undefined);
      const first = await importRun(planned, {
        signal: stop.signal,
        onProgress: ({ phase, done }) => {
          if (phase === 'write' && done > 0) stop.abort();
        },
      });
      expect(first.ended).toBe('stopped');
      const second = await importRun(planned);
      expect(second.account).toMatchObject({ balanced: true, ended: { moved: 40, excluded: 1 } });
      expect(crossing.store.users.size).toBe(40);
    }));

  it('does not go on with a run that another version had begun', () =>
    withCrossing(customers(60), async (crossing) => {
      const planned = await withPlan(crossing, PLAIN);
      const stop = new AbortController();
      const begun = await importRun(planned, {
        signal: stop.signal,
        onProgress: ({ phase, done }) => {
          if (phase === 'stage' && done > 0) stop.abort();
        },
      });
      expect(begun.ended).toBe('stopped');
      const next = await withPlan(crossing, { ...PLAIN, name: 'other' });
      await expect(importRun(next)).rejects.toThrow(/begun under version 1 of the plan/);
      await importRun(next, { fresh: true });
      expect(crossing.store.users.size).toBe(60);
      expect(new Set((await rowsOf(crossing)).map((row) => Reflect.get(row, 'plan_version')))).toEqual(
        new Set([2]),
      );
    }));
});
