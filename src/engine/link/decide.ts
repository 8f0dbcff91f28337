/**
 * What people decide about a match: one person, two people, or back to how it was. Every decision is an event, and
 * can be taken back.
 *
 * @module
 */

import { readIdentity } from '../../identity/digest.ts';
import type { Queries } from '../../ledger/database/database.ts';
import { lockGroups, readGroups } from '../../ledger/sql/groups.ts';
import {
  areAnyApart,
  decideMatch,
  findMatch,
  listMatches,
  type MatchRow,
  putApart,
  wereAnyUndone,
} from '../../ledger/sql/matches.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Correlation, Tier } from '../correlate/rule.ts';
import { note } from '../note.ts';
import { obstacleTo } from './obstacle.ts';
import type { Judge } from './place-account.ts';
import { rebuild, toOwnRecord } from './rebuild.ts';
import { stillAgree } from './still-agree.ts';

export interface Decision {
  readonly operator: string;
  readonly note?: string;
}

/** @throws MATCH_UNKNOWN, MATCH_DECIDED, MATCH_OBSTACLE */
export async function mergeMatch(
  judge: Judge,
  correlation: Correlation,
  id: number,
  decision: Decision,
): Promise<void> {
  await judge.ledger.db.transaction(async (tx) => {
    const match = await open(tx, id);
    const obstacle = match.obstacle ?? (await obstacleNow(tx, match.members, judge));
    if (obstacle !== undefined) throw new FootbridgeError('MATCH_OBSTACLE', `Match ${id}: ${obstacle}`);
    await carryOut(tx, match, judge, correlation, decision);
  });
}

export interface MergedTier {
  readonly merged: number;
  /** Matches that could not be merged, by the reason. */
  readonly left: Readonly<Record<string, number>>;
}

/** Matches looked at before the next page is asked for. */
const PAGE = 500;

/**
 * Merges everything of a tier that nobody has decided about and nothing stands in the way of.
 *
 * @param foretell only says how many it would be
 */
export async function mergeTier(
  judge: Judge,
  correlation: Correlation,
  tier: Tier,
  decision: Decision,
  foretell = false,
): Promise<MergedTier> {
  const { db } = judge.ledger;
  const left: Record<string, number> = {};
  let merged = 0;
  for (let after = 0; ; ) {
    const matches = await listMatches(db, { tier, free: true }, after, PAGE);
    for (const { id } of matches) {
      const obstacle = await db.transaction((tx) => tryMerge(tx, id, judge, correlation, decision, foretell));
      if (obstacle === undefined) merged += 1;
      else left[obstacle] = (left[obstacle] ?? 0) + 1;
    }
    const last = matches.at(-1);
    if (last === undefined || matches.length < PAGE) return { merged, left };
    after = last.id;
  }
}

/** @returns why not */
async function tryMerge(
  tx: Queries,
  id: number,
  judge: Judge,
  correlation: Correlation,
  decision: Decision,
  foretell: boolean,
): Promise<string | undefined> {
  const match = await findMatch(tx, id);
  if (match?.state !== 'open') return 'decided meanwhile';
  const obstacle =
    (await obstacleNow(tx, match.members, judge)) ?? (await doubtNow(tx, match, judge, correlation));
  if (obstacle === undefined && !foretell) await carryOut(tx, match, judge, correlation, decision);
  return obstacle;
}

/** What a person would see who looked at the match, where nobody does. */
async function doubtNow(
  tx: Queries,
  { members, tier }: MatchRow,
  { ledger }: Judge,
  correlation: Correlation,
): Promise<string | undefined> {
  const rows = await readGroups(tx, members);
  const accounts = rows.flatMap(({ id, merged_into, body }) =>
    merged_into !== null || body === null ? [] : [readIdentity(ledger.seals.open(id, body))],
  );
  if (!stillAgree(accounts, tier, correlation))
    return 'they do not agree any more; `footbridge link find` looks anew';
  const undone = await wereAnyUndone(
    tx,
    rows.map(({ id }) => id),
  );
  return undone ? 'somebody took a merge of two of them back' : undefined;
}

/** Records that were merged into others since count as those. */
export async function obstacleNow(
  tx: Queries,
  members: readonly string[],
  judge: Pick<Judge, 'ledger'>,
): Promise<string | undefined> {
  const rows = await lockGroups(tx, members);
  const records = rows.flatMap((row) => toOwnRecord(row, judge) ?? []);
  const obstacle = obstacleTo(
    rows,
    records.map(({ identity }) => identity),
  );
  if (obstacle !== undefined) return obstacle;
  const apart = await areAnyApart(
    tx,
    rows.map(({ id }) => id),
  );
  return apart ? 'somebody told two of them apart' : undefined;
}

async function carryOut(
  tx: Queries,
  match: MatchRow,
  judge: Judge,
  correlation: Correlation,
  { operator, note: why }: Decision,
): Promise<void> {
  await decideMatch(tx, match.id, 'merged', operator, why);
  await rebuild(tx, match.members, judge, correlation, operator);
}

/** They are different people, and are never proposed again. @throws MATCH_UNKNOWN, MATCH_DECIDED */
export async function separateMatch(
  { ledger }: Pick<Judge, 'ledger'>,
  id: number,
  { operator, note: why }: Decision,
): Promise<void> {
  await ledger.db.transaction(async (tx) => {
    const { members } = await open(tx, id);
    await putApart(tx, members, operator);
    await decideMatch(tx, id, 'separate', operator, why);
    const facts = { match: id, by: operator };
    await note(
      ledger,
      tx,
      members.map((identityId) => ({ kind: 'told-apart', identityId, facts })),
    );
  });
}

/**
 * Takes a merge back: every record stands by itself again, unless another merge holds it. The match is open again,
 * and no import merges it by itself.
 *
 * @throws MATCH_UNKNOWN, MATCH_DECIDED, MATCH_OBSTACLE
 */
export async function undoMerge(
  judge: Judge,
  correlation: Correlation,
  id: number,
  { operator, note: why }: Decision,
): Promise<void> {
  await judge.ledger.db.transaction(async (tx) => {
    const match = await known(tx, id);
    if (match.state !== 'merged') throw decided(match, 'was not merged');
    const rows = await lockGroups(tx, match.members);
    if (rows.some(({ state, crossing }) => state === 'moving' || crossing)) {
      throw new FootbridgeError('MATCH_OBSTACLE', `Match ${id}: the account is on the way at this moment`);
    }
    await decideMatch(tx, id, 'open', operator, why);
    await rebuild(
      tx,
      rows.map((row) => row.id),
      judge,
      correlation,
      operator,
    );
  });
}

async function open(tx: Queries, id: number): Promise<MatchRow> {
  const match = await known(tx, id);
  if (match.state !== 'open') throw decided(match, `is ${match.state}`);
  return match;
}

async function known(tx: Queries, id: number): Promise<MatchRow> {
  const match = await findMatch(tx, id);
  if (match === undefined) throw new FootbridgeError('MATCH_UNKNOWN', `There is no match ${id}`);
  return match;
}

function decided({ id, decided_by }: MatchRow, what: string): FootbridgeError {
  const by = decided_by === null ? '' : `, by ${decided_by}`;
  return new FootbridgeError('MATCH_DECIDED', `Match ${id} ${what}${by}`);
}
