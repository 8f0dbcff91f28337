/**
 * Platform: Auth0, by its import job for database connections and the calls that follow it.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const auth0: Platform = {
  id: 'auth0',
  title: 'Auth0',
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    factors: ['totp', 'webauthn', 'sms', 'email'],
    links: false,
    consents: false,
    memberships: ['organisation', 'role'],
    timestamps: [],
    ids: 'kept',
    /** A file has at most 500 KB: about 1,000 users with fewer than ten metadata fields each. */
    batch: { max: 1000, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Customers without an e-mail address.',
      'A hash for somebody who was imported without one: delete and import again.',
      'Social logins: each is linked at its first login, after a user of the social connection exists.',
      'Ids without the prefix `auth0|`.',
      'Times, consents and groups, except as metadata.',
      'Passkeys for another relying party than the login domain of the tenant.',
      'Roles, organisations, passkeys and security keys in the import itself: a call for each follows.',
    ],
  },
  room: {
    needs: ['email'],
    // The connection's own setting; it starts at 15 characters.
    username: { pattern: /^.{1,128}$/u, says: 'user names of 1 to 128 characters' },
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    // `mfa_factors[].totp` has a secret and nothing else.
    totp: COMMON_TOTP,
    webauthn: { passkeys: true, secondFactors: true },
  },
  hook: 'auth0',
  limits: {
    usersPerSecond: 30,
    basis: 'assumed',
    source:
      'Two import jobs at once with about 1,000 users each are documented; that a job takes about a minute is our assumption (https://auth0.com/docs/manage-users/user-migration/bulk-user-imports).',
    notes: [
      '2 import jobs in flight for each tenant; a job ends after 2 hours.',
      '500 KB in a file.',
      'Job records and lists of errors are erased after 24 hours.',
      'Calls after the import, for roles, links and passkeys: 2 a second on free plans, 200 a minute on paid ones, 16 a second on Enterprise.',
    ],
  },
  why: {
    links: 'Auth0 links a social login at the first one that comes, not by import',
  },
  disputed: {
    'factors.recovery-codes':
      'No call that makes recovery codes was found; none is documented as impossible.',
  },
  sources: [
    'https://auth0.com/docs/manage-users/user-migration/bulk-user-imports',
    'https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples',
    'https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy',
    'npm auth0@7.1.0, management/api/requests',
  ],
};
