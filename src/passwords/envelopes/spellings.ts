/**
 * Spellings that several envelopes share: PHC strings, the pieces of bcrypt, salts as text.
 *
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 * @module
 */
import { CRYPT64, toBase64, view } from '../encodings.ts';
import type { CryptParts, FirebaseScryptParts, Pbkdf2Parts, PhpassParts, ScryptParts } from '../parts.ts';
import type { Bcrypt } from './shapes.ts';

/** Standard alphabet without padding, as PHC has it. */
export function unpadded(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('=', '');
}

/** `$2y$` is `$2b$` under PHP's name; platforms that know only the one get the other. */
export function asBcrypt2b({ variant, text }: Bcrypt): string {
  return variant === '2y' ? `$2b${text.slice(3)}` : text;
}

/** The 22 digits of bcrypt's salt and the 31 of its result, in its own alphabet. */
export function bcryptPieces({ text }: Bcrypt): { readonly salt: string; readonly digest: string } {
  return { salt: text.slice(-53, -31), digest: text.slice(-31) };
}

/** `name` is what the platform calls the digest. */
export function phcPbkdf2({ iterations, salt, key }: Pbkdf2Parts, name: string): string {
  return `$pbkdf2-${name}$i=${iterations},l=${key.length}$${unpadded(salt)}$${unpadded(key)}`;
}

/** passlib's PHC string: `ln` is log2 N, base 64 without padding. */
export function phcScrypt({ N, r, p, salt, key }: ScryptParts): string {
  return `$scrypt$ln=${Math.log2(N)},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
}

/** `$P$B` + salt + key; phpBB's `$H$` is the same function, and `$S$` is Drupal's with SHA-512. */
export function phpassText({ digest, logRounds, salt, key }: PhpassParts): string {
  return `${digest === 'md5' ? '$P$' : '$S$'}${CRYPT64.charAt(logRounds)}${salt}${key}`;
}

const CRYPT_MARKS = { md5crypt: '$1$', sha256crypt: '$5$', sha512crypt: '$6$' } as const;

/** What SHA-crypt means when it states no rounds. */
const STANDARD_ROUNDS = 5000;

/** crypt(3) as libc writes it. */
export function cryptText(parts: CryptParts): string {
  const isStandard = parts.rounds === STANDARD_ROUNDS;
  return cryptWith(CRYPT_MARKS, isStandard ? { ...parts, rounds: undefined } : parts);
}

/** crypt(3) under a platform's own names, with the rounds wherever the scheme has any. */
export function cryptWith(
  marks: Readonly<Record<string, string>>,
  {
    scheme,
    rounds,
    salt,
    key,
  }: Pick<CryptParts, 'scheme' | 'salt' | 'key'> & { readonly rounds?: number | undefined },
): string {
  const stated = rounds === undefined ? '' : `rounds=${rounds}$`;
  return `${marks[scheme] ?? ''}${stated}${view(salt).toString('utf8')}$${key}`;
}

/** The one spelling of Firebase's four byte strings that platforms agree on: padded standard base 64. */
export function firebasePieces({ salt, saltSeparator, signerKey, key }: FirebaseScryptParts) {
  return {
    salt: toBase64(salt),
    saltSeparator: toBase64(saltSeparator),
    signerKey: toBase64(signerKey),
    hash: toBase64(key),
  };
}

/**
 * The salt as the text that a platform will hash, or undefined where it has none: bytes that are no UTF-8, control
 * characters that a JSON or form field may lose, and the separators of the envelope.
 */
export function textSalt(bytes: Uint8Array, separators = ''): string | undefined {
  const text = view(bytes).toString('utf8');
  const isExact = Buffer.from(text, 'utf8').equals(view(bytes));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
  const isPrintable = !/[\u0000-\u001f\u007f]/.test(text);
  return isExact && isPrintable && ![...separators].some((sign) => text.includes(sign)) ? text : undefined;
}
