/**
 * Better Auth's `account.password`: its own scrypt, as it is.
 *
 * Every other hash goes there as well, and not through this library: Footbridge carries it as a text of its own
 * (src/better-auth/stored-password.ts), and the plug-in `footbridge/better-auth` verifies that text. So "cannot"
 * means here: not with Better Auth alone.
 *
 * @see https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/crypto/password.ts
 * @module
 */
import { toHex, view } from '../encodings.ts';
import type { HashParts, ScryptParts } from '../parts.ts';
import { envelope, takes } from './envelope.ts';

/** The salt is used as its hex text, undecoded. */
const HEX_SALT = /^[0-9a-f]{32}$/;

/** scrypt over the password in NFKC. */
function normalised(parts: HashParts): ScryptParts | undefined {
  return parts.primitive === 'scrypt' && parts.prehash?.rule === 'nfkc(password)' ? parts : undefined;
}

export const betterAuth = envelope(
  {
    id: 'better-auth',
    title: 'Better Auth',
    reference:
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/crypto/password.ts',
    otherwise:
      'Better Auth by itself verifies its own scrypt only; Footbridge carries this hash as it is, and the plug-in footbridge/better-auth verifies it there.',
  },
  [
    takes(normalised, {
      what: 'scrypt over NFKC with N = 16,384, r = 16, p = 1',
      limits: [
        {
          says: 'Better Auth derives with N = 16,384, r = 16, p = 1; Footbridge carries other hashes for its plug-in.',
          holds: ({ N, r, p }) => N === 16_384 && r === 16 && p === 1,
        },
        {
          says: 'Better Auth has keys of 64 bytes and salts of 32 hex digits; Footbridge carries other hashes for its plug-in.',
          holds: ({ salt, key }) => key.length === 64 && HEX_SALT.test(view(salt).toString('latin1')),
        },
      ],
      write: ({ salt, key }) => `${view(salt).toString('latin1')}:${toHex(key)}`,
    }),
  ],
);
