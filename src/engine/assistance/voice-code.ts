/**
 * The code that support says on the telephone: shown once, to the operator who approved; entered on the page together
 * with the identifier; good for ten minutes, five tries and one use.
 *
 * Eight digits, because digits are understood on a bad line in any language where letters are not. SP 800-63B-4
 * §4.2.1.2 asks for six and allows ten minutes by voice. The ledger keeps a keyed hash, bound to the request, and counts
 * every try before it compares, so that parallel tries are five as well.
 *
 * @module
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.ts';
import {
  type AssistanceRow,
  countTry,
  endCode,
  keepCode,
  type TriedCode,
} from '../../ledger/sql/assistance.ts';
import { findByIdentifiers } from '../../ledger/sql/find-customer.ts';
import { insertInvitations } from '../../ledger/sql/invitations.ts';
import { spend } from '../../ledger/sql/throttle.ts';
import { readingsOf } from '../login/readings.ts';
import { note } from '../note.ts';
import { demandName, demandRow, expireAlone, isSamePerson, refused } from './assistance.ts';

const DIGITS = 8;
/** Milliseconds: the longest that SP 800-63B-4 §4.2.1.2 allows for a code by voice. */
const CODE_LIFE = 10 * 60_000;
/** The fifth wrong one ends it: 5 in 10^8 for a guesser, three slips of the tongue for a customer. */
const TRIES = 5;
/** From one address: a call centre's own page may stand behind one. */
const PER_ADDRESS = { burst: 20, perMinute: 5 };

export interface ShownCode {
  /** `4711 0815`, to be said. */
  readonly code: string;
  readonly until: Date;
}

/** @throws {FootbridgeError} ASSISTANCE_UNKNOWN, ASSISTANCE_REFUSED, OPERATOR_UNNAMED */
export async function showVoiceCode(
  ledger: Ledger,
  asked: { readonly id: string; readonly operator: string; readonly now: number },
): Promise<ShownCode> {
  const operator = demandName(asked.operator);
  await expireAlone(ledger, asked.now);
  const row = await demandRow(ledger, asked.id);
  const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
  const now = new Date(asked.now);
  const until = new Date(asked.now + CODE_LIFE);
  await ledger.db.transaction(async (tx) => {
    const hash = hashOf(ledger, row.id, code);
    if (!(await keepCode(tx, row.id, { hash, operator, now, until }))) throw notShown(row, operator);
    const facts = { id: row.id, by: operator };
    await note(ledger, tx, [{ kind: 'assistance-code-shown', identityId: row.identity_id, facts }]);
  });
  return { code: `${code.slice(0, 4)} ${code.slice(4)}`, until };
}

function notShown(row: AssistanceRow, operator: string) {
  if (row.state !== 'approved') return refused(`There is no code: this request is ${row.state}`);
  if (row.code_shown_at !== null) return refused('The code was shown once already; ask again for another');
  return isSamePerson(row.decided_by ?? '', operator)
    ? refused('The code cannot be shown now')
    : refused('The code is for the operator who approved');
}

export interface TypedVoiceCode {
  readonly identifier: string;
  readonly code: string;
  /** Network address, as the server believes it. */
  readonly address: string;
  /** Milliseconds for which the journey that begins may last. */
  readonly life: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type TakenVoiceCode =
  /** An open invitation for `recovery` that nobody has a link to: it lives in the session. */
  | {
      readonly status: 'taken';
      readonly invitationId: string;
      readonly identityId: string;
      readonly campaignId?: number;
    }
  /** Wrong, used, expired, of somebody else, or of nobody: all the same. */
  | { readonly status: 'wrong' }
  /** Seconds. */
  | { readonly status: 'throttled'; readonly after: number };

/** Takes a code, once. */
export async function takeVoiceCode(ledger: Ledger, typed: TypedVoiceCode): Promise<TakenVoiceCode> {
  const { db, index } = ledger;
  const bucket = { key: index.digest(`throttle\0voice\0${typed.address}`), ...PER_ADDRESS };
  if ((await spend(db, [bucket], typed.now)).size > 0)
    return { status: 'throttled', after: Math.ceil(60 / PER_ADDRESS.perMinute) };
  const code = typed.code.normalize('NFKC').replaceAll(/[\s.-]/g, '');
  const hashes = readingsOf(typed.identifier, undefined, index).map(({ hash }) => hash);
  const ids = [...new Set((await findByIdentifiers(db, hashes)).map(({ id }) => id))];
  if (ids.length === 0 || !IS_CODE.test(code)) return { status: 'wrong' };
  return db.transaction(async (tx) => {
    const tried = await countTry(tx, ids, TRIES, new Date(typed.now));
    const right = tried.find(({ id, code_hash }) => hashOf(ledger, id, code).equals(code_hash));
    if (right !== undefined) return takeRight(ledger, tx, right, typed);
    for (const one of tried) await noteWrong(ledger, tx, one);
    return { status: 'wrong' };
  });
}

const IS_CODE = new RegExp(`^[0-9]{${DIGITS}}$`);

type Tx = Parameters<typeof note>[1];

async function takeRight(
  ledger: Ledger,
  tx: Tx,
  { id, identity_id: identityId, decided_by }: TriedCode,
  { now, life }: TypedVoiceCode,
): Promise<TakenVoiceCode> {
  const campaignId = await findCampaign(tx, identityId);
  const invitationId = randomUUID();
  const invitation = {
    id: invitationId,
    // Of a token nobody has: no link opens it.
    hash: randomBytes(32),
    identityId,
    campaignId: campaignId ?? null,
    purpose: 'recovery',
    issuedBy: decided_by,
    expiresAt: new Date(now + life),
  } as const;
  await insertInvitations(tx, [invitation]);
  await endCode(tx, id, 'used', invitationId);
  await note(ledger, tx, [{ kind: 'assistance-code-used', identityId, facts: { id } }]);
  return { status: 'taken', invitationId, identityId, ...(campaignId === undefined ? {} : { campaignId }) };
}

/** The campaign that still waits for them: what support does is counted where it belongs. */
async function findCampaign(tx: Tx, identityId: string): Promise<number | undefined> {
  const { rows } = await tx.query<{ campaign_id: number }>(
    `select campaign_id from journey where identity_id = $1 and ended is null order by campaign_id desc limit 1`,
    [identityId],
  );
  return rows[0]?.campaign_id;
}

async function noteWrong(ledger: Ledger, tx: Tx, { id, identity_id, tries }: TriedCode): Promise<void> {
  const over = tries >= TRIES;
  if (over) await endCode(tx, id, 'expired', null);
  await note(ledger, tx, [
    {
      kind: over ? 'assistance-code-dead' : 'assistance-code-wrong',
      identityId: identity_id,
      facts: { id, tries },
    },
  ]);
}

function hashOf({ index }: Pick<Ledger, 'index'>, id: string, code: string): Buffer {
  return index.token(`voice\0${id}\0${code}`);
}
