/**
 * One small batch of messages: taken, called, settled.
 *
 * Taken: in one transaction the messages become this worker's, an invitation is issued for each (which kills the older
 * one) and its token is sealed into the row. Called: committed before the channel hears of it. Settled: what became of
 * it, and the token is destroyed. A message that is taken and never called has certainly not gone out, so only the few
 * that are called when a process dies are in doubt.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Queries } from '../../ledger/database/database.ts';
import { type CampaignRow, listCampaigns } from '../../ledger/sql/campaigns.ts';
import { type Deferral, type DueRow, deferMessages, lockDue, markTaken } from '../../ledger/sql/messages.ts';
import { countSending, lockSending, readSending } from '../../ledger/sql/sending.ts';
import type { MessageKind } from '../../messages/writer.ts';
import { CampaignSettings } from './campaign.ts';
import { issueInvitations } from './invitation.ts';
import { linkTo, unsubscribeLink } from './link.ts';
import { lostFactors } from './lost-factors.ts';
import type { ResetParts } from './parts.ts';
import { type Reach, reachOf, zoneOf } from './reach.ts';
import { limitsOf, minuteOf, openingFor, REMEMBERED, roomAt } from './schedule.ts';
import { fitOf, outcomeOf } from './select.ts';
import type { SealedMessage } from './send-now.ts';

const DAY = 86_400_000;
/** Whoever was on the page within this time is not reminded meanwhile: a new link would kill the one they are using. */
const BUSY = 3_600_000;

/** Ready to go out. */
export interface ToSend {
  readonly row: DueRow;
  readonly identity: Identity;
  readonly reach: Reach;
  readonly language: string;
  readonly said: SealedMessage;
  /** Absent: the page asked for it. */
  readonly settings?: CampaignSettings;
}

export interface TakenBatch {
  readonly toSend: readonly ToSend[];
  /** Messages that were looked at and do not go out now. */
  readonly deferred: number;
  /** In which they were counted. */
  readonly minute: Date;
}

/** What of one campaign, or of the page, may be looked at now. */
interface Share {
  readonly campaignId: number | null;
  readonly settings?: CampaignSettings;
  readonly room: number;
}

export async function takeBatch(parts: ResetParts, workerId: number, size: number): Promise<TakenBatch> {
  const { ledger } = parts;
  const now = parts.now();
  return ledger.db.transaction(async (tx) => {
    await lockSending(tx, ledger.db);
    const judged: (Ready | Deferral)[] = [];
    let left = size;
    for (const share of await sharesOf(tx, now, size)) {
      // What the campaigns before it take is not there for this one.
      const room = share.campaignId === null ? left : share.room - (size - left);
      if (room <= 0) continue;
      const rows = await lockDue(tx, share.campaignId, new Date(now), Math.min(left, room));
      judged.push(...rows.map((row) => judgeDue(parts, row, share.settings, now)));
      left -= rows.length;
      if (left <= 0) break;
    }
    const ready = judged.filter((one): one is Ready => 'row' in one);
    const deferrals = judged.filter((one): one is Deferral => !('row' in one));
    await deferMessages(tx, deferrals);
    const toSend = ready.length === 0 ? [] : await seal(parts, tx, ready, now);
    const minute = new Date(minuteOf(now));
    if (toSend.length > 0) {
      await markTaken(
        tx,
        workerId,
        toSend.map(({ row, reach, sealed }) => ({ id: row.id, channel: reach.channel, sealed })),
      );
      await countSending(tx, minute, countByCampaign(toSend));
    }
    return { toSend, deferred: deferrals.length, minute };
  });
}

/** The page's messages first, and whatever the limits say: somebody is waiting for them. They count all the same. */
async function sharesOf(tx: Queries, now: number, size: number): Promise<readonly Share[]> {
  const page: Share = { campaignId: null, room: size };
  const running = (await listCampaigns(tx)).filter(({ state }) => state === 'running');
  if (running.length === 0) return [page];
  const sent = await readSending(tx, new Date(now - REMEMBERED));
  const campaigns = running.map(({ id, settings: stored }: CampaignRow): Share => {
    const settings = CampaignSettings.parse(stored);
    return { campaignId: id, settings, room: roomAt(now, sent, limitsOf(settings)) };
  });
  // Each in its turn, or a large one that was begun first would keep a small one waiting for weeks.
  const turn = Math.floor(now / 1_000) % campaigns.length;
  const inTurn = [...campaigns.slice(turn), ...campaigns.slice(0, turn)];
  return [page, ...inTurn.filter(({ room }) => room > 0)];
}

interface Ready extends Omit<ToSend, 'said'> {
  readonly said?: SealedMessage;
}

/** Does it go out now? Whoever has crossed meanwhile is left in peace. Pure, but for opening what is sealed. */
function judgeDue(
  parts: ResetParts,
  row: DueRow,
  settings: CampaignSettings | undefined,
  now: number,
): Ready | Deferral {
  const { id, body } = row;
  if (body === null) return { id, withdrawn: 'the customer is gone', ended: 'excluded' };
  const identity = readIdentity(parts.ledger.seals.open(row.identity_id, body));
  const said =
    row.sealed === null
      ? undefined
      : stillTrue(
          row,
          JSON.parse(parts.ledger.seals.open(row.identity_id, row.sealed).toString()) as SealedMessage,
          now,
        );
  if (settings !== undefined) {
    const deferral = deferralOf(parts, row, identity, settings, now);
    if (deferral !== undefined) return deferral;
  }
  const reach = reachOf(identity, parts, said?.reaches);
  if (typeof reach === 'string') return { id, withdrawn: reach, ended: 'unreachable' };
  return {
    row,
    identity,
    reach,
    language: said?.language ?? row.language ?? settings?.language ?? 'en',
    ...(said === undefined ? {} : { said }),
    ...(settings === undefined ? {} : { settings }),
  };
}

/**
 * The same words once more only where they may have gone out: what certainly did not gets a link that lives as long as
 * the message says, however long the message had to wait.
 */
function stillTrue(
  { campaign_id, perhaps_twice }: DueRow,
  said: SealedMessage,
  now: number,
): SealedMessage | undefined {
  if (campaign_id === null) return said;
  return perhaps_twice && said.until !== undefined && said.until > now ? said : undefined;
}

function deferralOf(
  { plan, denies }: ResetParts,
  row: DueRow,
  identity: Identity,
  settings: CampaignSettings,
  now: number,
): Deferral | undefined {
  const { id } = row;
  if (row.done_at !== null || row.ended !== null)
    return { id, withdrawn: row.ended === null ? 'done' : `the journey ended: ${row.ended}`, ended: null };
  if (row.muted_at !== null && isReminder(row))
    return { id, withdrawn: 'they want no reminder', ended: null };
  const outcome = outcomeOf(row, settings.purpose);
  if (outcome === 'crossed') return { id, withdrawn: 'crossed another way', ended: 'crossed' };
  if (outcome === 'excluded' || outcome === 'disabled' || denies?.(identity) === true)
    return { id, withdrawn: 'not to cross any more', ended: 'excluded' };
  // Until somebody has resolved the problem.
  if (outcome === 'held') return { id, until: new Date(now + DAY) };
  if (row.seen_at !== null && row.seen_at.getTime() > now - BUSY)
    return { id, until: new Date(row.seen_at.getTime() + BUSY) };
  const hours = { ...settings, ...(plan === undefined ? {} : { calendar: plan.plan.calendar }) };
  const opening = openingFor(now, zoneOf(identity, settings.timeZone), hours);
  // A calendar that never opens again is looked at anew every day.
  return opening === now ? undefined : { id, until: new Date(opening ?? now + DAY) };
}

/** An invitation for each that needs one; what may have gone out already stays as it was. */
async function seal(
  parts: ResetParts,
  tx: Queries,
  ready: readonly Ready[],
  now: number,
): Promise<readonly (ToSend & { readonly sealed: Buffer })[]> {
  const wanted = ready.flatMap(({ said, settings, row }) =>
    said !== undefined || settings === undefined ? [] : [{ settings, row }],
  );
  const issued = await issueInvitations(
    parts.ledger,
    tx,
    wanted.map(({ settings, row }) => ({
      identityId: row.identity_id,
      ...(row.campaign_id === null ? {} : { campaignId: row.campaign_id }),
      purpose: settings.purpose,
      issuedBy: 'campaign',
      expiresAt: new Date(now + settings.linkDays * DAY),
    })),
  );
  const tokens = new Map(issued.map(({ identityId, token }) => [identityId, token]));
  return ready.map((one) => {
    const said = one.said ?? sayOf(parts, one, tokens.get(one.row.identity_id), now);
    const sealed = parts.ledger.seals.seal(one.row.identity_id, Buffer.from(JSON.stringify(said)));
    return { ...one, said, sealed };
  });
}

function sayOf(
  { policy, target }: ResetParts,
  { row, identity, language, settings }: Ready,
  token: string | undefined,
  now: number,
): SealedMessage {
  if (token === undefined || settings === undefined) return { language, values: {} };
  const reminders = settings.remindAfterDays;
  const left = (reminders.at(-1) ?? 0) - (reminders[row.step - 2] ?? 0);
  const until = now + settings.linkDays * DAY;
  const lastDay = new Date(now + (left + settings.linkDays) * DAY).toISOString().slice(0, 10);
  const lost =
    settings.purpose === 'enrol'
      ? lostFactors(identity, fitOf(row, identity, target)).map(({ type }) => type)
      : [];
  return {
    language,
    until,
    values: {
      link: linkTo(policy, token),
      linkDays: settings.linkDays,
      lastDay,
      ...(lost.length === 0 ? {} : { factors: lost }),
    },
  };
}

export function countByCampaign(toSend: readonly ToSend[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { row } of toSend) {
    const id = row.campaign_id ?? PAGE_MESSAGES;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Nobody asked for it: it may be unsubscribed from. The first message is about their account, and is not. */
function isReminder({ campaign_id, step }: Pick<DueRow, 'campaign_id' | 'step'>): boolean {
  return campaign_id !== null && step > 1;
}

/** In `sending`. */
const PAGE_MESSAGES = 0;

/** The message, complete. */
export function writeMessage(
  { writer, channels, policy }: Pick<ResetParts, 'writer' | 'channels' | 'policy'>,
  { row, identity, reach, language, said }: ToSend,
  id: string,
) {
  const name = identity.profile.given_name ?? identity.profile.name;
  const written = writer.write(row.kind as MessageKind, language, {
    ...(name === undefined ? {} : { name }),
    ...said.values,
  });
  const unsubscribe = isReminder(row) ? unsubscribeLink(policy, id) : undefined;
  const isShort = channels.find((one) => one.name === reach.channel)?.reaches === 'phone';
  return {
    id,
    to: reach.to,
    subject: written.subject,
    language: written.language,
    ...(isShort ? { text: written.short } : { text: written.text, html: written.html }),
    ...(unsubscribe === undefined ? {} : { unsubscribe }),
  };
}
