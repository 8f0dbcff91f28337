/**
 * What comes back about a message, however it comes: the contract between those who read it and those who act on it.
 *
 * Who may say so is not decided here. A report names its message by the id we gave it, which only somebody who had the
 * message knows, or by what a provider calls it; it never carries an address.
 *
 * @module
 */

/**
 * hard: there is no such mailbox. soft: not now, or not this text; the address may be right. complaint: the customer calls it
 * spam. unsubscribe: they want no more of it. delivered: it has arrived.
 */
export type BounceKind = 'hard' | 'soft' | 'complaint' | 'unsubscribe' | 'delivered';

export interface BounceReport {
  readonly kind: BounceKind;
  /** Texts that look like ids of messages of ours, as they stood there. Which of them is one is for the ledger to say. */
  readonly ids: readonly string[];
  /** What a provider calls the message. Only from somebody who has proved to be the provider. */
  readonly reference?: string;
  /** A code such as `5.1.1`, or a word of the format. Never the words of a stranger. */
  readonly found: string;
}

const ID = /\bm\d{1,15}-[0-9a-f]{16}(?![0-9a-z])/gi;

/** More in one text is a list of something else. */
const MOST_IDS = 4;

export function idsIn(text: string): readonly string[] {
  return [...new Set(text.match(ID) ?? [])].slice(0, MOST_IDS).map((id) => id.toLowerCase());
}

const STATUS = /^([245])\.(\d{1,3})\.(\d{1,3})$/;

export function statusOf(text: unknown): string | undefined {
  return typeof text === 'string' && STATUS.test(text.trim()) ? text.trim() : undefined;
}

/**
 * Of a message that will not arrive: is it the address?
 *
 * A full mailbox (5.2.2) has a reader, "policy" (5.7.x) judges the sender or the text, and 4.x.x gave up waiting.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3463#section-3
 */
export function kindOfFailure(status: string): 'hard' | 'soft' {
  return status.startsWith('5.') && status !== '5.2.2' && !status.startsWith('5.7.') ? 'hard' : 'soft';
}
