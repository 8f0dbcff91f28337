/**
 * User names: kept as written, compared as PRECIS UsernameCaseMapped compares them.
 *
 * For the key: wide and half-width forms become ordinary ones, then lower case, then NFC (RFC 8265 §3.3). Refused
 * are white space and what cannot be seen or does not exist. Left out on purpose are the other prohibitions of the
 * IdentifierClass (symbols, compatibility forms, the Bidi rule): a legacy that let `★ana` in has to get her out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8265#section-3.3
 * @module
 */
import { describeForbidden, type Normalised, prepare, refuse } from './normalised.ts';

/** Visible ASCII: nothing to map but case. */
const PLAIN = /^[\x21-\x7e]{1,255}$/;

/**
 * Code points whose decomposition is tagged <wide> or <narrow>, and whose NFKC is that decomposition. The half-width
 * Hangul letters and the wide macron are not among them: NFKC goes on to decompose what they stand for.
 */
const WIDTH_VARIANT = /[\uff01-\uff9f\uffe0-\uffe2\uffe4-\uffe6\uffe8-\uffee]/g;

/** Never throws; normalising the value again gives the same. */
export function normaliseUsername(text: string): Normalised {
  if (PLAIN.test(text)) return { value: text, key: text.toLowerCase() };
  const value = prepare(text, 'USERNAME_INVALID');
  if (typeof value !== 'string') return value;
  const forbidden = describeForbidden(value);
  if (forbidden !== undefined) return refuse('USERNAME_INVALID', forbidden);
  return { value, key: toKey(value) };
}

function toKey(value: string): string {
  const ordinary = value.replace(WIDTH_VARIANT, (form) => form.normalize('NFKC')).normalize('NFC');
  return ordinary.toLowerCase().normalize('NFC');
}
