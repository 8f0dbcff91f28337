/**
 * A mail that came to the address for bounces, as a report: a delivery status (DSN), a complaint (ARF), or neither.
 *
 * Out-of-office notes and letters of customers arrive there too, and name the message they answer: only what is a report
 * by its form counts as one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3464 delivery status
 * @see https://www.rfc-editor.org/rfc/rfc5965 complaints
 * @module
 */
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { type BounceReport, idsIn, kindOfFailure, statusOf } from './bounce.ts';

/** Headers in which the address stands that a mail was sent to: VERP. */
const RECIPIENT = new Set(['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']);

/** What a report carries of our message: whole, its headers, or inside another character set (RFC 6533). */
const RETURNED = new Set([
  'message/rfc822',
  'text/rfc822-headers',
  'message/global',
  'message/global-headers',
]);

/** Bytes of a returned message in which its headers stand. */
const HEADERS = 65_536;

/** @returns undefined where it is no report */
export async function readBounceMail(raw: Uint8Array): Promise<BounceReport | undefined> {
  const email = await parse(raw);
  if (email === undefined) return undefined;
  const parts = email.attachments.map((part) => ({ type: part.mimeType.toLowerCase(), text: textOf(part) }));
  const ids = idsIn([...addressesOf(email), ...returned(parts)].join('\n'));
  const said = readParts(parts);
  return said === undefined ? undefined : { ...said, ids };
}

/** What cannot be read is no report: somebody's nested nonsense must not stop the mails behind it. */
async function parse(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 16 });
  } catch {
    return undefined;
  }
}

interface Part {
  readonly type: string;
  readonly text: string;
}

function addressesOf({ headers }: Email): string[] {
  return headers.filter(({ key }) => RECIPIENT.has(key)).map(({ value }) => value);
}

function returned(parts: readonly Part[]): string[] {
  return parts.filter(({ type }) => RETURNED.has(type)).map(({ text }) => text.slice(0, HEADERS));
}

function textOf({ content }: Attachment): string {
  if (typeof content === 'string') return content;
  return Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content)).toString('utf8');
}

function readParts(parts: readonly Part[]): Omit<BounceReport, 'ids'> | undefined {
  for (const { type, text } of parts) {
    if (type === 'message/delivery-status' || type === 'message/global-delivery-status')
      return readDeliveryStatus(text);
    if (type === 'message/feedback-report') return readFeedback(text);
  }
  return undefined;
}

/** Our messages have one recipient, so the first block that has an action is the one. Pure. */
export function readDeliveryStatus(text: string): Omit<BounceReport, 'ids'> | undefined {
  const block = blocksOf(text).find((fields) => fields.has('action'));
  const action = block?.get('action')?.toLowerCase();
  if (block === undefined || action === undefined) return undefined;
  const status = statusOf(block.get('status')?.split(/[\s(]/)[0]) ?? statusIn(block.get('diagnostic-code'));
  if (action === 'failed') return { kind: kindOfFailure(status ?? ''), found: status ?? 'failed' };
  if (action === 'delayed') return { kind: 'soft', found: status ?? 'delayed' };
  return action === 'delivered' ? { kind: 'delivered', found: status ?? 'delivered' } : undefined;
}

/** `smtp; 550 5.1.1 …`; a plain 550, 551 or 553 is about the mailbox (RFC 5321 §4.2.2). */
function statusIn(diagnostic: string | undefined): string | undefined {
  const [, code, enhanced] = /\b([245]\d\d)[ -](?:([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(diagnostic ?? '') ?? [];
  if (enhanced !== undefined) return enhanced;
  return code === '550' || code === '551' || code === '553' ? '5.1.1' : undefined;
}

/** Types of RFC 5965 §7.3 and RFC 6650; whatever is unknown is a complaint too. Pure. */
export function readFeedback(text: string): Omit<BounceReport, 'ids'> | undefined {
  const type = blocksOf(text)[0]?.get('feedback-type')?.toLowerCase();
  if (type === undefined || type === 'not-spam' || type === 'auth-failure') return undefined;
  if (type.startsWith('opt-out')) return { kind: 'unsubscribe', found: 'opt-out' };
  const known = ['abuse', 'fraud', 'virus'].includes(type);
  return { kind: 'complaint', found: known ? type : 'other' };
}

/** Header-like fields in blocks with empty lines between them, folded lines joined. The first of a name counts. */
function blocksOf(text: string): ReadonlyMap<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((block) => {
      const fields = new Map<string, string>();
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
        if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
      }
      return fields;
    });
}
