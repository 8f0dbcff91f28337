/**
 * The encodings legacy hashes are written in: hex, the base 64 dialects, and crypt(3)'s own.
 *
 * Every reader is strict about its alphabet and answers `undefined` for anything else, since Node's own decoders
 * skip what they do not know and would let a damaged hash through.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648
 * @module
 */

const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const BASE64 = /^(?:[A-Za-z0-9+/_-]+={0,2})?$/;
const ADAPTED = /^(?:[A-Za-z0-9./+]+={0,2})?$/;

export function readHex(text: string): Uint8Array | undefined {
  return HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/**
 * Standard or URL-safe alphabet, padded or not: exports mix them even within one column.
 *
 * Bits that the last digit has too many are zero in everything a program wrote; others are damage (RFC 4648 §3.5),
 * and reading over it would give a hash several spellings.
 */
export function readBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  const digits = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  const spare = LAST_DIGITS[digits % 4];
  if (spare === undefined || !spare.includes(text.charAt(digits - 1))) return undefined;
  return Buffer.from(text, 'base64');
}

/** By digits over a multiple of four: what the last digit may be. A single digit is no byte. */
const LAST_DIGITS: readonly (string | undefined)[] = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_',
  undefined,
  'AQgw',
  'AEIMQUYcgkosw048',
];

/** For salts, which some programs draw as random digits: the spare bits of the last one may be anything. */
export function readSalt64(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '');
  const isWhole = BASE64.test(text) && digits.length % 4 !== 1;
  return isWhole ? Buffer.from(digits, 'base64') : undefined;
}

/** passlib's base 64: `.` for `+`, no padding; ZITADEL and 389-DS write `+` and `=` in the same place. */
export function readAdapted64(text: string): Uint8Array | undefined {
  return ADAPTED.test(text) ? readBase64(text.replaceAll('.', '+')) : undefined;
}

export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString('hex');
}

export function toBase64(bytes: Uint8Array): string {
  return view(bytes).toString('base64');
}

export function toAdapted64(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '.').replaceAll('=', '');
}

/** A Buffer over the same memory: typed arrays that crossed a thread have lost Buffer's methods. */
export function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The alphabet of crypt(3): `./0-9A-Za-z`. */
export const CRYPT64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three bytes become four digits, least significant first, as in phpass. */
export function toCrypt64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const value = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16);
    text += crypt64Digits(value, left >= 3 ? 4 : left + 1);
  }
  return text;
}

/** The inverse of `toCrypt64`; bits that do not fill a byte are dropped, as sha1crypt's last four. */
export function readCrypt64(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 4) {
    const chunk = text.slice(i, i + 4);
    let value = 0;
    for (let j = 0; j < chunk.length; j++) {
      const digit = CRYPT64.indexOf(chunk.charAt(j));
      if (digit < 0) return undefined;
      value |= digit << (6 * j);
    }
    for (let j = 0; j < Math.floor((chunk.length * 6) / 8); j++) bytes.push((value >>> (8 * j)) & 255);
  }
  return Uint8Array.from(bytes);
}

/** Least significant six bits first. */
export function crypt64Digits(value: number, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += CRYPT64.charAt((value >>> (6 * i)) & 63);
  return text;
}

const BCRYPT64 = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const STANDARD64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Big-endian base 64 with another alphabet: bcrypt's, and Cisco's with crypt's. */
export function readWith64(alphabet: 'bcrypt' | 'crypt', text: string): Uint8Array | undefined {
  const digits = translate(text, alphabet === 'bcrypt' ? BCRYPT64 : CRYPT64, STANDARD64);
  return digits === undefined ? undefined : readBase64(digits);
}

export function toWith64(alphabet: 'bcrypt' | 'crypt', bytes: Uint8Array): string {
  const digits = toBase64(bytes).replaceAll('=', '');
  return translate(digits, STANDARD64, alphabet === 'bcrypt' ? BCRYPT64 : CRYPT64) ?? '';
}

function translate(text: string, from: string, to: string): string | undefined {
  let result = '';
  for (const digit of text) {
    const at = from.indexOf(digit);
    if (at < 0) return undefined;
    result += to.charAt(at);
  }
  return result;
}
