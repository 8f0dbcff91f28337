/**
 * A new salt where a sample has one: as long, of the same characters, drawn at random.
 *
 * What belongs to the site (peppers, signer keys, separators) or to the person (user name, realm) is no salt and
 * stays. A rule calls its salts `salt`, `salt0`, `salt16`, `innerSalt`, `seed`.
 *
 * @module
 */
import { randomBytes, randomInt } from 'node:crypto';
import { CRYPT64, readBase64, readCrypt64, readHex, toBase64, toCrypt64, view } from '../encodings.ts';
import type { BcryptParts, CryptParts, HashParts, Inputs } from '../parts.ts';
import { toBcrypt64 } from '../primitives/blowfish.ts';

const SALT_NAME = /^(?:salt\d*|innerSalt|seed)$/;

/** The parts with other salts. Their key does not belong to them any more. */
export function withFreshSalts(parts: HashParts): HashParts {
  switch (parts.primitive) {
    case 'bcrypt':
      return freshBcrypt(parts);
    case 'crypt':
      return freshCrypt(parts);
    case 'phpass':
      return { ...parts, salt: fromAlphabet(parts.salt) };
    case 'digest':
      return { ...parts, inputs: freshInputs(parts.inputs) };
    case 'own':
      return { ...parts, inputs: freshInputs(parts.inputs) };
    case 'disabled':
      return parts;
    default:
      return { ...parts, salt: freshBytes(parts.salt) };
  }
}

/** Columns beside the string that hold salts, with other values of the same encoding. */
export function withFreshColumns(
  beside: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  const fresh = Object.entries(beside).map(([name, value]) => {
    if (!SALT_NAME.test(name) || typeof value !== 'string') return [name, value];
    return [name, freshColumn(value, String(beside[`${name}Encoding`] ?? ''))];
  });
  return Object.fromEntries(fresh) as Record<string, string | number>;
}

function freshColumn(text: string, encoding: string): string {
  // Sixteen bytes in bcrypt's own digits: not every 22 of them are.
  if (/^[./A-Za-z0-9]{22}$/.test(text)) return toBcrypt64(randomBytes(16));
  // What is marked as nothing else may be text or base 64: `base64` of as many bytes reads as either.
  const bytes = encoding.startsWith('base64') || /[+/=]/.test(text) ? readBase64(text) : undefined;
  if (bytes === undefined || bytes.length === 0) return fromAlphabet(text);
  const padded = toBase64(randomBytes(bytes.length));
  return text.length < padded.length ? padded.slice(0, text.length) : padded;
}

function freshBcrypt(parts: BcryptParts): BcryptParts {
  const settings = parts.text.slice(0, -53);
  return { ...parts, text: `${settings}${toBcrypt64(randomBytes(16))}${parts.text.slice(-31)}` };
}

function freshCrypt(parts: CryptParts): CryptParts {
  const before = view(parts.salt).toString('latin1');
  const after = freshCryptSalt(parts.scheme, before);
  const setting = parts.setting && {
    ...parts.setting,
    text: parts.setting.text.slice(0, parts.setting.text.length - before.length) + after,
  };
  return { ...parts, salt: Buffer.from(after, 'latin1'), ...(setting === undefined ? {} : { setting }) };
}

function freshCryptSalt(scheme: CryptParts['scheme'], before: string): string {
  const bytes = scheme.endsWith('yescrypt') ? readCrypt64(before) : undefined;
  return bytes === undefined ? behindSettings(before) : toCrypt64(randomBytes(bytes.length));
}

function freshInputs(inputs: Inputs): Inputs {
  const fresh = Object.entries(inputs).map(([name, value]) => [
    name,
    SALT_NAME.test(name) && value instanceof Uint8Array ? freshBytes(value) : value,
  ]);
  return Object.fromEntries(fresh) as Inputs;
}

/** Digits stay digits: many a product stores the text of a salt and feeds the text to its digest. */
function freshBytes(before: Uint8Array): Uint8Array {
  const text = view(before).toString('latin1');
  // A setting of bcrypt, inside a combined hash.
  const [, head] = /^(\$2[abxy]?\$\d\d\$)[./A-Za-z0-9]{22}$/.exec(text) ?? [];
  if (head !== undefined) return Buffer.from(head + toBcrypt64(randomBytes(16)), 'latin1');
  return /^[\x20-\x7e]+$/.test(text)
    ? Buffer.from(behindSettings(text), 'latin1')
    : randomBytes(before.length);
}

/** `$p5k2$3e8$abc`, `$md5$rounds=904$abc$`: some schemes salt with their settings; only what is behind them is drawn. */
function behindSettings(text: string): string {
  const [, settings = '', salt = text, end = ''] = /^(\$.*\$)([^$]+)(\$?)$/.exec(text) ?? [];
  return settings + fromAlphabet(salt) + end;
}

const ALPHABETS = [
  '0123456789',
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
] as const;

/** The narrowest alphabet that could have written the text; signs stand where they stood. */
function fromAlphabet(text: string): string {
  const isHex = readHex(text) !== undefined;
  const alphabet =
    ALPHABETS.find(
      (letters) => (isHex || letters.length !== 16) && [...text].every((one) => letters.includes(one)),
    ) ?? ([...text].every((one) => CRYPT64.includes(one)) ? CRYPT64 : ALPHABETS[4]);
  const draw = (): string => alphabet.charAt(randomInt(alphabet.length));
  return [...text].map((one) => (alphabet.includes(one) ? draw() : one)).join('');
}
