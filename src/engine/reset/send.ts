/**
 * Sends what is due, until it is told to stop or nothing is due any more. `footbridge serve`, `footbridge worker` and
 * `footbridge reset send` all run this; several at once share the work and the limits.
 *
 * @module
 */
import type { Handed } from '../../channels/channel.ts';
import { joinWorkers, type Presence } from '../../ledger/presence.ts';
import { endFinishedCampaigns, expireJourneys } from '../../ledger/sql/campaigns.ts';
import {
  countDue,
  markCalled,
  recoverMessages,
  type SettledMessage,
  settleMessages,
} from '../../ledger/sql/messages.ts';
import { RemoteError } from '../../net/remote-error.ts';
import { backoff, realSleep, type Sleep } from '../batches/backoff.ts';
import { messageIdOf } from './message-id.ts';
import type { ResetParts } from './parts.ts';
import { kindOf } from './prepare.ts';
import { type ToSend, takeBatch, writeMessage } from './send-batch.ts';

/**
 * Messages that are called at once and settled in one statement: what is in doubt when a process is killed. Four times
 * the connections that the SMTP channel has by default, so that none of them waits for the ledger.
 */
const GROUP = 32;
/** Taken in one transaction, which issues their invitations: three groups. */
const BATCH = 96;
/** While one group is on its way, another is settled or written. Four lanes of 16 were no faster (bench/reset.ts). */
const LANES = 2;
/** Milliseconds between looks where nothing is due: how long somebody who asked for a code waits at most. */
const LOOK_EVERY = 500;
/** Milliseconds between looks for what dead workers left behind. */
const RECOVER_EVERY = 5_000;
/** Milliseconds between looks for journeys whose last link has run out: reads every journey of the campaigns that ended. */
const EXPIRE_EVERY = 3_600_000;
/** Milliseconds. A mail server that answers "later" is asked again after a minute, then less and less often. */
const RETRY_FIRST = 60_000;
const RETRY_LONGEST = 3_600_000;
/** Tries in about five days: RFC 5321 §4.5.4.1, "the give-up time generally needs to be at least 4-5 days". */
const MOST_ATTEMPTS = 125;

export interface SendOptions {
  readonly stop: AbortSignal;
  /** Ends when nothing is due now; otherwise it waits for more. */
  readonly untilIdle?: boolean;
  readonly onSettled?: (counts: SendCounts) => void;
  /** Said once when the channel goes away, and when it is back. */
  readonly onAway?: (reason: string | undefined) => void;
  readonly sleep?: Sleep;
}

/** What was done by one loop. */
export interface SendCounts {
  handed: number;
  refused: number;
  /** Not now: tried again later. */
  later: number;
  /** Whoever crossed meanwhile, whose night it is … */
  deferred: number;
  /** Sent once more because nobody could say whether they went out. */
  doubtful: number;
}

/** @returns what this worker did */
export async function sendDue(parts: ResetParts, options: SendOptions): Promise<SendCounts> {
  const worker = await joinWorkers(parts.ledger.db);
  const counts: SendCounts = { handed: 0, refused: 0, later: 0, deferred: 0, doubtful: 0 };
  const over = AbortSignal.any([options.stop, worker.lost]);
  const loop: Loop = { parts, worker, over, counts, options, sleep: options.sleep ?? realSleep, away: 0 };
  try {
    await recover(loop);
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => runLane(loop)));
    const failed = lanes.find((lane) => lane.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return counts;
  } finally {
    await worker.leave().catch(() => undefined);
  }
}

interface Loop {
  readonly parts: ResetParts;
  readonly worker: Presence;
  readonly over: AbortSignal;
  readonly counts: SendCounts;
  readonly options: SendOptions;
  readonly sleep: Sleep;
  /** Tries since a channel was last there. */
  away: number;
  recoveredAt?: number;
  expiredAt?: number;
  failed?: boolean;
}

async function runLane(loop: Loop): Promise<void> {
  const { parts, over, options, counts } = loop;
  try {
    while (!over.aborted && loop.failed !== true) {
      if (parts.now() - (loop.recoveredAt ?? 0) >= RECOVER_EVERY) await recover(loop);
      const { toSend, deferred } = await takeBatch(
        parts,
        loop.worker.id,
        // One message finds out whether the channel is back.
        loop.away > 0 ? 1 : BATCH,
      );
      counts.deferred += deferred;
      await sendTaken(loop, toSend);
      if (loop.away > 0) await loop.sleep(backoff(loop.away), over);
      if (toSend.length + deferred > 0) continue;
      await lookAfterCampaigns(loop);
      if (options.untilIdle === true && (await isIdle(loop))) return;
      await loop.sleep(LOOK_EVERY, over);
    }
  } catch (error) {
    loop.failed = true;
    throw error;
  }
}

async function lookAfterCampaigns(loop: Loop): Promise<void> {
  const { db } = loop.parts.ledger;
  const now = loop.parts.now();
  await endFinishedCampaigns(db, new Date(now));
  if (now - (loop.expiredAt ?? 0) < EXPIRE_EVERY) return;
  loop.expiredAt = now;
  await expireJourneys(db, new Date(now));
}

/** What is due and waits for its share of the hour is not over. */
async function isIdle({ parts }: Loop): Promise<boolean> {
  return (await countDue(parts.ledger.db, new Date(parts.now()))).due === 0;
}

async function recover(loop: Loop): Promise<void> {
  const { parts, worker, counts } = loop;
  loop.recoveredAt = parts.now();
  const found = await recoverMessages(parts.ledger.db, await worker.living(), new Date(parts.now()));
  counts.doubtful += found.doubtful;
}

/** Told to stop, it finishes the group that is on its way; the rest was never called and goes back. */
async function sendTaken(loop: Loop, taken: readonly ToSend[]): Promise<void> {
  for (const [place, group] of groupsOf(taken).entries()) {
    const goesOut = place === 0 || (!loop.over.aborted && loop.away === 0);
    await settle(loop, goesOut ? await callGroup(loop, group) : group.map(giveBack));
  }
}

/** What was in doubt goes alone: a process that dies now has one message in doubt twice, and not thirty. */
function groupsOf(taken: readonly ToSend[]): readonly (readonly ToSend[])[] {
  const sure = taken.filter(({ row }) => !row.perhaps_twice);
  const groups: (readonly ToSend[])[] = taken.filter(({ row }) => row.perhaps_twice).map((one) => [one]);
  for (let at = 0; at < sure.length; at += GROUP) groups.push(sure.slice(at, at + GROUP));
  return groups;
}

async function callGroup(loop: Loop, group: readonly ToSend[]): Promise<readonly SettledMessage[]> {
  const { parts, worker } = loop;
  // Whoever lost the ledger's connection must not send: another worker has its messages by now.
  if (loop.over.aborted) return group.map(giveBack);
  const ids = group.map(({ row }) => row.id);
  await markCalled(parts.ledger.db, worker.id, ids, new Date(parts.now()));
  return Promise.all(group.map((one) => callOne(loop, one)));
}

async function callOne(loop: Loop, one: ToSend): Promise<SettledMessage> {
  const { parts } = loop;
  const channel = parts.channels.find(({ name }) => name === one.reach.channel);
  if (channel === undefined) return giveBack(one);
  try {
    const message = writeMessage(parts, one, messageIdOf(parts.ledger, one.row.id));
    const handed = await channel.session.send(message);
    if (loop.away > 0) back(loop);
    return settledBy(handed, one, parts.now());
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    goAway(loop, error.message);
    // The channel is away, and nothing is wrong with the message: it waits for it.
    return error.ambiguous
      ? settledBy({ status: 'unknown', found: error.message }, one, parts.now())
      : giveBack(one);
  }
}

function goAway(loop: Loop, reason: string): void {
  if (loop.away === 0) loop.options.onAway?.(reason);
  loop.away += 1;
}

function back(loop: Loop): void {
  loop.away = 0;
  loop.options.onAway?.(undefined);
}

/** It keeps its place in the order. */
function giveBack({ row }: ToSend): SettledMessage {
  return { id: row.id, state: 'due' };
}

/** What an answer makes of a message. Pure. */
export function settledBy(
  handed: Handed,
  { row, settings }: Pick<ToSend, 'row' | 'settings'>,
  now: number,
): SettledMessage {
  const { id } = row;
  const later = (wait: number) => new Date(now + wait).toISOString();
  switch (handed.status) {
    case 'handed': {
      const afterDays = settings?.remindAfterDays[row.step - 1];
      const next =
        settings === undefined || afterDays === undefined
          ? {}
          : { next: { kind: kindOf(settings, row.step + 1), afterDays } };
      return { id, state: 'handed', reference: handed.reference, ...next };
    }
    case 'refused':
      return { id, state: 'refused', found: handed.found };
    case 'retry': {
      if (row.attempt + 1 >= MOST_ATTEMPTS) return { id, state: 'refused', found: handed.found };
      const wait = Math.max(handed.after ?? 0, Math.min(RETRY_FIRST * 2 ** row.attempt, RETRY_LONGEST));
      return { id, state: 'due', found: handed.found, dueAt: later(wait) };
    }
    case 'unknown':
      if (row.perhaps_twice) return { id, state: 'handed', found: handed.found };
      return { id, state: 'due', found: handed.found, dueAt: later(RETRY_FIRST), perhapsTwice: true };
  }
}

async function settle(loop: Loop, settled: readonly SettledMessage[]): Promise<void> {
  const { parts, worker, counts, options } = loop;
  await settleMessages(parts.ledger.db, worker.id, settled, new Date(parts.now()));
  for (const { state, perhapsTwice } of settled) {
    if (state === 'due') counts.later += 1;
    else counts[state] += 1;
    if (perhapsTwice === true) counts.doubtful += 1;
  }
  options.onSettled?.(counts);
}
