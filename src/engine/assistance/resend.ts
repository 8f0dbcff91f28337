/**
 * What a support agent may do without a second person, because it gives nobody anything new: send the link again to the
 * address we know, and stop asking somebody who does not want to be asked.
 *
 * Both are limited, and stand in the chain with who did it and why.
 *
 * @module
 */
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { revokeInvitations } from '../../ledger/sql/invitations.ts';
import { latestJourney, stopAsking } from '../../ledger/sql/support.ts';
import { spend } from '../../ledger/sql/throttle.ts';
import { findOneCustomer } from '../find-one.ts';
import { note } from '../note.ts';
import { issueInvitations } from '../reset/invitation.ts';
import type { JourneyPolicy } from '../reset/journey-policy.ts';
import { linkTo } from '../reset/link.ts';
import { sendNow } from '../reset/send-now.ts';
import { demandName, refused } from './assistance.ts';

const DAY = 86_400_000;

/** To one customer: three a day, then one every eight hours. Ours. */
const PER_CUSTOMER = { burst: 3, perMinute: 1 / 480 };
/** Of one operator: a busy desk, and not a mailing. Ours. */
const PER_OPERATOR = { burst: 60, perMinute: 1 };

/** Characters. */
const LONGEST_REASON = 200;

export interface AgentAction {
  /** What they log in with, or our id. */
  readonly customer: string;
  readonly operator: string;
  /** For the chain: a ticket's number, in a few words. No customer's data. */
  readonly reason: string;
}

export interface AgentParts {
  readonly ledger: Ledger;
  readonly policy: Pick<JourneyPolicy, 'pageUrl' | 'linkLife'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A new link to the known address; the old one is dead. @throws {FootbridgeError} */
export async function resendInvitation(
  parts: AgentParts,
  action: AgentAction,
): Promise<{ readonly id: string; readonly campaign: string }> {
  const { ledger, policy, now } = parts;
  const { operator, reason } = readAction(action);
  const { id: identityId } = await findOneCustomer(ledger, action.customer);
  const journey = await latestJourney(ledger.db, identityId);
  if (journey === undefined) throw refused('No campaign has asked this customer yet');
  if (journey.ended === 'done' || journey.ended === 'crossed')
    throw refused('This customer needs no link: they have crossed');
  if (journey.ended !== null) throw refused(`This customer is not asked any more: ${journey.ended}`);
  if (!journey.sent) throw refused('The first message to this customer is still to go out');
  await refuseTooOften(ledger, identityId, operator, now());
  await ledger.db.transaction(async (tx) => {
    const { campaign_id: campaignId, purpose } = journey;
    const expiresAt = new Date(now() + policy.linkLife);
    const [issued] = await issueInvitations(ledger, tx, [
      { identityId, campaignId, purpose, issuedBy: operator, expiresAt },
    ]);
    const link = linkTo(policy, issued?.token ?? '');
    const values = { link, linkDays: Math.round(policy.linkLife / DAY) };
    await sendNow(parts, tx, { identityId, kind: 'new-link', language: journey.language, values });
    await noteAction(ledger, tx, 'invitation-resent', identityId, { operator, reason });
  });
  return { id: identityId, campaign: journey.campaign };
}

/** Nobody asks them any more, and their links are dead. @throws {FootbridgeError} */
export async function optOut(
  ledger: Ledger,
  action: AgentAction,
): Promise<{ readonly id: string; readonly journeys: number; readonly withdrawn: number }> {
  const { operator, reason } = readAction(action);
  const { id } = await findOneCustomer(ledger, action.customer);
  return ledger.db.transaction(async (tx) => {
    const stopped = await stopAsking(tx, id);
    await revokeInvitations(tx, id, ['reset', 'enrol']);
    await noteAction(ledger, tx, 'opted-out', id, { operator, reason, ...stopped });
    return { id, ...stopped };
  });
}

function readAction({ operator, reason }: AgentAction): Pick<AgentAction, 'operator' | 'reason'> {
  const why = reason.trim();
  if (why === '') throw refused('No reason was given');
  if (why.length > LONGEST_REASON) throw refused(`The reason is longer than ${LONGEST_REASON} characters`);
  if (why.includes('@') || /\d{7,}/.test(why))
    throw refused('The reason names an address or a number; it stays for good');
  if (/\p{C}/u.test(why)) throw refused('The reason holds a character that nobody sees');
  return { operator: demandName(operator), reason: why };
}

async function refuseTooOften(
  { db, index }: Ledger,
  identityId: string,
  operator: string,
  now: number,
): Promise<void> {
  const customer = index.digest(`throttle\0resend\0${identityId}`);
  const desk = index.digest(`throttle\0resend-by\0${operator.toLowerCase()}`);
  const full = await spend(
    db,
    [
      { key: customer, ...PER_CUSTOMER },
      { key: desk, ...PER_OPERATOR },
    ],
    now,
  );
  if (full.has(customer)) throw refused('This customer was sent three links within a day');
  if (full.has(desk)) throw refused('This operator has sent too many links within an hour');
}

async function noteAction(
  ledger: Ledger,
  tx: Queries,
  kind: string,
  identityId: string,
  { operator, reason, ...facts }: { readonly operator: string; readonly reason: string },
): Promise<void> {
  await note(ledger, tx, [{ kind, identityId, facts: { by: operator, reason, ...facts } }]);
}
