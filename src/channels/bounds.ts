/**
 * What every channel refuses before it sends anything: text that could become a header, or more than anybody reads.
 *
 * @module
 */
import type { Handed, Message } from './channel.ts';

/** RFC 5321 §4.5.3.1.3: a path is 256 octets, with its brackets. */
const LONGEST_ADDRESS = 254;
/** RFC 5322 §2.1.1 allows 998 characters in a line; nobody reads the second hundred of a subject. */
const LONGEST_SUBJECT = 300;
/** Characters. Mail programs cut a message off at about 100 kB, so ten times that is no message. */
const LONGEST_BODY = 1_000_000;

const ID = /^[A-Za-z0-9-]{1,64}$/;
/** Everything that ends a line somewhere, or a text: C0, DEL, C1, U+2028 and U+2029. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Stands in angle brackets in a header. */
const LINK = /^https:\/\/[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/;

/** @returns undefined where it may be sent */
export function objectTo(message: Message): Extract<Handed, { status: 'refused' }> | undefined {
  const found = findObjection(message);
  return found === undefined ? undefined : { status: 'refused', found };
}

function findObjection(message: Message): string | undefined {
  const { id, to, subject, text, html = '', language, unsubscribe } = message;
  if (!ID.test(id)) return 'the id of the message is none';
  if (to === '' || to.length > LONGEST_ADDRESS) return 'the address is empty or too long';
  if (CONTROL.test(to) || !to.isWellFormed()) return 'the address has characters that no address has';
  if (CONTROL.test(subject) || !subject.isWellFormed()) return 'the subject is more than one line';
  if (subject.length > LONGEST_SUBJECT) return `the subject is longer than ${LONGEST_SUBJECT} characters`;
  if (text.length > LONGEST_BODY || html.length > LONGEST_BODY)
    return `the message is longer than ${LONGEST_BODY} characters`;
  if (!/^[A-Za-z0-9-]{2,35}$/.test(language)) return 'the language is none';
  if (unsubscribe !== undefined && !LINK.test(unsubscribe)) return 'the address to unsubscribe is none';
  return undefined;
}
