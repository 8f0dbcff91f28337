/**
 * Platform: Casdoor, by `POST /api/add-user`.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const casdoor: Platform = {
  id: 'casdoor',
  title: 'Casdoor',
  accepts: {
    identifiers: ['username', 'email', 'phone'],
    factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
    links: true,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: ['createdAt'],
    ids: 'kept',
    batch: { max: 1, whole: false },
    laterHash: 'disputed',
    undo: true,
    cannot: [
      'Links to providers that have no column of their own.',
      'Whether a phone number is verified.',
      'User names with characters that it does not allow: they are replaced by a random one.',
      'Recovery codes that are hashed.',
      'An answer that can be believed by its status: 200 may mean an error.',
    ],
  },
  room: {
    needs: [],
    verified: { email: 'kept', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: true,
    claims: 'any',
    attributes: 'any',
    totp: COMMON_TOTP,
    webauthn: { passkeys: true, secondFactors: true },
    recoveryCodes: { plain: true, hashes: [] },
  },
  limits: {
    usersPerSecond: 50,
    basis: 'assumed',
    source: 'No limit is documented; one user in a call, bounded by the database of your own server.',
    notes: ['Passwords of up to 150 characters as stored.'],
  },
  disputed: {
    laterHash: 'An update without `columns=` may store the masked password `***` over the hash.',
  },
  sources: [
    'https://github.com/casdoor/casdoor/blob/master/object/user.go',
    'https://github.com/casdoor/casdoor/tree/master/cred',
    'npm casdoor-nodejs-sdk@1.24.0',
  ],
};
