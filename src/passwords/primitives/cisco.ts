/**
 * Cisco PIX and ASA: MD5 over a padded password, every fourth byte dropped, in crypt's digits. And type 7, which
 * is no hash: a fixed text laid over the password.
 *
 * @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.cisco_asa.html
 * @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.cisco_type7.html
 * @module
 */
import { crypt64Digits } from '../encodings.ts';
import { md5 } from './md5.ts';

/** Before ASA 7 a password had 16 characters, since then 32. */
const PIX_LENGTH = 16;
const ASA_LENGTH = 32;
/** Four characters of the user name go behind a password that leaves room for them. */
const USER_LENGTH = 4;

export function ciscoPix(password: Uint8Array, username: Uint8Array): Uint8Array {
  return fold(salted(password.subarray(0, PIX_LENGTH), username, PIX_LENGTH), PIX_LENGTH);
}

export function ciscoAsa(password: Uint8Array, username: Uint8Array): Uint8Array {
  // Short passwords are hashed as PIX did; the user name is left out from 28 characters on.
  const user = password.length < 28 ? username : new Uint8Array();
  const text = salted(password.subarray(0, ASA_LENGTH), user, ASA_LENGTH);
  return fold(text, text.length > PIX_LENGTH ? ASA_LENGTH : PIX_LENGTH);
}

/** The user name is repeated to four characters. */
function salted(password: Uint8Array, username: Uint8Array, limit: number): Uint8Array {
  if (username.length === 0 || password.length >= limit) return password;
  const user = Buffer.alloc(USER_LENGTH, username);
  return Buffer.concat([password, user]);
}

function fold(text: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length);
  padded.set(text.subarray(0, length));
  const digest = md5(padded);
  let result = '';
  for (let at = 0; at < 16; at += 4) {
    const value = (digest[at] ?? 0) | ((digest[at + 1] ?? 0) << 8) | ((digest[at + 2] ?? 0) << 16);
    result += crypt64Digits(value, 4);
  }
  return Buffer.from(result, 'latin1');
}

const OVERLAY = Buffer.from('dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87', 'latin1');

export function ciscoType7(password: Uint8Array, offset: number): Uint8Array {
  return password.map((byte, i) => byte ^ (OVERLAY[(offset + i) % OVERLAY.length] ?? 0));
}
