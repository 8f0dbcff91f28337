/**
 * The secret of an authenticator app, in the one spelling of the canonical identity: base32, upper case, no padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-6
 * @see https://www.rfc-editor.org/rfc/rfc4226#section-4
 * @module
 */
import { describeKind, Fault } from './fault.ts';

export const TOTP_ENCODINGS = ['base32', 'hex', 'base64', 'raw'] as const;
export type TotpEncoding = (typeof TOTP_ENCODINGS)[number];

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 80 bits. RFC 4226 §4 asks for 128, but Google Authenticator's own setup made 80 for years. */
const SHORTEST = 10;
/** Bytes. HMAC hashes longer keys than its block (128 for SHA-512) anyway; more is not a secret. */
const LONGEST = 128;

/**
 * Reads the spellings of the field: `raw` is the bytes of the text, as Keycloak keeps them; base32 may have groups,
 * padding and small letters, as Odoo and QR codes show them.
 */
export function readTotpSecret(value: unknown, encoding: TotpEncoding = 'base32'): string | Fault {
  if (typeof value !== 'string') return new Fault('FACTOR_INVALID', describeKind(value));
  const bytes = decode(value, encoding);
  if (bytes === undefined) return new Fault('FACTOR_INVALID', `not a secret in ${encoding}`);
  if (bytes.length < SHORTEST) return new Fault('FACTOR_INVALID', `a secret of ${bytes.length} bytes`);
  if (bytes.length > LONGEST) return new Fault('FACTOR_INVALID', `a secret of ${bytes.length} bytes`);
  return encodeBase32(bytes);
}

function decode(text: string, encoding: TotpEncoding): Uint8Array | undefined {
  if (encoding === 'raw') return Buffer.from(text);
  const compact = text.replace(/[\s-]/g, '');
  switch (encoding) {
    case 'base32':
      return decodeBase32(compact.toUpperCase().replace(/={0,6}$/, ''));
    case 'hex':
      return /^(?:[0-9a-f]{2})+$/i.test(compact) ? Buffer.from(compact, 'hex') : undefined;
    case 'base64':
      return /^[\w+/-]+={0,2}$/.test(text.trim()) ? Buffer.from(text.trim(), 'base64') : undefined;
  }
}

/** Left-over bits that are not zero are dropped, as every authenticator app does. */
function decodeBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const letter of text) {
    const five = ALPHABET.indexOf(letter);
    if (five < 0) return undefined;
    bits = ((bits << 5) | five) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (count += 8; count >= 5; count -= 5) text += ALPHABET[(bits >> (count - 5)) & 31];
  }
  return count > 0 ? text + ALPHABET[(bits << (5 - count)) & 31] : text;
}
