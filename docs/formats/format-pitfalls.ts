/**
 * What goes wrong with a format in a migration: from its parts where they show it, else from pitfalls.json, which is
 * written by hand.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { HashParts, PasswordFormat } from '../../src/passwords/index.ts';

const WRITTEN: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('./pitfalls.json', import.meta.url), 'utf8'),
);

export function pitfallsOf({ id, needs }: PasswordFormat, parts: HashParts | undefined): readonly string[] {
  const shown = parts === undefined ? [] : [...preparationOf(parts), ...lengthOf(parts), ...saltOf(parts)];
  return [...needsOf(needs), ...shown, ...(WRITTEN[id] ?? [])];
}

function needsOf(needs: readonly string[]): readonly string[] {
  if (needs.length === 0) return [];
  const named = needs.map((need) => `\`${need}\``).join(' and ');
  const usesName = needs.includes('username') ? ' Whoever renames a user breaks the hash.' : '';
  return [`The string says nothing without ${named}: export that too, or nobody gets in.${usesName}`];
}

/** Functions that change what somebody typed, and what that means. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/\butf16le\(/, 'The password is read as UTF-16, low byte first.'],
  [/\butf16be\(/, 'The password is read as UTF-16, high byte first.'],
  [/\blatin1\(/, 'The password is read as Latin-1: a sign beyond it never matches.'],
  [/\btrim\(password/, 'White space around the password does not count.'],
  [/\b(?:lower|asciiLower)\(password/, 'Capital letters in the password do not count.'],
  [/\b(?:upper|asciiUpper)\(password/, 'Capital letters in the password do not count.'],
  [/\bhtmlescape\(/, 'Some signs of the password were HTML-escaped before they were hashed.'],
  [/\bsaslprep\(/, 'The password goes through SASLprep: several spellings of a letter are one.'],
  [/\bnfk?c\(/, 'The password is normalised (Unicode): several spellings of a letter are one.'],
];

function preparationOf(parts: HashParts): readonly string[] {
  const rule = ruleOf(parts);
  return CHANGES.filter(([pattern]) => pattern.test(rule)).map(([, sentence]) => sentence);
}

function ruleOf(parts: HashParts): string {
  if (parts.primitive === 'digest') return parts.rule;
  return 'prehash' in parts && parts.prehash !== undefined ? parts.prehash.rule : '';
}

const READS: Readonly<Record<string, string>> = {
  descrypt: 'Only the first eight bytes of the password count, and seven bits of each.',
  crypt16: 'Only the first sixteen bytes of the password count, and seven bits of each.',
  bsdicrypt: 'Only seven bits of each byte of the password count.',
  bigcrypt: 'Only seven bits of each byte of the password count.',
  lmhash: 'Fourteen characters count, in capitals, and each half can be guessed alone.',
};

function lengthOf(parts: HashParts): readonly string[] {
  if (parts.primitive === 'bcrypt' && parts.prehash === undefined)
    return [
      'bcrypt reads 72 bytes. A longer password is cut and never refused, or its owner would be locked out.',
    ];
  if (parts.primitive === 'phpass')
    return [`A password of more than ${parts.maxPassword} bytes never matches, there as here.`];
  const sentence = 'scheme' in parts ? READS[parts.scheme] : undefined;
  return sentence === undefined ? [] : [sentence];
}

/** Formats whose salt is a text in base 64 or hex alphabets are where migrations go wrong most. */
function saltOf(parts: HashParts): readonly string[] {
  if (parts.primitive !== 'pbkdf2' && parts.primitive !== 'scrypt') return [];
  const text = Buffer.from(parts.salt).toString('latin1');
  const isText = parts.salt.length >= 8 && /^[A-Za-z0-9+/=._-]+$/.test(text);
  return isText ? ['The salt is hashed as the letters that stand there, undecoded.'] : [];
}
