/**
 * Recovery by support: one row for each request, from the first operator's word to the code that was used.
 *
 * What must happen at most once is one statement each: deciding, showing a code, counting a try, taking a code.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export type AssistanceState = 'requested' | 'approved' | 'refused' | 'used' | 'expired';

export interface AssistanceRow {
  readonly id: string;
  readonly identity_id: string;
  readonly level: 'IAL1' | 'IAL2';
  readonly checks: unknown;
  readonly state: AssistanceState;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly code_shown_at: Date | null;
  readonly code_until: Date | null;
  readonly tries: number;
}

const COLUMNS = `id, identity_id, level, checks, state, requested_by, requested_at, decided_by, decided_at,
  code_shown_at, code_until, tries`;

export interface NewAssistance {
  readonly id: string;
  readonly identityId: string;
  readonly level: 'IAL1' | 'IAL2';
  readonly checks: unknown;
  readonly requestedBy: string;
  readonly now: Date;
}

/** One request at a time: limits are counted and the row is put in without another between. */
export async function lockAssistance(tx: Queries): Promise<void> {
  await tx.query('lock table assistance in share row exclusive mode');
}

export interface RecentAssistance {
  /** Of this customer, since the one time; who asked for anybody, since the other. */
  readonly customer: number;
  readonly operators: readonly string[];
  readonly open: number;
  /** Not the account of a machine. */
  readonly person: boolean;
}

export async function countRecent(
  tx: Queries,
  identityId: string,
  since: { readonly customer: Date; readonly operators: Date },
): Promise<RecentAssistance> {
  const { rows } = await tx.query<RecentAssistance>(
    `select (select count(*) from assistance where identity_id = $1 and requested_at > $2)::int as customer,
            array(select requested_by from assistance where requested_at > $3) as operators,
            (select count(*) from assistance where identity_id = $1 and state in ('requested', 'approved'))::int as open,
            exists (select from identity where id = $1 and kind = 'person') as person`,
    [identityId, since.customer, since.operators],
  );
  return rows[0] ?? { customer: 0, operators: [], open: 0, person: false };
}

export async function insertAssistance(tx: Queries, one: NewAssistance): Promise<void> {
  await tx.query(
    `insert into assistance (id, identity_id, level, checks, state, requested_by, requested_at)
     values ($1, $2, $3, $4::jsonb, 'requested', $5, $6)`,
    [one.id, one.identityId, one.level, JSON.stringify(one.checks), one.requestedBy, one.now],
  );
}

/** Requests nobody decided and approvals nobody used in time, of everybody. Answers whose. */
export async function expireAssistance(
  tx: Queries,
  before: { readonly undecided: Date; readonly unused: Date; readonly now: Date },
): Promise<readonly { readonly id: string; readonly identity_id: string }[]> {
  const { rows } = await tx.query<{ id: string; identity_id: string }>(
    `update assistance set state = 'expired', code_hash = null
      where (state = 'requested' and requested_at <= $1)
         or (state = 'approved' and (case when code_until is null then decided_at <= $2 else code_until <= $3 end))
      returning id, identity_id`,
    [before.undecided, before.unused, before.now],
  );
  return rows;
}

export async function findAssistance(db: Queries, id: string): Promise<AssistanceRow | undefined> {
  const { rows } = await db.query<AssistanceRow>(`select ${COLUMNS} from assistance where id = $1`, [id]);
  return rows[0];
}

/** The newest first; `identityId`: of one customer. */
export async function listAssistance(
  db: Queries,
  only: { readonly identityId?: string; readonly open?: boolean },
  most: number,
): Promise<readonly AssistanceRow[]> {
  const { rows } = await db.query<AssistanceRow>(
    `select ${COLUMNS} from assistance
      where ($1::uuid is null or identity_id = $1) and (not $2::boolean or state in ('requested', 'approved'))
      order by requested_at desc, id limit $3`,
    [only.identityId ?? null, only.open ?? false, most],
  );
  return rows;
}

/** Of two who decide at once, one is told no; and nobody decides about their own request. */
export async function decideAssistance(
  tx: Queries,
  id: string,
  decision: 'approved' | 'refused',
  operator: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.query(
    `update assistance set state = $2, decided_by = $3, decided_at = $4
      where id = $1 and state = 'requested' and lower(btrim(requested_by)) <> lower(btrim($3))`,
    [id, decision, operator, now],
  );
  return count > 0;
}

/** Once, to who approved. */
export async function keepCode(
  tx: Queries,
  id: string,
  code: { readonly hash: Buffer; readonly operator: string; readonly now: Date; readonly until: Date },
): Promise<boolean> {
  const { count } = await tx.query(
    `update assistance set code_hash = $2, code_shown_at = $4, code_until = $5
      where id = $1 and state = 'approved' and code_shown_at is null
        and lower(btrim(decided_by)) = lower(btrim($3))`,
    [id, code.hash, code.operator, code.now, code.until],
  );
  return count > 0;
}

export interface TriedCode {
  readonly id: string;
  readonly identity_id: string;
  readonly code_hash: Uint8Array;
  readonly tries: number;
  readonly decided_by: string;
}

/** Counts a try at whatever is open for these customers, before anything is compared. */
export async function countTry(
  tx: Queries,
  identityIds: readonly string[],
  most: number,
  now: Date,
): Promise<readonly TriedCode[]> {
  const { rows } = await tx.query<TriedCode>(
    `update assistance set tries = tries + 1
      where identity_id = any($1::uuid[]) and state = 'approved' and code_hash is not null
        and code_until > $3 and tries < $2
      returning id, identity_id, code_hash, tries, decided_by`,
    [identityIds, most, now],
  );
  return rows;
}

/** The end of a code: it was right, or it was tried too often. */
export async function endCode(
  tx: Queries,
  id: string,
  state: 'used' | 'expired',
  invitationId: string | null,
): Promise<void> {
  await tx.query(
    `update assistance set state = $2, code_hash = null, invitation_id = $3 where id = $1 and state = 'approved'`,
    [id, state, invitationId],
  );
}
