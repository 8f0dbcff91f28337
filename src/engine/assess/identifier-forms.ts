/**
 * The forms under which an identifier may meet another one, and what a person would have to know of it.
 *
 * `same` is how targets compare (`identifierKey`). The looser forms are for people to look at, and never a reason to
 * make two accounts one: plus tags may be two accounts on purpose, and only Gmail ignores dots.
 *
 * @module
 */

import { identifierKey } from '../../identity/identifier.ts';
import type { Identifier } from '../../identity/identity.ts';
import { foldLookalikes } from './lookalikes.ts';

export type LooserRule = 'unicode' | 'plus-tag' | 'dots';

export interface IdentifierForms {
  readonly key: string;
  /** Only those that differ from `key`. */
  readonly looser: readonly (readonly [LooserRule, string])[];
}

const NOTHING: IdentifierForms['looser'] = [];

/** https://support.google.com/mail/answer/7436150 */
const GMAIL = /@(?:gmail|googlemail)\.com$/;
/** Without a tag and not at Gmail there is nothing to loosen. */
const LOOSE_MAIL = /\+|@g(?:oogle)?mail\.com$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;

/** Of an identifier that the mapping has normalised. Nearly all have no looser form. */
export function formsOf(identifier: Identifier): IdentifierForms {
  const { type, value } = identifier;
  if (type === 'phone') return { key: identifierKey(identifier), looser: NOTHING };
  const isAscii = ASCII.test(value);
  // Normalising once more would give the same, for a third of the time of all of this.
  const key = isAscii ? `${type}:${value.toLowerCase()}` : identifierKey(identifier);
  if (isAscii && (type === 'username' || !LOOSE_MAIL.test(key))) return { key, looser: NOTHING };
  const looser: [LooserRule, string][] = [];
  if (!isAscii) {
    const folded = foldLookalikes(key);
    if (folded !== key) looser.push(['unicode', folded]);
  }
  if (type === 'email') addMailForms(key, looser);
  return looser.length === 0 ? { key, looser: NOTHING } : { key, looser };
}

function addMailForms(key: string, looser: [LooserRule, string][]): void {
  const at = key.lastIndexOf('@');
  const plus = key.indexOf('+');
  const isTagged = plus > 'email:'.length && plus < at;
  const untagged = isTagged ? key.slice(0, plus) + key.slice(at) : key;
  if (isTagged) looser.push(['plus-tag', untagged]);
  if (!GMAIL.test(key)) return;
  const local = untagged.slice('email:'.length, untagged.lastIndexOf('@')).replaceAll('.', '');
  const bare = `email:${local}@gmail.com`;
  if (local !== '' && bare !== untagged) looser.push(['dots', bare]);
}
