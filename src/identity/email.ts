/**
 * E-mail addresses: one form to keep, one to compare.
 *
 * The domain becomes lower-case ASCII (UTS #46, non-transitional, as browsers resolve it). The local part is kept
 * as typed, in NFC, and compared in lower case: RFC 5321 §2.4 lets a host tell `Ana@` from `ana@`, but no CIAM
 * platform does, and two accounts that differ only so are one customer or a case for a person to look at. Dots and
 * plus tags are never stripped: only Gmail ignores the former, and the latter may be two accounts on purpose.
 *
 * Left out: comments, display names and address literals (`user@[192.0.2.1]`), which no login form takes. Whether
 * a well-formed address is a fake (`noemail@…`, `…@localhost`) is for the mapping to say (`absentIf`), not for us:
 * here it is an address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
 * @see https://www.rfc-editor.org/rfc/rfc6531#section-3.3
 * @see https://www.unicode.org/reports/tr46/
 * @module
 */
import tr46 from 'tr46';
import { describeForbidden, type Normalised, prepare, refuse } from './normalised.ts';

/** Octets: RFC 5321 §4.5.3.1.1, and §4.5.3.1.3 less the two angle brackets of a path. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

const ATEXT = "[a-z0-9!#$%&'*+/=?^_`{|}~-]";
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/** Ordinary addresses, which is nearly all of them, need no Unicode work. The `xn--` of IDNs goes the long way. */
const PLAIN = new RegExp(`^${ATEXT}+(?:\\.${ATEXT}+)*@(?!.*xn--)(?:${LABEL}\\.)*${LABEL}$`, 'i');
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);

/** RFC 6531 §3.3 adds every character outside ASCII to the atoms and quoted strings of RFC 5321. */
const UTEXT = `(?:${ATEXT}|\\P{ASCII})`;
const DOT_ATOM = new RegExp(`^${UTEXT}+(?:\\.${UTEXT}+)*$`, 'iu');
const QUOTED = /^"(?:[ !\x23-\x5b\x5d-\x7e]|\P{ASCII}|\\[\x20-\x7e])*"$/u;

const FULL_WIDTH_AT = /[\uff20\ufe6b]/;

/** Never throws; normalising the value again gives the same. */
export function normaliseEmail(text: string): Normalised {
  if (text.length <= LONGEST_ADDRESS && PLAIN.test(text)) return ofPlain(text);
  const prepared = prepare(text, 'EMAIL_INVALID');
  if (typeof prepared !== 'string') return prepared;
  const at = findAt(prepared);
  if (at < 1) return refuse('EMAIL_INVALID', at === 0 ? 'nothing before the @' : 'no @');
  return ofParts(prepared.slice(0, at), prepared.slice(at + 1));
}

function ofPlain(text: string): Normalised {
  const at = text.indexOf('@');
  if (at > LONGEST_LOCAL_PART) return tooLong('before the @', at, LONGEST_LOCAL_PART);
  const key = text.toLowerCase();
  return { value: key === text ? text : text.slice(0, at) + key.slice(at), key };
}

/** The last @: a quoted local part may hold others. Asian keyboards type a wide one. */
function findAt(text: string): number {
  const at = text.lastIndexOf('@');
  return at >= 0 ? at : text.search(FULL_WIDTH_AT);
}

function ofParts(local: string, writtenDomain: string): Normalised {
  const fault = describeLocalPart(local);
  if (fault !== undefined) return refuse('EMAIL_INVALID', fault);
  const domain = toAsciiDomain(writtenDomain);
  if (domain === undefined) return refuse('EMAIL_INVALID', 'the part after the @ is not a domain');
  const octets = Buffer.byteLength(local);
  if (octets > LONGEST_LOCAL_PART) return tooLong('before the @', octets, LONGEST_LOCAL_PART);
  const all = octets + 1 + domain.length;
  if (all > LONGEST_ADDRESS) return tooLong('altogether', all, LONGEST_ADDRESS);
  return { value: `${local}@${domain}`, key: `${local.toLowerCase().normalize('NFC')}@${domain}` };
}

function describeLocalPart(local: string): string | undefined {
  if (QUOTED.test(local)) return describeForbidden(local.replaceAll(' ', ''));
  const forbidden = describeForbidden(local);
  if (forbidden !== undefined) return forbidden;
  if (local.includes('@')) return 'more than one @';
  return DOT_ATOM.test(local) ? undefined : 'a character or a dot where none may stand before the @';
}

/** Letters, digits and inner hyphens only: RFC 5321 knows no underscore in a domain, and no mail server has one. */
function toAsciiDomain(written: string): string | undefined {
  const ascii = tr46.toASCII(written, { checkBidi: true, checkJoiners: true, verifyDNSLength: true });
  return ascii !== null && DOMAIN.test(ascii) ? ascii : undefined;
}

function tooLong(where: string, octets: number, limit: number): Normalised {
  return refuse('EMAIL_INVALID', `${octets} octets ${where}, ${limit} are allowed`);
}
