/**
 * Messages: due, taken by a worker, called, settled; each stands for one try to reach one customer.
 *
 * What a worker has taken is its own as long as it lives; `worker` says who does (ledger/presence.ts). bench/reset.ts sends
 * a few thousand of them.
 */
import type { Queries } from '../database/database.ts';
import type { IdentityState } from './stage-page.ts';

export interface NewPageMessage {
  readonly identityId: string;
  readonly kind: string;
  readonly sealed: Buffer;
  readonly dueAt: Date;
}

export async function insertPageMessage(
  tx: Queries,
  { identityId, kind, sealed, dueAt }: NewPageMessage,
): Promise<void> {
  await tx.query(
    `insert into message (identity_id, kind, state, due_at, sealed) values ($1, $2, 'due', $3, $4)`,
    [identityId, kind, dueAt, sealed],
  );
}

export interface DueRow {
  readonly id: number;
  readonly campaign_id: number | null;
  readonly identity_id: string;
  readonly step: number;
  readonly kind: string;
  readonly sealed: Uint8Array | null;
  readonly attempt: number;
  readonly perhaps_twice: boolean;
  readonly state: IdentityState;
  readonly operation: 'create' | 'update' | 'delete';
  readonly path: string;
  readonly status: 'active' | 'disabled' | 'locked' | 'invited';
  readonly losses: readonly string[];
  readonly owner: 'legacy' | 'target' | 'deleted' | null;
  readonly body: Uint8Array | null;
  readonly language: string | null;
  readonly ended: string | null;
  readonly done_at: Date | null;
  /** They want no reminder. */
  readonly muted_at: Date | null;
  /** When they were last seen on the page. */
  readonly seen_at: Date | null;
}

/**
 * Seconds that a message in doubt waits: a process that dies again and again soon after its start would have the same
 * messages in its hands each time, and they would be in doubt twice.
 */
const DOUBT_WAITS = 30;

/** Those that are due longest, locked until the transaction ends; others take others. @param campaignId null: the page's */
export async function lockDue(
  tx: Queries,
  campaignId: number | null,
  now: Date,
  limit: number,
): Promise<readonly DueRow[]> {
  const { rows } = await tx.query<DueRow>(
    `select m.id, m.campaign_id, m.identity_id, m.step, m.kind, m.sealed, m.attempt, m.perhaps_twice, i.state, i.operation, i.path,
            i.status, i.losses, c.owner, s.body, j.language, j.ended, j.done_at, j.muted_at, greatest(j.opened_at, j.started_at) as seen_at
       from message m join identity i on i.id = m.identity_id
       left join credential c on c.identity_id = m.identity_id
       left join seal s on s.identity_id = m.identity_id
       left join journey j on j.campaign_id = m.campaign_id and j.identity_id = m.identity_id
      where m.state = 'due' and m.due_at <= $1::timestamptz and ${campaignId === null ? 'm.campaign_id is null' : 'm.campaign_id = $3'}
        and (not m.perhaps_twice or m.called_at < $1::timestamptz - interval '${DOUBT_WAITS} seconds')
      order by m.due_at, m.id limit $2 for update of m skip locked`,
    [now, limit, ...(campaignId === null ? [] : [campaignId])],
  );
  return rows;
}

export interface TakenMessage {
  readonly id: number;
  readonly channel: string;
  readonly sealed: Buffer;
}

export async function markTaken(
  tx: Queries,
  workerId: number,
  taken: readonly TakenMessage[],
): Promise<void> {
  await tx.query(
    `update message set state = 'taken', worker_id = $1, channel = t.channel, sealed = t.sealed
       from unnest($2::bigint[], $3::text[], $4::bytea[]) as t(id, channel, sealed) where message.id = t.id`,
    [
      workerId,
      taken.map(({ id }) => id),
      taken.map(({ channel }) => channel),
      taken.map(({ sealed }) => sealed),
    ],
  );
}

/** Why a message does not go out now. */
export type Deferral =
  | { readonly id: number; readonly until: Date }
  /** `ended`: what becomes of the journey. */
  | { readonly id: number; readonly withdrawn: string; readonly ended: string | null };

export async function deferMessages(tx: Queries, deferrals: readonly Deferral[]): Promise<void> {
  if (deferrals.length === 0) return;
  const rows = deferrals.map((one) =>
    'until' in one ? { id: one.id, until: one.until.toISOString() } : one,
  );
  await tx.query(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as d(id bigint, until timestamptz, withdrawn text, ended text)
     ), changed as (
       update message set due_at = coalesce(given.until, due_at), found = coalesce(given.withdrawn, found),
              state = case when given.withdrawn is null then state else 'withdrawn' end,
              sealed = case when given.withdrawn is null then sealed end
         from given where message.id = given.id returning campaign_id, identity_id, given.ended
     )
     update journey set ended = changed.ended from changed
      where journey.campaign_id = changed.campaign_id and journey.identity_id = changed.identity_id
        and changed.ended is not null and journey.ended is null`,
    [JSON.stringify(rows)],
  );
}

/** From now on it may have gone out. */
export async function markCalled(
  db: Queries,
  workerId: number,
  ids: readonly number[],
  now: Date,
): Promise<void> {
  await db.query(
    `update message set state = 'called', called_at = $3, attempt = attempt + 1
      where id = any($2::bigint[]) and state = 'taken' and worker_id = $1`,
    [workerId, ids, now],
  );
}

/** What became of one call. */
export interface SettledMessage {
  readonly id: number;
  readonly state: 'handed' | 'refused' | 'due';
  readonly reference?: string;
  readonly found?: string;
  /** ISO 8601; of those that are due again. */
  readonly dueAt?: string;
  readonly perhapsTwice?: boolean;
  /** It was never tried, or its channel was away. */
  readonly unsent?: boolean;
  /** Of the next one to this customer in this campaign, where there is one. */
  readonly next?: { readonly kind: string; readonly afterDays: number };
}

/** Days between two messages to one customer at least, however late the first one went out. */
const SPACING_DAYS = 1;

/** Whose messages are withdrawn where they did not go out, and whose customers nobody reminds. */
const IS_STOPPED = `message.campaign_id in (select id from campaign where state = 'stopped')`;

/**
 * In one statement: what became of the calls, how far that brought each journey, and who is reminded when. The token is
 * destroyed here.
 */
export async function settleMessages(
  db: Queries,
  workerId: number,
  settled: readonly SettledMessage[],
  now: Date,
): Promise<void> {
  if (settled.length === 0) return;
  const rows = settled.map(({ next, ...one }) => ({ ...one, kind: next?.kind, days: next?.afterDays }));
  await db.query(
    `with given as (
       select * from jsonb_to_recordset($2::jsonb) as g(id bigint, state text, reference text, found text,
         "dueAt" timestamptz, "perhapsTwice" boolean, unsent boolean, kind text, days int)
     ), changed as (
       update message set state = case when given.state = 'due' and ${IS_STOPPED} then 'withdrawn' else given.state end,
              reference = given.reference, found = given.found,
              attempt = attempt - (given.unsent is true and message.state = 'called')::int,
              handed_at = case given.state when 'handed' then $3::timestamptz end,
              due_at = coalesce(given."dueAt", due_at),
              sealed = case when given.state = 'due' and ${IS_STOPPED} is not true then sealed end,
              perhaps_twice = perhaps_twice or coalesce(given."perhapsTwice", false)
         from given where message.id = given.id and message.worker_id = $1 and message.state in ('taken', 'called')
       returning message.campaign_id, message.identity_id, message.step, message.channel, given.state, given.days,
         case when ${IS_STOPPED} then null else given.kind end as kind
     ), moved as (
       update journey set sent_at = case changed.state when 'handed' then coalesce(sent_at, $3) else sent_at end,
              ended = case when changed.state = 'refused' and ended is null then 'undeliverable' else ended end
         from changed
        where changed.state in ('handed', 'refused') and journey.campaign_id = changed.campaign_id
          and journey.identity_id = changed.identity_id
       returning journey.campaign_id, journey.identity_id, journey.sent_at
     )
     insert into message (campaign_id, identity_id, step, kind, channel, state, due_at)
     select changed.campaign_id, changed.identity_id, changed.step + 1, changed.kind, changed.channel, 'due',
            greatest(moved.sent_at + make_interval(days => changed.days), $3 + make_interval(days => ${SPACING_DAYS}))
       from changed join moved using (campaign_id, identity_id)
      where changed.state = 'handed' and changed.kind is not null
     on conflict do nothing`,
    [workerId, JSON.stringify(rows), now],
  );
}

/** `found` of a message that was in doubt twice. */
export const IN_DOUBT = 'nobody knows whether it went out';

/**
 * Gives back what dead workers had: what they only prepared, and, once more, what may have gone out. What may have gone
 * out twice already does not go out a third time: it becomes this worker's, to be settled.
 */
export async function recoverMessages(
  db: Queries,
  workerId: number,
  living: readonly number[],
): Promise<{ readonly doubtful: number; readonly twice: readonly RecoveredRow[] }> {
  const { rows } = await db.query<RecoveredRow & { readonly state: string }>(
    `update message set
        state = case when state = 'called' and perhaps_twice then 'called' when ${IS_STOPPED} then 'withdrawn' else 'due' end,
        sealed = case when (state = 'called' and perhaps_twice) or ${IS_STOPPED} is not true then sealed end,
        worker_id = $2,
        perhaps_twice = perhaps_twice or state = 'called'
      where state in ('taken', 'called') and worker_id <> all($1::int[])
      returning id, campaign_id, step, attempt, state, perhaps_twice`,
    [living, workerId],
  );
  const twice = rows.filter(({ state }) => state === 'called');
  return { doubtful: rows.filter((row) => row.perhaps_twice).length - twice.length, twice };
}

type RecoveredRow = Pick<DueRow, 'id' | 'campaign_id' | 'step' | 'attempt' | 'perhaps_twice'>;

/** Could anything go out now, if limits allowed? */
export async function isAnythingDue(db: Queries, now: Date): Promise<boolean> {
  const { rows } = await db.query<{ due: boolean }>(
    `select exists (select from message where campaign_id is null and state = 'due' and due_at <= $1)
         or exists (select from campaign c where c.state = 'running' and exists (
              select from message m where m.campaign_id = c.id and m.state = 'due' and m.due_at <= $1)) as due`,
    [now],
  );
  return rows[0]?.due ?? false;
}

/** How many could go out now, if limits allowed, and when the next one is due. */
export async function countDue(
  db: Queries,
  now: Date,
): Promise<{ readonly due: number; readonly next: Date | null }> {
  const { rows } = await db.query<{ due: number; next: Date | null }>(
    `select count(*) filter (where m.due_at <= $1)::int as due, min(m.due_at) filter (where m.due_at > $1) as next
       from message m left join campaign c on c.id = m.campaign_id
      where m.state = 'due' and (m.campaign_id is null or c.state = 'running')`,
    [now],
  );
  return rows[0] ?? { due: 0, next: null };
}

/** Messages of a campaign by step and state. */
export interface MessageTally {
  readonly step: number;
  readonly state: string;
  readonly count: number;
  /** Sent once more, because nobody could say whether they went out. */
  readonly perhaps_twice: number;
  /** And the second time nobody could say it, either: perhaps they never did. */
  readonly in_doubt: number;
}

export async function tallyMessages(db: Queries, campaignId: number): Promise<readonly MessageTally[]> {
  const { rows } = await db.query<MessageTally>(
    `select step, state, count(*)::int as count, count(*) filter (where perhaps_twice)::int as perhaps_twice,
            count(*) filter (where found = '${IN_DOUBT}')::int as in_doubt
       from message where campaign_id = $1 group by 1, 2 order by 1, 2`,
    [campaignId],
  );
  return rows;
}

/** Of one customer, the newest first. */
export async function messagesOf(db: Queries, identityId: string) {
  const { rows } = await db.query<{
    id: number;
    campaign: string | null;
    step: number;
    kind: string;
    channel: string;
    state: string;
    due_at: Date;
    handed_at: Date | null;
    perhaps_twice: boolean;
    found: string | null;
  }>(
    `select m.id, c.name as campaign, m.step, m.kind, m.channel, m.state, m.due_at, m.handed_at, m.perhaps_twice, m.found
       from message m left join campaign c on c.id = m.campaign_id where m.identity_id = $1 order by m.id desc`,
    [identityId],
  );
  return rows;
}

/** Whoever has been asked and is not done is reminded now: what was to come later is brought forward, or one is added. */
export async function remindNow(
  db: Queries,
  campaignId: number,
  now: Date,
  kinds: { readonly reminder: string; readonly most: number },
): Promise<number> {
  const { rows } = await db.query(
    `with waiting as (
       select j.identity_id, j.channel, l.step, l.state, l.handed_at from journey j
         cross join lateral (select step, state, handed_at from message m
            where m.campaign_id = j.campaign_id and m.identity_id = j.identity_id order by step desc limit 1) l
        where j.campaign_id = $1 and j.ended is null and j.done_at is null and j.sent_at is not null
          and j.muted_at is null
     ), forward as (
       update message m set due_at = $2 from waiting w
        where m.campaign_id = $1 and m.identity_id = w.identity_id and m.step = w.step and w.state = 'due'
          and m.state = 'due' and m.due_at > $2 and m.step > 1
          and not exists (select from message b where b.campaign_id = $1 and b.identity_id = m.identity_id
                and b.handed_at > $2 - make_interval(days => ${SPACING_DAYS}))
       returning m.identity_id
     ), added as (
       insert into message (campaign_id, identity_id, step, kind, channel, state, due_at)
       select $1, identity_id, step + 1, $3, channel, 'due', $2 from waiting
        where state = 'handed' and step <= $4 and handed_at <= $2 - make_interval(days => ${SPACING_DAYS})
       on conflict do nothing returning identity_id
     )
     select identity_id from forward union all select identity_id from added`,
    [campaignId, now, kinds.reminder, kinds.most],
  );
  return rows.length;
}

/** What is still to go out, by step and hour. */
export async function waitingMessages(
  db: Queries,
  campaignId: number,
): Promise<readonly { readonly step: number; readonly from: Date; readonly count: number }[]> {
  const { rows } = await db.query<{ step: number; from: Date; count: number }>(
    `select step, date_trunc('hour', due_at) as from, count(*)::int as count from message
      where campaign_id = $1 and state in ('due', 'taken', 'called') group by 1, 2`,
    [campaignId],
  );
  return rows;
}
