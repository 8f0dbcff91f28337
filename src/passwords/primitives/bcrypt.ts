/**
 * bcrypt: the native library where it computes the variant, our own Blowfish where it does not.
 *
 * Passwords are cut at 72 bytes, never refused: whoever chose 80 characters at the legacy system still has to get
 * in. What a NUL means depends on the system that wrote the hash, see `BcryptParts.nul`.
 *
 * @see https://www.usenix.org/legacy/events/usenix99/provos.html
 * @module
 */
import { timingSafeEqual } from 'node:crypto';
import { verify as nativeVerify } from '@node-rs/bcrypt';
import type { BcryptParts } from '../parts.ts';
import { bcryptRaw, needsCountermeasure, readBcrypt64, toBcrypt64 } from './blowfish.ts';

/** The most of a password that bcrypt looks at. */
const MAX_BYTES = 72;

const SETTING = /^\$(2[abxy]?)\$(\d\d)\$([./A-Za-z0-9]{22})/;

/** Native and off the event loop for nearly everything; see `needsOwnCode`. */
export async function verifyBcryptNatively(parts: BcryptParts, password: Uint8Array): Promise<boolean> {
  for (const candidate of readings(parts, password)) {
    // The native parser knows the layout of 2b; 2y and an ASCII-only 2x are the same computation.
    if (await nativeVerify(candidate, `$2b$${parts.text.slice(4)}`)) return true;
  }
  return false;
}

/** Whether only our own code gives the right answer for this variant and password. */
export function needsOwnCode(parts: BcryptParts, password: Uint8Array): boolean {
  if (parts.variant === '2') return true;
  const has8Bit = password.some((byte) => byte >= 0x80);
  return has8Bit && (parts.variant === '2x' || (parts.variant === '2a' && needsCountermeasure(password)));
}

/** The same in JavaScript: for a worker thread. */
export function verifyBcryptInJs(parts: BcryptParts, password: Uint8Array): boolean {
  const match = SETTING.exec(parts.text);
  const salt = readBcrypt64(match?.[3] ?? '');
  const expected = readBcrypt64(parts.text.slice(-31));
  if (salt === undefined || expected === undefined) return false;
  return readings(parts, password).some((candidate) =>
    // OpenBSD's 2a has no countermeasure, crypt_blowfish's has: a hash does not say which of them wrote it.
    (parts.variant === '2a' ? [false, true] : [false]).some((safety) =>
      timingSafeEqual(
        bcryptRaw(parts.variant, candidate, salt, parts.cost, safety),
        expected.subarray(0, 23),
      ),
    ),
  );
}

function readings({ nul }: BcryptParts, password: Uint8Array): Uint8Array[] {
  const at = password.indexOf(0);
  const whole = password.subarray(0, MAX_BYTES);
  if (at < 0 || nul === 'data') return [whole];
  const cut = password.subarray(0, at);
  return nul === 'cut' ? [cut] : [cut, whole];
}

/** The 60 characters of a hash, from its first 29: for schemes that feed bcrypt into something else. */
export function bcryptText(password: Uint8Array, setting: string): string {
  const [whole = '', variant = '', cost = '0', salt = ''] = SETTING.exec(setting) ?? [];
  const bytes = readBcrypt64(salt);
  if (bytes === undefined || whole === '' || Number(cost) > 12) return '';
  const raw = bcryptRaw(
    variant as BcryptParts['variant'],
    password.subarray(0, MAX_BYTES),
    bytes,
    Number(cost),
  );
  return `${whole}${toBcrypt64(raw)}`;
}
