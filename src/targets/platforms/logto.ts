/**
 * Platform: Logto 1.42, by `POST /api/users`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const logto: Platform = {
  id: 'logto',
  title: 'Logto',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: ['totp', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: ['role'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'disputed',
    undo: true,
    cannot: [
      'Unverified addresses and numbers as such: whatever is there counts as verified.',
      'User names with a dot, a hyphen or an @.',
      'Passkeys and security keys; links of company logins.',
      'The time of the sign-up.',
      'Salts that are no text, except with PBKDF2.',
    ],
  },
  room: {
    needs: [],
    username: {
      pattern: /^[A-Za-z_]\w*$/,
      says: 'user names of letters, digits and _, not beginning with a digit',
    },
    verified: { email: 'assumed', phone: 'assumed' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    totp: {
      algorithms: ['SHA1'],
      digits: [6],
      periods: [30],
      most: 1,
      secret: { pattern: /^.{16,32}$/, says: 'seeds of 16 to 32 characters in base32' },
    },
    recoveryCodes: {
      plain: true,
      hashes: [],
      count: 10,
      code: { pattern: /^[0-9a-f]{10}$/i, says: 'recovery codes of ten hex digits' },
      besideTotp: true,
    },
  },
  hook: 'logto',
  limits: {
    usersPerSecond: 20,
    basis: 'assumed',
    source: 'No limit is documented; one user in a call, and one more call for each link, role and factor.',
    notes: ['Digests of up to 256 characters.'],
  },
  disputed: {
    laterHash: 'The call that changes a password takes plain text; none that takes a digest was found.',
  },
  sources: [
    'https://github.com/logto-io/logto/blob/master/packages/core/src/routes/admin-user/basics.ts',
    'https://github.com/logto-io/logto/blob/master/packages/core/src/routes/admin-user/mfa-verifications.ts',
    'npm @logto/api',
  ],
};
