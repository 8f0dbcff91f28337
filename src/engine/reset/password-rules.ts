/**
 * What a new password must be: SP 800-63B-4 §3.1.1.2, and the rules of the target. Pure.
 *
 * Length counts code points of the normalised text; no composition is asked for but the target's own; the whole
 * password is compared with lists and with words of this customer. Passwords go to the target exactly as they were
 * typed: none of the platforms we write normalises at login, so that a form changed by us would lock somebody out.
 *
 * Whether a password is in a list is `known-passwords.ts`: it needs memory, this does not.
 *
 * @see https://pages.nist.gov/800-63-4/sp800-63b/authenticators/#passwordver
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { PasswordPolicy } from '../../targets/target.ts';
import type { PasswordObjection, PasswordRules } from './journey.ts';
import type { JourneyPolicy } from './journey-policy.ts';

/** Characters below which a word says nothing about somebody: `de`, `jo`. */
const SHORTEST_WORD = 3;
/** What is left of a password without the words of its owner: less than this many characters is no secret. */
const SECRET_LEFT = 6;

/** The stricter of both, so that nobody is refused twice. @param besideFactor the target holds a second factor. */
export function rulesFor(
  policy: JourneyPolicy['password'],
  target: PasswordPolicy | undefined,
  besideFactor: boolean,
): PasswordRules {
  const own = besideFactor ? policy.minWithFactor : policy.minAlone;
  return {
    min: Math.max(own, target?.minLength ?? 0),
    max: Math.min(policy.max, target?.maxLength ?? policy.max),
    ...(target === undefined ? {} : { target }),
  };
}

/** Code points: what SP 800-63B-4 counts as a character. */
export function lengthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}

/** Empty: nothing against it here. Bounded: what is too long is refused before it is looked at. */
export function objectionsTo(
  text: string,
  rules: PasswordRules,
  words: readonly string[],
  identity: Pick<Identity, 'identifiers'>,
): readonly PasswordObjection[] {
  // A code point has at most two UTF-16 units, and normalising shortens at most fourfold: no need to normalise more.
  if (text.length > rules.max * 8) return [{ why: 'too-long', max: rules.max }];
  const length = lengthOf(text);
  if (length > rules.max) return [{ why: 'too-long', max: rules.max }];
  const { maxBytes } = rules.target ?? {};
  if (maxBytes !== undefined && Buffer.byteLength(text) > maxBytes)
    return [{ why: 'too-long', max: maxBytes }];
  const objections: PasswordObjection[] = [];
  if (length < rules.min) objections.push({ why: 'too-short', min: rules.min });
  objections.push(...targetObjections(text, rules.target));
  if (isMadeOf(text, words) || isIdentifier(text, identity, rules.target))
    objections.push({ why: 'contextual' });
  return objections;
}

const KINDS = [
  ['digits', /\p{Nd}/gu],
  ['upper', /\p{Lu}/gu],
  ['lower', /\p{Ll}/gu],
  ['special', /[^\p{L}\p{Nd}]/gu],
] as const;

function targetObjections(text: string, target: PasswordPolicy = { other: [] }): PasswordObjection[] {
  return KINDS.flatMap(([why, kind]) => {
    const min = target[why] ?? 0;
    return (text.match(kind)?.length ?? 0) < min ? [{ why, min }] : [];
  });
}

function isIdentifier(
  text: string,
  { identifiers }: Pick<Identity, 'identifiers'>,
  target: PasswordPolicy | undefined,
): boolean {
  const barred = { username: target?.notUsername, email: target?.notEmail, phone: false };
  return identifiers.some(({ type, value }) => barred[type] === true && fold(value) === fold(text));
}

/** Words no password of this customer may be made of: what they are called, how they are reached, whose shop it is. */
export function contextualWords(
  { identifiers, profile, sourceId }: Pick<Identity, 'identifiers' | 'profile' | 'sourceId'>,
  own: readonly string[],
): readonly string[] {
  const texts = [
    ...own,
    sourceId,
    ...identifiers.flatMap(({ type, value }) => (type === 'email' ? partsOfEmail(value) : [value])),
    profile.name,
    profile.given_name,
    profile.family_name,
    profile.middle_name,
    profile.nickname,
    profile.birthdate?.replaceAll('-', ''),
    profile.birthdate?.split('-').reverse().join(''),
    profile.address?.locality,
    profile.address?.street_address,
  ];
  const words = texts
    .filter((text) => text !== undefined)
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map(fold)
    .filter((word) => [...word].length >= SHORTEST_WORD);
  return [...new Set(words)];
}

/** The domain without its end: `ana@post.example.com` is made of `ana`, `post` and `example`. */
function partsOfEmail(address: string): readonly string[] {
  const [local = '', domain = ''] = address.split('@');
  return [address, local, ...domain.split('.').slice(0, -1)];
}

/** Without these words, years and punctuation too little is left to be a secret. */
export function isMadeOf(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  let rest = folded;
  for (const word of words.toSorted((a, b) => b.length - a.length)) rest = rest.split(word).join(' ');
  if (rest === folded) return false;
  rest = rest.replaceAll(/(?:19|20)\d\d/g, ' ').replaceAll(/[\s\p{P}\p{S}]+/gu, '');
  return [...rest].length < SECRET_LEFT;
}

/** Case, width, and letters that people put numbers for. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
