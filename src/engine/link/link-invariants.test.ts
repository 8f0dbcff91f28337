/**
 * One customer, one account, and never two people merged: tried by chance, with merges, un-merges and imports in any
 * order over stores that change.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customer, type TestCrossing, type TestRow, withCrossing } from '../../../test/crossing.ts';
import { CorrelationConfig } from '../../config/correlation.ts';
import { listMatches } from '../../ledger/sql/matches.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Correlation } from '../correlate/rule.ts';
import { importRun } from '../import.ts';
import { mergeMatch, separateMatch, undoMerge } from './decide.ts';
import { findMatches } from './find-matches.ts';

const BY = { operator: 'tester' };

/** A record; who it really is, only the model knows. */
interface Row {
  readonly person: 'ana' | 'bob';
  readonly address: 'shared' | 'own';
  readonly verified: boolean;
}

type Step =
  | { readonly do: 'import' }
  | { readonly do: 'find' }
  | { readonly do: 'merge' | 'undo' | 'separate' | 'rename' | 'drop'; readonly which: number };

const row: fc.Arbitrary<Row> = fc.record({
  person: fc.constantFrom('ana', 'bob'),
  address: fc.constantFrom('shared', 'shared', 'shared', 'own'),
  verified: fc.constantFrom(true, true, false),
});
const which = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('import' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('find' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('merge' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('separate' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), which }) },
);

/** So that no case is spent on an empty queue. */
const BEGUN: readonly Step[] = [{ do: 'import' }, { do: 'find' }, { do: 'merge', which: 0 }];

describe('linking, whatever people decide and in whatever order', () => {
  it('gives nobody two accounts with one address, mixes nobody by itself, and loses nobody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 3, maxLength: 5 }),
        fc.array(step, { minLength: 2, maxLength: 7 }),
        fc.constantFrom('never' as const, 'certain' as const),
        async (rows, steps, merge) => {
          const correlation = { ...CorrelationConfig.parse({ merge }), sources: ['eu', 'us'] };
          await withCrossing(toRows(rows), async (plain) => {
            const crossing = Object.assign(plain, { correlation });
            const world: World = {
              crossing,
              correlation,
              rows,
              renamed: new Set(),
              dropped: new Set(),
              decided: new Set(),
            };
            for (const one of [...BEGUN, ...steps, { do: 'import' } as const]) {
              await act(world, one);
              await check(world);
            }
          });
        },
      ),
      { numRuns: 10 },
    );
  }, 120_000);
});

interface World {
  readonly crossing: TestCrossing;
  readonly correlation: Correlation;
  readonly rows: readonly Row[];
  readonly renamed: Set<number>;
  readonly dropped: Set<number>;
  /** Matches that a person merged: only those may bring two people together. */
  readonly decided: Set<string>;
}

function toRows(rows: readonly Row[], renamed = new Set<number>(), dropped = new Set<number>()): TestRow[] {
  return rows.map(({ person, address, verified }, index) => {
    const value = address === 'shared' ? `${person}@shop.example` : `${person}-${index}@shop.example`;
    // An unverified address may be anybody's: bob once typed in ana's.
    const typed = !verified && address === 'shared' ? 'ana@shop.example' : value;
    return {
      source: index % 2 === 0 ? 'eu' : 'us',
      operation: dropped.has(index) ? 'delete' : 'upsert',
      identity: customer(`r${index}`, {
        identifiers: [{ type: 'email', value: typed, verified }],
        profile: { given_name: renamed.has(index) ? `Renamed ${person}` : person },
      }),
    };
  });
}

async function act(world: World, one: Step): Promise<void> {
  const { crossing, correlation, rows, renamed, dropped } = world;
  if (one.do === 'rename') renamed.add(one.which);
  else if (one.do === 'drop') {
    if (dropped.has(one.which)) dropped.delete(one.which);
    else dropped.add(one.which);
  } else if (one.do === 'import') {
    crossing.rows = toRows(rows, renamed, dropped);
    const { account } = await importRun(crossing, { fresh: true });
    expect(account.balanced).toBe(true);
  } else if (one.do === 'find') {
    await findMatches(crossing.ledger, correlation, BY);
  } else await decide(world, one.do, one.which);
}

async function decide(
  { crossing, correlation, decided }: World,
  verb: 'merge' | 'undo' | 'separate',
  which: number,
): Promise<void> {
  const state = verb === 'undo' ? 'merged' : 'open';
  const matches = await listMatches(crossing.ledger.db, { state }, 0, 100);
  const match = matches[which % Math.max(1, matches.length)];
  if (match === undefined) return;
  try {
    if (verb === 'separate') await separateMatch(crossing, match.id, BY);
    else if (verb === 'undo') await undoMerge(crossing, correlation, match.id, BY);
    else await mergeMatch(crossing, correlation, match.id, BY);
    if (verb === 'merge') for (const id of match.members) decided.add(id);
  } catch (error) {
    // An obstacle is said; anything else is a defect.
    if (!(error instanceof FootbridgeError) || error.code !== 'MATCH_OBSTACLE') throw error;
  }
}

interface Record {
  readonly id: string;
  readonly state: string;
  readonly target_id: string | null;
  readonly merged_into: string | null;
  readonly identifiers: number;
  readonly seals: number;
}

async function check({ crossing, rows, decided }: World): Promise<void> {
  const { rows: records } = await crossing.ledger.db.query<Record>(
    `select i.id, i.state, i.target_id, i.merged_into,
            (select count(*)::int from identifier k where k.identity_id = i.id) as identifiers,
            (select count(*)::int from seal s where s.identity_id = i.id) as seals from identity i`,
  );
  const byId = new Map(records.map((one) => [one.id, one]));
  for (const { merged_into, state, target_id, identifiers, seals } of records) {
    expect(seals).toBe(1);
    if (merged_into === null) continue;
    // Whoever was merged is part of an account that is nobody's part, and is found by its identifiers alone.
    expect(byId.get(merged_into)?.merged_into).toBeNull();
    expect({ state, target_id, identifiers }).toEqual({ state: 'excluded', target_id: null, identifiers: 0 });
  }
  const users = [...crossing.store.users.values()];
  const addresses = users.flatMap(({ identity }) => identity.identifiers.map(({ value }) => value));
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(users.filter(({ externalId }) => byId.get(uuidOf(externalId))?.merged_into !== null)).toEqual([]);
  expectNobodyMixed(crossing, rows, records, decided);
}

/** Two people are in one account only where a person said so. */
function expectNobodyMixed(
  { ledger }: TestCrossing,
  rows: readonly Row[],
  records: readonly Record[],
  decided: ReadonlySet<string>,
): void {
  const people = new Map(
    rows.map(({ person }, index) => [
      ledger.index.identityId(index % 2 === 0 ? 'eu' : 'us', `r${index}`),
      person,
    ]),
  );
  for (const { id, merged_into } of records) {
    if (merged_into === null || decided.has(id)) continue;
    expect(people.get(id)).toBe(people.get(merged_into));
  }
}

function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
