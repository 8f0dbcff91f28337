import { describe, expect, it } from 'vitest';
import { customer, type TestCrossing, type TestRow, withCrossing } from '../../../test/crossing.ts';
import { CorrelationConfig } from '../../config/correlation.ts';
import type { Identity } from '../../identity/identity.ts';
import { listMatches, type MatchRow } from '../../ledger/sql/matches.ts';
import type { Correlation } from '../correlate/rule.ts';
import { exportIdMap } from '../id-map.ts';
import { importRun } from '../import.ts';
import { previewImport } from '../preview.ts';
import { readStatus } from '../status.ts';
import { mergeMatch, mergeTier, separateMatch, undoMerge } from './decide.ts';
import { findMatches } from './find-matches.ts';
import { previewMatch } from './preview-match.ts';

const BY = { operator: 'tester' };

function correlation(change: object = {}): Correlation {
  return { ...CorrelationConfig.parse(change), sources: ['eu', 'us'] };
}

/** The same address in two stores. */
function twice(verified: readonly [boolean, boolean], change: Partial<Identity> = {}): TestRow[] {
  return ['eu', 'us'].map((source, place) => ({
    source,
    identity: customer(`${source}-1`, {
      identifiers: [{ type: 'email', value: 'ana@shop.example', verified: verified[place] ?? false }],
      ...change,
    }),
  }));
}

async function withLinking(
  rows: readonly TestRow[],
  act: (crossing: TestCrossing, found: Correlation) => Promise<void>,
  settings: object = {},
): Promise<void> {
  const rules = correlation(settings);
  await withCrossing(rows, (crossing) => act({ ...crossing, correlation: rules }, rules));
}

async function find(crossing: TestCrossing, rules = correlation()): Promise<readonly MatchRow[]> {
  await findMatches(crossing.ledger, rules, BY);
  return listMatches(crossing.ledger.db, {}, 0, 100);
}

async function statesOf({ ledger }: TestCrossing): Promise<Record<string, number>> {
  const { rows } = await ledger.db.query<{ state: string; count: number }>(
    `select case when merged_into is null then state else 'merged' end as state, count(*)::int as count
       from identity group by 1`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function emailsIn({ store }: TestCrossing): string[] {
  return [...store.users.values()]
    .flatMap(({ identity }) => identity.identifiers.map(({ value }) => value))
    .toSorted();
}

describe('records of one person in two stores', () => {
  it('become one account, which both old ids lead to', async () => {
    await withLinking(twice([true, true]), async (crossing, rules) => {
      await importRun(crossing);
      expect(await statesOf(crossing)).toEqual({ held: 2 });
      const [match] = await find(crossing);
      expect(match).toMatchObject({ tier: 'certain', obstacle: null });
      await mergeMatch(crossing, rules, match?.id ?? 0, BY);
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ balanced: true, ended: { moved: 1, merged: 1 } });
      expect(emailsIn(crossing)).toEqual(['ana@shop.example']);
      const pairs = await Array.fromAsync(exportIdMap(crossing.ledger, 'tester'));
      expect(pairs.map(({ source, sourceId }) => `${source} ${sourceId}`).toSorted()).toEqual([
        'eu eu-1',
        'us us-1',
      ]);
      expect(new Set(pairs.map(({ targetId }) => targetId)).size).toBe(1);
      expect((await readStatus(crossing.ledger)).sources).toMatchObject([{ source: 'eu' }, { source: 'us' }]);
    });
  });

  it('are merged by the import itself where the operator says so, also in a dry run', async () => {
    await withLinking(
      twice([true, true]),
      async (crossing) => {
        expect((await previewImport(crossing)).writes).toEqual({ create: 1 });
        expect(await statesOf(crossing)).toEqual({});
        await importRun(crossing);
        expect(await statesOf(crossing)).toEqual({ moved: 1, merged: 1 });
      },
      { merge: 'certain' },
    );
  });

  it('are never merged by themselves on an address that nobody verified', async () => {
    await withLinking(
      twice([true, false]),
      async (crossing) => {
        await importRun(crossing);
        expect(await statesOf(crossing)).toEqual({ moved: 1, held: 1 });
        expect(await find(crossing)).toMatchObject([{ tier: 'ambiguous' }]);
        expect(await mergeTier(crossing, correlation(), 'certain', BY)).toEqual({ merged: 0, left: {} });
      },
      { merge: 'certain' },
    );
  });

  it('are both as before when the merge is undone, and no import merges them again by itself', async () => {
    await withLinking(
      twice([true, true]),
      async (crossing, rules) => {
        await importRun(crossing);
        const [match] = await listMatches(crossing.ledger.db, { state: 'merged' }, 0, 10);
        await undoMerge(crossing, rules, match?.id ?? 0, BY);
        expect(await statesOf(crossing)).toEqual({ staged: 2 });
        await importRun(crossing);
        // The one that crossed keeps the address; the other is held as if nobody had merged anything.
        expect(await statesOf(crossing)).toEqual({ moved: 1, held: 1 });
        expect(await find(crossing)).toMatchObject([{ state: 'open', decided_by: 'tester' }]);
      },
      { merge: 'certain' },
    );
  });

  it('are not merged again by the way, where a third record joins those whose merge was undone', async () => {
    const rows = twice([true, true]);
    await withLinking(
      rows,
      async (crossing, rules) => {
        await importRun(crossing);
        const [match] = await listMatches(crossing.ledger.db, { state: 'merged' }, 0, 10);
        await undoMerge(crossing, rules, match?.id ?? 0, BY);
        const third = rows.map(({ identity }) => ({
          source: 'us',
          identity: { ...(identity ?? customer('x')), sourceId: 'us-2' },
        }));
        await importRun(
          Object.assign(crossing, { source: readerOf(crossing, [...rows, ...third.slice(1)]) }),
        );
        expect(await statesOf(crossing)).not.toHaveProperty('merged');
        expect((await find(crossing)).find(({ members }) => members.length === 3)?.state).toBe('open');
      },
      { merge: 'certain' },
    );
  });

  it('are left to a new search where one of them has another address since the last', async () => {
    const rows = twice([true, true]);
    await withLinking(rows, async (crossing, rules) => {
      await importRun(crossing);
      await find(crossing);
      // Two who are held, so that nothing but the old match stands between one of them and a merge.
      const bobs = ['us-1', 'us-2'].map((id) => ({
        source: 'us',
        identity: customer(id, {
          identifiers: [{ type: 'email', value: 'bob@shop.example', verified: true }],
        }),
      }));
      const changed = [...rows.slice(0, 1), ...bobs];
      await importRun(Object.assign(crossing, { source: readerOf(crossing, changed) }));
      expect(await statesOf(crossing)).toEqual({ moved: 1, held: 2 });
      const { merged, left } = await mergeTier(crossing, rules, 'certain', BY);
      expect(merged).toBe(0);
      expect(Object.keys(left).join()).toContain('link find');
    });
  });

  it('are never proposed again once a person told them apart', async () => {
    await withLinking(twice([true, true]), async (crossing) => {
      await importRun(crossing);
      const [match] = await find(crossing);
      await separateMatch(crossing, match?.id ?? 0, BY);
      expect(await find(crossing)).toEqual([]);
      await expect(mergeMatch(crossing, correlation(), match?.id ?? 0, BY)).rejects.toMatchObject({
        code: 'MATCH_DECIDED',
      });
    });
  });

  it('stay one account when a newer export changes the record that was merged', async () => {
    const rows = twice([true, true]);
    await withLinking(
      rows,
      async (crossing) => {
        await importRun(crossing);
        const { sourceId } = [...crossing.store.users.values()][0]?.identity ?? { sourceId: '' };
        const changed = rows.map((row) =>
          row.identity?.sourceId === sourceId || row.identity === undefined
            ? row
            : {
                ...row,
                identity: {
                  ...row.identity,
                  profile: { given_name: 'Newest' },
                  updatedAt: '2026-01-01T00:00:00Z',
                },
              },
        );
        crossing = Object.assign(crossing, { source: readerOf(crossing, changed) });
        await importRun(crossing);
        expect(await statesOf(crossing)).toEqual({ moved: 1, merged: 1 });
        expect([...crossing.store.users.values()].map(({ identity }) => identity.profile.given_name)).toEqual(
          ['Newest'],
        );
      },
      { merge: 'certain' },
    );
  });

  it('leave the other with the account of its own when one is gone from its store', async () => {
    const rows = twice([true, true]);
    await withLinking(
      rows,
      async (crossing) => {
        await importRun(crossing);
        const { sourceId } = [...crossing.store.users.values()][0]?.identity ?? { sourceId: '' };
        const gone = rows.map((row) =>
          row.identity?.sourceId === sourceId ? row : { ...row, operation: 'delete' as const },
        );
        await importRun(Object.assign(crossing, { source: readerOf(crossing, gone) }));
        expect(await statesOf(crossing)).toEqual({ moved: 1, excluded: 1 });
        await importRun(Object.assign(crossing, { source: readerOf(crossing, rows) }));
        expect(await statesOf(crossing)).toEqual({ moved: 1, merged: 1 });
      },
      { merge: 'certain' },
    );
  });

  it('are not made one when both stand in the target already', async () => {
    const apart: TestRow[] = ['eu', 'us'].map((source) => ({
      source,
      identity: customer(`${source}-1`, { links: [{ provider: 'google', subject: '7' }] }),
    }));
    await withLinking(apart, async (crossing, rules) => {
      await importRun(crossing);
      const [match] = await find(crossing);
      expect(match?.tier).toBe('certain');
      await expect(mergeMatch(crossing, rules, match?.id ?? 0, BY)).rejects.toMatchObject({
        code: 'MATCH_OBSTACLE',
        message: expect.stringContaining('rollback'),
      });
    });
  });

  it('are shown with who wins which field and what is lost, before anybody decides', async () => {
    const rows = twice([true, true]).map((row, place) => ({
      ...row,
      identity: { ...(row.identity ?? customer('x')), lastLoginAt: `202${place}-01-01T00:00:00Z` },
    }));
    await withLinking(rows, async (crossing, rules) => {
      await importRun(crossing);
      const [match] = await find(crossing);
      const { members, merged, obstacle } = await previewMatch(
        crossing.ledger,
        rules,
        match?.id ?? 0,
        undefined,
      );
      expect(obstacle).toBeUndefined();
      expect(members.map(({ source }) => source)).toEqual(['us', 'eu']);
      expect(merged?.decisions.find(({ field }) => field === 'profile.given_name')).toMatchObject({
        values: ['Given us-1', 'Given eu-1'],
        winner: 0,
      });
    });
  });

  it('that contradict each other are asked about, though their address is the same', async () => {
    const rows = twice([true, true]).map((row, place) => ({
      ...row,
      identity: { ...(row.identity ?? customer('x')), profile: { birthdate: `198${place}-02-03` } },
    }));
    await withLinking(rows, async (crossing) => {
      await importRun(crossing);
      const [match] = await find(crossing);
      expect(match?.tier).toBe('ambiguous');
      expect(match?.reasons).toContainEqual(expect.objectContaining({ contradiction: 'profile.birthdate' }));
    });
  });
});

/** Another export: the same store with other rows. */
function readerOf(crossing: TestCrossing, rows: readonly TestRow[]): TestCrossing['source'] {
  const { source } = crossing;
  return {
    ...source,
    reader: {
      ...source.reader,
      fingerprint: async () => JSON.stringify(rows),
      async *read() {
        const records = rows.map((row, index) => ({
          row: index + 1,
          position: `row ${index + 1}`,
          operation: row.operation ?? ('upsert' as const),
          ...(row.source === undefined ? {} : { source: row.source }),
          fields: { row: { operation: row.operation ?? 'upsert', problems: [], identity: row.identity } },
          problems: [],
        }));
        yield { records, cursor: 'end', done: 1 };
      },
    },
  };
}
