/**
 * TOTP secrets that Better Auth cannot hold by itself, and the codes they give.
 *
 * Better Auth keeps a secret as text whose UTF-8 bytes are the HMAC key, always with SHA-1 and with the digits and
 * period of the whole instance. A legacy secret is bytes, most of which are no valid UTF-8, and may ask for
 * SHA-256, eight digits or sixty seconds. Such a secret is carried in one text,
 *
 *     footbridge-totp:1:SHA256:8:60:<base32>
 *
 * which stands (encrypted) where Better Auth keeps its secrets. The text is itself a key that only somebody with
 * the secret could know, so Better Auth's own codes for it are valid: `plugin.ts` checks the customer's code
 * against the secret inside and hands on Better Auth's code for the text.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6238#section-4
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'footbridge-totp:1:';
const CARRIED = /^footbridge-totp:1:(SHA1|SHA256|SHA512):(\d{1,2}):(\d{1,3}):([A-Z2-7]+)$/;

/** Base32 of RFC 4648 §6. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface TotpSecret {
  readonly bytes: Uint8Array;
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512';
  readonly digits: number;
  /** Seconds. */
  readonly period: number;
}

/** What one Better Auth instance does with every secret. */
export interface TotpSettings {
  readonly digits: number;
  /** Seconds. */
  readonly period: number;
}

/** The text for `twoFactor.secret`, before encryption. */
export function toSecretText(secret: TotpSecret, settings: TotpSettings): string {
  const text = Buffer.from(secret.bytes).toString('utf8');
  const same =
    secret.algorithm === 'SHA1' && secret.digits === settings.digits && secret.period === settings.period;
  if (same && survivesAsText(secret.bytes, text)) return text;
  return `${PREFIX}${secret.algorithm}:${secret.digits}:${secret.period}:${toBase32(secret.bytes)}`;
}

/** A leading byte-order mark is valid UTF-8 and yet lost: Better Auth decodes with a TextDecoder, which drops it. */
function survivesAsText(bytes: Uint8Array, text: string): boolean {
  return (
    !text.startsWith('\uFEFF') && !text.startsWith(PREFIX) && Buffer.from(text).equals(Buffer.from(bytes))
  );
}

/** The secret inside a carried text; undefined: Better Auth's own. */
export function fromSecretText(text: string): TotpSecret | undefined {
  const [, algorithm, digits, period, base32] = CARRIED.exec(text) ?? [];
  if (algorithm !== 'SHA1' && algorithm !== 'SHA256' && algorithm !== 'SHA512') return undefined;
  return {
    bytes: fromBase32(base32 ?? ''),
    algorithm,
    digits: Number(digits),
    period: Number(period),
  };
}

/** The secret behind any text, carried or Better Auth's own. */
export function secretBehind(text: string, settings: TotpSettings): TotpSecret {
  return fromSecretText(text) ?? { bytes: Buffer.from(text), algorithm: 'SHA1', ...settings };
}

/** The code at a moment. */
export function totpCode(secret: TotpSecret, at: number): string {
  return codeForStep(secret, Math.floor(at / 1000 / secret.period));
}

/** Is it a code of this moment, or of the step before or after? As lenient as Better Auth itself. */
export function isTotpCode(code: string, secret: TotpSecret, at: number): boolean {
  const step = Math.floor(at / 1000 / secret.period);
  let right = false;
  // Every candidate is compared, so that the time taken does not tell which step was right.
  for (const candidate of [step - 1, step, step + 1])
    right = same(code, codeForStep(secret, candidate)) || right;
  return right;
}

function same(code: string, expected: string): boolean {
  const given = Buffer.from(code);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** RFC 4226 §5.3. */
function codeForStep(secret: TotpSecret, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(secret.algorithm, secret.bytes).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** secret.digits).padStart(secret.digits, '0');
}

export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xf_ff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31];
}

/** Upper case without padding, as the canonical identity has it. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = ((value << 5) | ALPHABET.indexOf(character)) & 0xf_ff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
  }
  return Uint8Array.from(bytes);
}
