/**
 * What `footbridge serve` does for customers who set a new credential: shows the page, sends what is due, and looks
 * after journeys that nobody finished.
 *
 * @module
 */
import { type Environment, resolveSecret } from '../../config/secret.ts';
import { takeBounces } from '../../engine/reset/bounces.ts';
import { openJourneys } from '../../engine/reset/journey/open-journeys.ts';
import type { ResetParts } from '../../engine/reset/parts.ts';
import { sendDue } from '../../engine/reset/send.ts';
import { visit } from '../../http/bounces/confirm.ts';
import type { BounceDoor } from '../../http/bounces/mount.ts';
import type { ServerLog } from '../../http/log.ts';
import { type Repeating, repeat } from '../../http/repeat.ts';
import { openPage } from '../../http/reset/open-page.ts';
import type { ServedReset } from '../../http/server.ts';
import type { Invocation } from '../commands/command.ts';
import type { Opened } from '../parts.ts';
import { resetConfigOf, withReset } from './open-reset.ts';
import { mailboxOf, takeMailbox } from './take-mailbox.ts';

const SECOND = 1_000;

/** Milliseconds until sending begins, and begins again where it failed. */
const BEGIN_AGAIN = 1_000;

/** Runs `work` with what the `reset` section asks for, or with nothing where there is none. */
export async function withServedReset<T>(
  invocation: Invocation,
  opened: Opened,
  log: Pick<ServerLog, 'failed'>,
  work: (reset: ServedReset | undefined) => Promise<T>,
): Promise<T> {
  if (opened.loaded.config.reset === undefined) return work(undefined);
  return withReset(invocation, opened, (parts) => serveIt(invocation, opened, parts, log, work));
}

async function serveIt<T>(
  { output, terminal }: Invocation,
  opened: Opened,
  parts: ResetParts,
  log: Pick<ServerLog, 'failed'>,
  work: (reset: ServedReset) => Promise<T>,
): Promise<T> {
  const { loaded, ledger } = opened;
  const { brand, messages } = resetConfigOf(loaded);
  const journeys = openJourneys(parts);
  const page = openPage({
    journeys,
    policy: parts.policy,
    brand,
    language: messages.language,
    folder: loaded.folder,
    seals: ledger.seals,
    now: parts.now,
  });
  const stop = new AbortController();
  const onAway = (reason: string | undefined) =>
    output.warn(reason === undefined ? 'Messages go out again.' : `Messages wait: ${reason}`);
  const sending = repeat(
    () => sendDue(parts, { stop: stop.signal, onAway }),
    BEGIN_AGAIN,
    (error) => log.failed('sending', error),
  );
  const mailbox = lookIntoMailbox(opened, log);
  try {
    const bounces = bounceDoorOf(opened, terminal.environment);
    return await work({ page, lookAround: () => journeys.lookAround(), bounces });
  } finally {
    stop.abort();
    await sending.stop();
    await mailbox?.stop();
    await journeys.close();
  }
}

function lookIntoMailbox(opened: Opened, log: Pick<ServerLog, 'failed'>): Repeating | undefined {
  const folder = mailboxOf(opened);
  if (folder === undefined) return undefined;
  const every = resetConfigOf(opened.loaded).bounces.everySeconds * SECOND;
  return repeat(
    () => takeMailbox(opened, folder, Date.now),
    every,
    (error) => log.failed('taking-bounces', error),
  );
}

function bounceDoorOf({ loaded, ledger }: Opened, environment: Environment): BounceDoor {
  const { secret, signingKeys } = resetConfigOf(loaded).bounces;
  const keys = Object.entries(signingKeys).flatMap(([id, reference]) =>
    reference === undefined ? [] : [[id, resolveSecret(reference, environment)]],
  );
  return {
    ...(secret === undefined ? {} : { secret: resolveSecret(secret, environment) }),
    signingKeys: Object.fromEntries(keys),
    take: (reports) => takeBounces(ledger, reports, new Date()),
    confirm: visit,
    now: Date.now,
  };
}
