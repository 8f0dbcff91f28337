/**
 * SASLprep for passwords, as SCRAM servers apply it. Where the profile forbids a character, PostgreSQL hashes the
 * raw password instead, and so do we.
 *
 * What is forbidden is looked for before the text is normalised, as PostgreSQL does, though RFC 4013 §2 has it the
 * other way round.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4013
 * @module
 */
import { isUnassigned } from './unassigned.ts';

/** RFC 3454 table C.1.2: become a plain space. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** RFC 3454 table B.1: become nothing. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g;
/** RFC 3454 tables C.2 to C.9: controls, private use, non-characters, tags and signs that change the display. */
const FORBIDDEN =
  /\p{Cc}|\p{Co}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u06dd\u070f\u180e\u200e\u200f]|[\u2028-\u202e]|[\u206a-\u206f]|[\u2ff0-\u2ffb]|[\ufff9-\uffff]|[\u{e0000}-\u{e007f}]|\u0340|\u0341/u;
/** RFC 3454 table D.1. */
const RIGHT_TO_LEFT =
  /[\u05be\u05c0\u05c3\u05d0-\u05ea\u05f0-\u05f4\u061b\u061f\u0621-\u063a\u0640-\u064a\u066d-\u066f\u0671-\u06d5\u06dd\u06e5\u06e6\u06fa-\u06fe\u0700-\u070d\u0710\u0712-\u072c\u0780-\u07a5\u07b1\u200f\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufe74\ufe76-\ufefc]/;
/** RFC 3454 table D.2 in the coarse: letters, and the signs made of them. */
const LEFT_TO_RIGHT = /[\p{L}\p{Mc}\u2160-\u2183\u249c-\u24e9]/u;

export function saslprep(text: string): string {
  const mapped = text.replace(SPACES, ' ').replace(NOTHING, '');
  return mapped !== '' && isAllowed(mapped) ? mapped.normalize('NFKC') : text;
}

function isAllowed(text: string): boolean {
  if (FORBIDDEN.test(text)) return false;
  for (const sign of text) if (isUnassigned(sign.codePointAt(0) ?? 0)) return false;
  if (!RIGHT_TO_LEFT.test(text)) return true;
  // RFC 3454 §6: no mixing, and both ends right-to-left.
  const letters = [...text].filter((sign) => LEFT_TO_RIGHT.test(sign) && !RIGHT_TO_LEFT.test(sign));
  return (
    letters.length === 0 &&
    RIGHT_TO_LEFT.test(text.charAt(0)) &&
    RIGHT_TO_LEFT.test(text.charAt(text.length - 1))
  );
}
