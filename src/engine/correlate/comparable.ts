/**
 * What of an identity is compared: the value of a field in the form in which two records agree, and whether the legacy
 * had verified it.
 *
 * Values that stand for "nothing" (a default birth date) and subjects of a provider that nobody names apart give
 * nothing to compare: agreement in them would make one person of two.
 *
 * @module
 */
import { identifierKey } from '../../identity/identifier.ts';
import type { Identity, Link } from '../../identity/identity.ts';

export interface Comparable {
  readonly text: string;
  /** What has no such flag counts as verified: the legacy knew it or did not. */
  readonly verified: boolean;
}

/** A customer with more addresses than this is no customer; and every combination of fields is a key. */
const MOST_VALUES = 8;

export function comparablesOf(identity: Identity, field: string): readonly Comparable[] {
  return valuesOf(identity, field).slice(0, MOST_VALUES);
}

function valuesOf(identity: Identity, field: string): readonly Comparable[] {
  switch (field) {
    case 'email':
    case 'phone':
    case 'username':
      return ofType(identity, field).map((one) => ({
        text: identifierKey(one),
        verified: one.verified === true,
      }));
    case 'email.variant':
      return ofType(identity, 'email').map((one) => known(variantOf(identifierKey(one))));
    case 'link':
      return identity.links.flatMap((link) => linkText(link) ?? []).map(known);
    default:
      return textsAt(identity, field).map(known);
  }
}

function known(text: string): Comparable {
  return { text, verified: true };
}

function ofType({ identifiers }: Identity, type: 'email' | 'phone' | 'username') {
  return identifiers.filter((identifier) => identifier.type === type);
}

/** Without a tag behind "+", without dots in front of "@": who writes to both may reach one person, or two. */
function variantOf(key: string): string {
  const at = key.lastIndexOf('@');
  if (at < 0) return key;
  const [name = ''] = key.slice(0, at).split('+');
  return `${name.replaceAll('.', '')}@${key.slice(at + 1).replace(/^googlemail\.com$/, 'gmail.com')}`;
}

/**
 * Providers that there are once in the world. `oidc` or `saml` may be another company in every store, and `gitlab` is
 * as often a server of their own, where user 5 is somebody else.
 */
const WORLDWIDE = new Set(['google', 'facebook', 'apple', 'github', 'linkedin', 'twitter', 'amazon']);

/** Auth0 says `google-oauth2`, Firebase `google.com`. */
function linkText({ provider, issuer, subject }: Link): string | undefined {
  if (issuer !== undefined) return `${issuer}\0${subject}`;
  const name = provider.toLowerCase().replace(/-oauth2$|\.com$/, '');
  return WORLDWIDE.has(name) ? `${name}\0${subject}` : undefined;
}

/** Written by forms and imports where nobody knew: the first of January of a round year. */
const NO_BIRTHDATE = /^(0000|1[0-8]\d\d|19[07]0|2000)-01-01$|-00/;

function textsAt(identity: Identity, field: string): readonly string[] {
  const text = fold(scalarAt(identity, field.split('.')));
  if (text === '') return [];
  return field === 'profile.birthdate' && NO_BIRTHDATE.test(text) ? [] : [text];
}

function scalarAt(root: unknown, path: readonly string[]): string {
  let here = root;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return '';
    here = Reflect.get(here, name);
  }
  return typeof here === 'string' || typeof here === 'number' ? String(here) : '';
}

/** Upper case, accents written in two ways and doubled spaces are no difference between two people. */
function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
