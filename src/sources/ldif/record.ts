/**
 * One record of LDIF: its lines unfolded, its values decoded.
 *
 * Lines are unfolded as bytes, since a fold may cut a character in two. Values in base64 that are no text stay
 * base64. Options of an attribute stay part of its name, but for `;binary`, which only says how it was sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2849
 * @module
 */
import { isAscii, isUtf8 } from 'node:buffer';

/** A text, or bytes that are none. */
export type LdifValue = string | { readonly base64: string };

export interface LdifRecord {
  readonly dn: string;
  /** `add` where the file is one of changes. */
  readonly change: string | undefined;
  /** Attributes by their names in small letters, each with its values. */
  readonly attributes: Readonly<Record<string, readonly LdifValue[]>>;
  /** Attributes whose value stands in another file. */
  readonly elsewhere: readonly string[];
}

/** What stands between records and is none: the version, and what ldapsearch says beside the entries. */
const ASIDE = new Set([
  'version',
  'search',
  'result',
  'ref',
  'control',
  'numresponses',
  'numentries',
  'numreferences',
]);

const NAME = /^[A-Za-z0-9][A-Za-z0-9.-]*(?:;[A-Za-z0-9_-]+)*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Undefined: these lines are no record. A text: what is wrong with them. */
export function readRecord(lines: Buffer): LdifRecord | string | undefined {
  const attributes: Record<string, LdifValue[]> = Object.create(null);
  const elsewhere: string[] = [];
  let dn: string | undefined;
  let change: string | undefined;
  const unfolded = unfold(lines);
  if (unfolded === undefined) return 'bytes that are not UTF-8: name the encoding, or export in base64';
  for (const line of unfolded) {
    const colon = line.indexOf(':');
    const name = nameOf(line.slice(0, Math.max(colon, 0)));
    if (name === undefined) return 'a line that is no attribute';
    if (dn === undefined && ASIDE.has(name)) continue;
    const mark = line[colon + 1];
    const text = line.slice(mark === ':' || mark === '<' ? colon + 2 : colon + 1).replace(/^ +/, '');
    if (mark === '<') {
      elsewhere.push(name);
      continue;
    }
    const value = mark === ':' ? decode(text) : text;
    if (value === undefined) return `${name} is not in base64`;
    if (name === 'dn') {
      if (dn !== undefined || typeof value !== 'string') return 'a second or unreadable dn';
      dn = value;
    } else if (name === 'changetype') change = String(value).toLowerCase();
    else if (name === 'control') continue;
    else if (change === undefined || change === 'add') {
      const list = attributes[name];
      if (list === undefined) attributes[name] = [value];
      else list.push(value);
    }
  }
  if (dn !== undefined) return { dn, change, attributes, elsewhere };
  return Object.keys(attributes).length === 0 && elsewhere.length === 0 ? undefined : 'no dn';
}

/** Names as they are written → in small letters. A directory has some hundred; testing each of millions is slow. */
const names = new Map<string, string>();
const MOST_NAMES = 10_000;

/** Undefined: it is none. */
function nameOf(written: string): string | undefined {
  const known = names.get(written);
  if (known !== undefined) return known;
  if (!NAME.test(written)) return undefined;
  const name = written.toLowerCase().replace(/;binary$/, '');
  if (names.size < MOST_NAMES) names.set(written, name);
  return name;
}

/** The lines without folds and comments; undefined where they are no text. */
function unfold(bytes: Buffer): string[] | undefined {
  const folded = bytes.toString('latin1').replace(/\r\n/g, '\n');
  const whole = folded.includes('\n ') ? folded.replaceAll('\n ', '') : folded;
  const ascii = isAscii(bytes);
  const back = ascii ? undefined : Buffer.from(whole, 'latin1');
  if (back !== undefined && !isUtf8(back)) return undefined;
  const text = back === undefined ? whole : back.toString('utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** Spaces behind base64 occur. */
function decode(written: string): LdifValue | undefined {
  const base64 = written.trimEnd();
  if (!BASE64.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : { base64 };
}
