/**
 * Dovecot's `{CRAM-MD5}`: MD5's inner state after HMAC's two key blocks, so that a server can answer a challenge
 * without knowing the password.
 *
 * @see https://doc.dovecot.org/configuration_manual/authentication/password_schemes/
 * @module
 */
import { chainingState, md5 } from './md5.ts';

const BLOCK = 64;

/** The state of the outer block, then that of the inner. */
export function cramMd5(password: Uint8Array): Uint8Array {
  const key = new Uint8Array(BLOCK);
  key.set(password.length > BLOCK ? md5(password) : password);
  return Buffer.concat([0x5c, 0x36].map((pad) => chainingState(key.map((byte) => byte ^ pad))));
}
