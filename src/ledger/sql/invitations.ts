/**
 * Invitations: issued, looked up by the keyed hash of their token, used once.
 *
 * A token stands nowhere but in the message that carries it; until that is handed over, sealed in `message`.
 */
import type { Queries } from '../database/database.ts';

export interface InvitationRow {
  readonly id: string;
  readonly identity_id: string;
  readonly campaign_id: number | null;
  readonly purpose: 'reset' | 'enrol' | 'recovery';
  readonly state: 'open' | 'used' | 'revoked';
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export interface NewInvitation {
  readonly id: string;
  readonly hash: Buffer;
  readonly identityId: string;
  readonly campaignId: number | null;
  readonly purpose: InvitationRow['purpose'];
  readonly issuedBy: string;
  readonly expiresAt: Date;
}

/** A new one kills the old of the same customer and purpose. Two at once for one customer wait for each other. */
export async function insertInvitations(tx: Queries, invitations: readonly NewInvitation[]): Promise<void> {
  const rows = JSON.stringify(
    invitations.map(({ hash, expiresAt, ...one }) => ({
      ...one,
      hash: `\\x${hash.toString('hex')}`,
      expiresAt: expiresAt.toISOString(),
    })),
  );
  await tx.query(
    `update invitation as i set state = 'revoked'
       from jsonb_to_recordset($1::jsonb) as n("identityId" uuid, purpose text)
      where i.identity_id = n."identityId" and i.purpose = n.purpose and i.state = 'open'`,
    [rows],
  );
  await tx.query(
    `insert into invitation (id, hash, identity_id, campaign_id, purpose, state, issued_by, expires_at)
     select id, hash, "identityId", "campaignId", purpose, 'open', "issuedBy", "expiresAt"
       from jsonb_to_recordset($1::jsonb) as n(id uuid, hash bytea, "identityId" uuid, "campaignId" int, purpose text,
            "issuedBy" text, "expiresAt" timestamptz)`,
    [rows],
  );
}

const COLUMNS = 'id, identity_id, campaign_id, purpose, state, expires_at, used_at';

export async function findInvitation(db: Queries, hash: Buffer): Promise<InvitationRow | undefined> {
  const { rows } = await db.query<InvitationRow>(`select ${COLUMNS} from invitation where hash = $1`, [hash]);
  return rows[0];
}

export async function findInvitationById(db: Queries, id: string): Promise<InvitationRow | undefined> {
  const { rows } = await db.query<InvitationRow>(`select ${COLUMNS} from invitation where id = $1`, [id]);
  return rows[0];
}

/** Of two who use it at once, one is told no. */
export async function useInvitation(tx: Queries, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.query(
    `update invitation set state = 'used', used_at = $2 where id = $1 and state = 'open' and expires_at > $2`,
    [id, now],
  );
  return count > 0;
}

/** Whoever has crossed needs none of these any more. */
export async function revokeInvitations(
  tx: Queries,
  identityId: string,
  purposes: readonly InvitationRow['purpose'][],
): Promise<void> {
  await tx.query(
    `update invitation set state = 'revoked' where identity_id = $1 and state = 'open' and purpose = any($2)`,
    [identityId, purposes],
  );
}

/** Was another one issued to the same customer for the same purpose since? A used one counts for nothing then. */
export async function isSuperseded(db: Queries, id: string): Promise<boolean> {
  const { rows } = await db.query<{ newer: boolean }>(
    `select exists (select from invitation n where n.identity_id = i.identity_id and n.purpose = i.purpose
                       and n.id <> i.id and n.issued_at > i.issued_at) as newer from invitation i where i.id = $1`,
    [id],
  );
  return rows[0]?.newer ?? true;
}

export async function countWrongAnswer(db: Queries, id: string): Promise<void> {
  await db.query('update invitation set wrong = wrong + 1 where id = $1', [id]);
}

/** About this customer since the last right one, by whatever link. */
export async function wrongAnswers(db: Queries, identityId: string): Promise<number> {
  const { rows } = await db.query<{ wrong: number }>(
    'select coalesce(sum(wrong), 0)::int as wrong from invitation where identity_id = $1',
    [identityId],
  );
  return rows[0]?.wrong ?? 0;
}

export async function forgetWrongAnswers(db: Queries, identityId: string): Promise<void> {
  await db.query('update invitation set wrong = 0 where identity_id = $1 and wrong > 0', [identityId]);
}
