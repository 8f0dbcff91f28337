/**
 * Platform: Firebase Authentication and Google's Identity Platform, by `accounts:batchCreate`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const firebase: Platform = {
  id: 'firebase',
  title: 'Firebase',
  accepts: {
    identifiers: ['email', 'phone'],
    factors: ['sms'],
    links: true,
    consents: false,
    memberships: [],
    timestamps: ['createdAt', 'lastLoginAt'],
    ids: 'kept',
    batch: { max: 1000, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'User names.',
      'Seeds of authenticator apps, passkeys and recovery codes.',
      'Two password algorithms in one call: there is one call for each.',
      'Names beside the display name; attributes and roles only as claims of together 1,000 characters.',
      'The same address twice in one call: the whole call is refused.',
      'A later hash without writing the whole account again: what is left out is cleared.',
    ],
  },
  room: {
    needs: [],
    verified: { email: 'kept', phone: 'assumed' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: ['name', 'picture'],
    attributes: 1000,
    id: { pattern: /^.{1,128}$/su, says: 'ids of up to 128 characters' },
  },
  limits: {
    usersPerSecond: 1000,
    basis: 'assumed',
    source:
      'The rate of imports is not published; one call of 1,000 users a second is our assumption (https://firebase.google.com/docs/auth/limits).',
    notes: [
      '1,000 users in a call, all with the same hash settings.',
      'Undo: one call of up to 1,000 deletions a second.',
    ],
  },
  disputed: {
    'factors.email': '`mfaInfo.emailInfo` exists in the interface; nothing says that an import may set it.',
  },
  sources: [
    'https://cloud.google.com/identity-platform/docs/reference/rest/v1/projects.accounts/batchCreate',
    'https://firebase.google.com/docs/auth/admin/import-users',
    'https://firebase.google.com/docs/auth/limits',
    'npm firebase-tools@15.34.2, lib/accountImporter.js',
  ],
};
