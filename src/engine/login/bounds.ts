/**
 * What never reaches a verifier, whoever asks.
 *
 * Empty: an LDAP bind without a password succeeds for anybody (RFC 4513 §5.1.2). Over-long: hashing is work, and no
 * login form sends a kilobyte. NUL, line breaks and other controls: C verifiers end at the first NUL, so that
 * `ana\0anything` would be `ana`. Half a surrogate pair has no UTF-8. A tab is somebody's password.
 *
 * @module
 */
import type { TypedPassword } from '../../identity/typed-password.ts';

/** Bytes in UTF-8: eight times what SP 800-63B-4 §3.1.1.2 asks verifiers to accept at least (64 characters). */
export const LONGEST_PASSWORD = 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f]/;

export function isVerifiable(password: TypedPassword): boolean {
  const text = password.reveal();
  if (text === '' || text.length > LONGEST_PASSWORD || password.bytes > LONGEST_PASSWORD) return false;
  return text.isWellFormed() && !CONTROLS.test(text);
}
