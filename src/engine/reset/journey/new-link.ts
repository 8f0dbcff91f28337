/**
 * A new link to the address we know, for whoever asks. The answer is nothing, whoever asks: it never says whether there is
 * such a customer. Whoever needs no link any more is told so, by mail.
 *
 * The question costs the same for everybody; what is more work for those who exist goes on after the answer.
 *
 * @module
 */
import { findById } from '../../../ledger/sql/find-customer.ts';
import { findLastCampaign } from '../../../ledger/sql/journeys.ts';
import { findKnown } from '../../login/find-known.ts';
import { openIdentity } from '../../login/open-identity.ts';
import type { Purpose } from '../campaign.ts';
import { findByToken, issueInvitations } from '../invitation.ts';
import type { Caller } from '../journey.ts';
import { linkTo } from '../link.ts';
import { sendNow } from '../send-now.ts';
import type { JourneyContext } from './context.ts';
import { isDenied } from './denied.ts';
import { hasSecondThere } from './lost.ts';
import { journeyStanding } from './standing.ts';

/** Milliseconds for which a link that somebody waits for opens. */
const LINK_LIFE = 24 * 3_600_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Characters of an identifier: an e-mail address has 254 at most (RFC 5321 §4.5.3.1.3). */
const LONGEST_IDENTIFIER = 320;

type Asked = { readonly token: string } | { readonly identifier: string };

export async function askForLink(
  context: JourneyContext,
  asked: Asked,
  language: string,
  caller: Caller,
): Promise<void> {
  if (!context.throttles.overall()) return;
  const whom =
    'token' in asked ? await byToken(context, asked.token) : await byName(context, asked.identifier);
  const id = whom?.identityId ?? NOBODY;
  const { refusedFor } = await context.throttles.take(
    { rated: 'new-link-from', of: caller.address },
    // Nobody has as many tries as somebody: by what was typed.
    { rated: 'new-link', of: whom?.identityId ?? JSON.stringify(asked) },
  );
  await findById(context.ledger.db, id);
  if (refusedFor !== undefined || whom === undefined) return;
  context.keep(sendLink(context, whom, language));
}

interface Whom {
  readonly identityId: string;
  /** Absent: what the last campaign asked for. */
  readonly purpose?: Exclude<Purpose, 'recovery'>;
}

async function byToken({ ledger }: JourneyContext, token: string): Promise<Whom | undefined> {
  const invitation = await findByToken(ledger, token);
  if (invitation === undefined) return undefined;
  // What support allowed once is allowed once.
  const purpose = invitation.purpose === 'enrol' ? 'enrol' : 'reset';
  return { identityId: invitation.identity_id, purpose };
}

async function byName({ ledger }: JourneyContext, typed: string): Promise<Whom | undefined> {
  if (typed.length > LONGEST_IDENTIFIER) return undefined;
  const { known } = await findKnown({ ledger }, { identifier: typed });
  if (known === undefined) return undefined;
  return { identityId: known.row.id };
}

async function sendLink(
  context: JourneyContext,
  { identityId, purpose: asked }: Whom,
  language: string,
): Promise<void> {
  const { ledger, parts } = context;
  const row = await findById(ledger.db, identityId);
  const identity = row === undefined ? undefined : openIdentity(ledger, row);
  if (row === undefined || identity === undefined) return;
  if (isDenied(context, identity)) return;
  const campaign = await findLastCampaign(ledger.db, identityId);
  // Only whom a campaign asked, and for what it asked: everybody else has a password, and this is no way around it.
  if (campaign === undefined && row.owner !== 'target') return;
  const purpose = asked ?? campaign?.purpose ?? 'reset';
  const regained = purpose === 'enrol' && (await hasSecondThere(context, row));
  const standing = journeyStanding(row, purpose, regained);
  if (standing === 'gone' || standing === 'held') return;
  if (standing === 'crossed') {
    await ledger.db.transaction((tx) =>
      sendNow(parts, tx, {
        identityId,
        kind: 'already-done',
        language,
        values: { link: parts.policy.loginUrl },
      }),
    );
    return;
  }
  const life = Math.min(LINK_LIFE, parts.policy.linkLife);
  await ledger.db.transaction(async (tx) => {
    const [issued] = await issueInvitations(ledger, tx, [
      {
        identityId,
        ...(campaign === undefined ? {} : { campaignId: campaign.id }),
        purpose,
        issuedBy: 'page',
        expiresAt: new Date(context.now() + life),
      },
    ]);
    if (issued === undefined) return;
    const values = { link: linkTo(parts.policy, issued.token), linkDays: Math.ceil(life / 86_400_000) };
    await sendNow(parts, tx, { identityId, kind: 'new-link', language, values });
  });
}
