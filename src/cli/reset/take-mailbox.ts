/**
 * Takes what has come into the mailbox for bounces: each mail once, and whatever is no report stays there as read.
 *
 * @module
 */
import { resolve } from 'node:path';
import { newMails } from '../../bounces/maildir.ts';
import { readBounceMail } from '../../bounces/read-mail.ts';
import { type BounceCounts, noBounces, takeBounces } from '../../engine/reset/bounces.ts';
import type { Opened } from '../parts.ts';
import { resetConfigOf } from './open-reset.ts';

export interface TakenMails {
  readonly mails: number;
  /** Out-of-office notes, letters: nothing was done about them. */
  readonly noReports: number;
  readonly reports: BounceCounts;
}

/** The folder of the mailbox; undefined: none is configured. */
export function mailboxOf({ loaded }: Opened): string | undefined {
  const { mailbox } = resetConfigOf(loaded).bounces;
  return mailbox === undefined ? undefined : resolve(loaded.folder, mailbox);
}

/** @throws {FootbridgeError} MAILBOX_UNREADABLE */
export async function takeMailbox(
  { ledger }: Pick<Opened, 'ledger'>,
  folder: string,
  now: () => number,
): Promise<TakenMails> {
  const reports = noBounces();
  let mails = 0;
  let noReports = 0;
  for await (const { raw, done } of newMails(folder)) {
    const report = await readBounceMail(raw);
    if (report === undefined) noReports += 1;
    else addTo(reports, await takeBounces(ledger, [report], new Date(now())));
    await done();
    mails += 1;
  }
  return { mails, noReports, reports };
}

function addTo(sum: BounceCounts, more: BounceCounts): void {
  for (const kind of Object.keys(more) as (keyof BounceCounts)[]) sum[kind] += more[kind];
}
