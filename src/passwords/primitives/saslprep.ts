/**
 * SASLprep for passwords, as SCRAM servers apply it. Where the profile forbids a character, PostgreSQL hashes the
 * raw password instead, and so do we.
 *
 * Left out: the check for characters unassigned in Unicode 3.2. It only decides between "prepared" and "raw", and
 * PostgreSQL, MongoDB and Dovecot treat today's characters alike in all vectors we have.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4013
 * @module
 */

/** RFC 3454 table C.1.2: become a plain space. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** RFC 3454 table B.1: become nothing. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g;
/** RFC 3454 tables C.2 to C.9: controls, private use, non-characters, tags and signs that change the display. */
const FORBIDDEN =
  /\p{Cc}|\p{Co}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u06dd\u070f\u180e\u200e\u200f]|[\u2028-\u202e]|[\u206a-\u206f]|[\u2ff0-\u2ffb]|[\ufff9-\uffff]|[\u{e0000}-\u{e007f}]|\u0340|\u0341/u;
/** RFC 3454 table D.1 in the coarse: the right-to-left scripts. */
const RIGHT_TO_LEFT = /[\u05be-\u06ff\u0700-\u07bf\ufb1d-\ufdfb\ufe70-\ufefc\u200f]/;
const LEFT_TO_RIGHT = /\p{L}/u;

export function saslprep(text: string): string {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  return isAllowed(prepared) ? prepared : text;
}

function isAllowed(text: string): boolean {
  if (FORBIDDEN.test(text)) return false;
  if (!RIGHT_TO_LEFT.test(text)) return true;
  // RFC 3454 §6: no mixing, and both ends right-to-left.
  const letters = [...text].filter((sign) => LEFT_TO_RIGHT.test(sign) && !RIGHT_TO_LEFT.test(sign));
  return (
    letters.length === 0 &&
    RIGHT_TO_LEFT.test(text.charAt(0)) &&
    RIGHT_TO_LEFT.test(text.charAt(text.length - 1))
  );
}
