/**
 * What a mail server's answer means for one message, and when it means us instead.
 *
 * A refused sender or login is our set-up and would refuse everybody, so it stops the channel. "Policy" (5.7.x, such as
 * "relaying denied"), or a code that says no more than no, may be either (trust.ts).
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1
 * @see https://www.rfc-editor.org/rfc/rfc3463#section-3
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Handed } from '../channel.ts';
import { createTrust } from '../trust.ts';

export interface Reply {
  /** What was answered: the sender, the recipient, or the message (DATA and the dot after it). */
  readonly to: 'sender' | 'recipient' | 'message';
  readonly code: number;
  /** RFC 3463, such as `5.1.1`; empty where the server says none. */
  readonly enhanced: string;
}

/** Milliseconds. Servers that greylist ask for minutes; RFC 5321 §4.5.4.1 would wait thirty, for servers among themselves. */
const AFTER_GREYLISTING = 300_000;
/** The server is about to close (421): what it asks everybody. */
const AFTER_CLOSING = 60_000;
/** A mailbox that is full is emptied by its owner, who is asleep. */
const AFTER_FULL = 4 * 3_600_000;

/**
 * Policy (5.7), or "other" (5.0): may be either. So may be a code with nothing behind it: Exim says "550 relay not
 * permitted" and "550 Unknown user" to a recipient, and only words would tell them apart.
 */
const UNSAID = /^5\.[07]\./;

/** "Bad sequence of commands" is about the connection, and the next one is a new one. */
const BAD_SEQUENCE = 503;

export interface ReplyJudge {
  /** It was taken: the server does take our mail. */
  accepted(): void;
  /** @throws RemoteError where it is not about this message */
  judge(reply: Reply): Handed;
}

export function createReplyJudge(host: string): ReplyJudge {
  const trust = createTrust();

  function isWholeChannel({ to, code, enhanced }: Reply): boolean {
    if (code < 500 || code === BAD_SEQUENCE) return false;
    if (to === 'sender' || code === 530 || code === 535 || code === 538) return true;
    return (enhanced === '' || UNSAID.test(enhanced)) && trust.lose();
  }

  return {
    accepted: () => trust.earn(),
    judge(reply) {
      if (isWholeChannel(reply))
        throw new RemoteError(`the mail server ${host} takes no mail from us: ${inWords(reply)}`, {
          answer: 'refused',
          ambiguous: false,
        });
      return toHanded(reply);
    },
  };
}

/** Pure: of one message. */
export function toHanded(reply: Reply): Handed {
  const { code, enhanced } = reply;
  const found = inWords(reply);
  if (code === 421) return { status: 'retry', found, after: AFTER_CLOSING };
  if (enhanced === '5.2.2' || enhanced === '4.2.2' || code === 452)
    return { status: 'retry', found, after: AFTER_FULL };
  if (code === BAD_SEQUENCE) return { status: 'retry', found };
  if (code >= 500) return { status: 'refused', found };
  return { status: 'retry', found, after: AFTER_GREYLISTING };
}

/** The words of the server are left out: they often repeat the address. */
function inWords({ to, code, enhanced }: Reply): string {
  return `${code}${enhanced === '' ? '' : ` ${enhanced}`} to the ${to}`;
}

const ENHANCED = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/;

export function enhancedCodeOf(response: string): string {
  return ENHANCED.exec(response)?.[1] ?? '';
}
