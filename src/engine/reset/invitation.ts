/**
 * What a link carries: a random token of 256 bits, of which the ledger keeps the keyed hash only.
 *
 * @module
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import {
  findInvitation,
  type InvitationRow,
  insertInvitations,
  type NewInvitation,
} from '../../ledger/sql/invitations.ts';
import type { Purpose } from './campaign.ts';

const TOKEN_BYTES = 32;
/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface WantedInvitation {
  readonly identityId: string;
  readonly campaignId?: number;
  readonly purpose: Purpose;
  readonly issuedBy: string;
  readonly expiresAt: Date;
}

export interface IssuedInvitation {
  readonly id: string;
  readonly identityId: string;
  /** For the message that carries it, and nowhere else. */
  readonly token: string;
}

/** One for each; those that the same customers had for the same purpose are dead from now on. No customer twice. */
export async function issueInvitations(
  { index }: Pick<Ledger, 'index'>,
  tx: Queries,
  wanted: readonly WantedInvitation[],
): Promise<readonly IssuedInvitation[]> {
  const made = wanted.map((one) => {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { campaignId = null, ...same } = one;
    const row: NewInvitation = { ...same, id: randomUUID(), hash: index.token(token), campaignId };
    return { row, token };
  });
  await insertInvitations(
    tx,
    made.map(({ row }) => row),
  );
  return made.map(({ row, token }) => ({ id: row.id, identityId: row.identityId, token }));
}

/** By what a link carries; undefined: nobody ever issued it, or it is no token at all. */
export async function findByToken(
  { index, db }: Pick<Ledger, 'index' | 'db'>,
  token: string,
): Promise<InvitationRow | undefined> {
  if (!TOKEN.test(token)) return undefined;
  return findInvitation(db, index.token(token));
}
