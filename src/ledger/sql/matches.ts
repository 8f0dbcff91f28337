/**
 * Matches: groups of identities that may be one person, and what people decided about them.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export type MatchState = 'open' | 'merged' | 'separate' | 'gone';

/** Which rule, or which contradiction, stands between two members, by their places in `members`. */
export interface MatchReason {
  readonly rule?: string;
  readonly contradiction?: string;
  readonly fields: readonly string[];
  readonly between: readonly [number, number];
}

export interface MatchRow {
  readonly id: number;
  readonly tier: 'certain' | 'probable' | 'ambiguous';
  readonly state: MatchState;
  readonly reasons: readonly MatchReason[];
  readonly obstacle: string | null;
  readonly members: readonly string[];
  readonly found_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly note: string | null;
}

export type FoundMatch = Pick<MatchRow, 'tier' | 'reasons' | 'members'> & { readonly obstacle?: string };

const COLUMNS = 'id, tier, state, reasons, obstacle, members, found_at, decided_at, decided_by, note';

/**
 * Puts down what a search found. What people decided stays; what was gone and is back is open again.
 *
 * @returns how many were new, or back.
 */
export async function putMatches(tx: Queries, found: readonly FoundMatch[], seenAt: Date): Promise<number> {
  const { rows } = await tx.query<{ fresh: number }>(
    `with found as (
       select * from jsonb_to_recordset($1::jsonb) as f(tier text, reasons jsonb, obstacle text, members uuid[])
     ), before as (
       select m.members from match m join found using (members) where m.state <> 'gone'
     ), put as (
       insert into match as m (tier, reasons, obstacle, members, found_at, seen_at)
       select tier, reasons, obstacle, members, $2, $2 from found
       on conflict (members) do update set tier = excluded.tier, reasons = excluded.reasons,
          obstacle = excluded.obstacle, seen_at = excluded.seen_at,
          state = case when m.state = 'gone' then 'open' else m.state end
       returning members
     )
     select (select count(*) from put) - (select count(*) from before) as fresh`,
    [JSON.stringify(found), seenAt],
  );
  return Number(rows[0]?.fresh ?? 0);
}

/** Open matches that the last search did not find any more. */
export async function closeGone(tx: Queries, seenAt: Date): Promise<number> {
  const { count } = await tx.query(`update match set state = 'gone' where state = 'open' and seen_at < $1`, [
    seenAt,
  ]);
  return count;
}

export interface MatchFilter {
  readonly tier?: MatchRow['tier'];
  readonly state?: MatchState;
  /** Only what can be merged as it is, and was never decided otherwise. */
  readonly free?: boolean;
}

/** In the order they were found, behind `after`. */
export async function listMatches(
  db: Queries,
  { tier, state = 'open', free = false }: MatchFilter,
  after: number,
  limit: number,
): Promise<readonly MatchRow[]> {
  const { rows } = await db.query<MatchRow>(
    `select ${COLUMNS} from match
      where id > $1 and state = $2 and ($3::text is null or tier = $3)
        and (not $4 or (obstacle is null and decided_at is null)) order by id limit $5`,
    [after, state, tier ?? null, free, limit],
  );
  return rows;
}

export async function tallyMatches(
  db: Queries,
): Promise<readonly { tier: MatchRow['tier']; state: MatchState; count: number }[]> {
  const { rows } = await db.query<{ tier: MatchRow['tier']; state: MatchState; count: number }>(
    `select tier, state, count(*)::int as count from match group by 1, 2 order by 1, 2`,
  );
  return rows;
}

/** Locked until the decision about it is committed. */
export async function findMatch(tx: Queries, id: number): Promise<MatchRow | undefined> {
  const { rows } = await tx.query<MatchRow>(`select ${COLUMNS} from match where id = $1 for update`, [id]);
  return rows[0];
}

export async function decideMatch(
  tx: Queries,
  id: number,
  state: MatchState,
  operator: string,
  note?: string,
): Promise<void> {
  await tx.query(
    `update match set state = $2, decided_at = now(), decided_by = $3, note = coalesce($4, note) where id = $1`,
    [id, state, operator, note ?? null],
  );
}

/** Merges that touch one of these: what a group is made of. */
export async function mergedMatchesAmong(
  tx: Queries,
  ids: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const { rows } = await tx.query<{ members: string[] }>(
    `select members from match where state = 'merged' and members && $1::uuid[] order by id`,
    [ids],
  );
  return rows.map(({ members }) => members);
}

/** Says for good that these are different people. */
export async function putApart(tx: Queries, ids: readonly string[], operator: string): Promise<void> {
  await tx.query(
    `insert into separation (one, other, by_whom)
     select one, other, $2 from unnest($1::uuid[]) as one, unnest($1::uuid[]) as other where one < other
     on conflict do nothing`,
    [ids, operator],
  );
}

/** Pairs that are told apart, each under the identity that it is part of by now. As many as people decided. */
export async function listApart(db: Queries): Promise<readonly { one: string; other: string }[]> {
  const { rows } = await db.query<{ one: string; other: string }>(
    `select coalesce(a.merged_into, a.id) as one, coalesce(b.merged_into, b.id) as other
       from separation s join identity a on a.id = s.one join identity b on b.id = s.other`,
  );
  return rows;
}

export async function areAnyApart(tx: Queries, ids: readonly string[]): Promise<boolean> {
  const { rows } = await tx.query(
    'select 1 from separation where one = any($1::uuid[]) and other = any($1::uuid[]) limit 1',
    [ids],
  );
  return rows.length > 0;
}

/** Was a merge of two of these taken back? Such a match was decided about, and nobody holds to it. */
export async function wereAnyUndone(tx: Queries, ids: readonly string[]): Promise<boolean> {
  const { rows } = await tx.query(
    `select 1 from match where members && $1::uuid[] and state in ('open', 'gone') and decided_at is not null
        and (select count(*) from unnest(members) as member(id) where id = any($1::uuid[])) > 1 limit 1`,
    [ids],
  );
  return rows.length > 0;
}
