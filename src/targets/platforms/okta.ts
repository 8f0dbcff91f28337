/**
 * Platform: Okta (Customer Identity, Identity Engine), by `POST /api/v1/users`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const okta: Platform = {
  id: 'okta',
  title: 'Okta',
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    factors: ['totp', 'sms', 'email'],
    links: true,
    consents: false,
    memberships: ['group'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'A hash for somebody who is active: only users in the state STAGED take one.',
      'Seeds for Google Authenticator or Okta Verify: they move as a Custom TOTP authenticator, whose digest, step and encoding are set once for each factor profile.',
      'Passkeys, security keys and recovery codes.',
      'Attributes that the user schema does not declare yet.',
      'More than 20 groups in the call that makes the user.',
      'A user name and an address that differ only in case or accents from those of somebody else.',
      'Users without a first and last name, unless the profile is changed to do without.',
    ],
  },
  room: {
    needs: ['email'],
    verified: { email: 'assumed', phone: 'dropped' },
    disabled: true,
    invited: true,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    // A Custom TOTP factor profile is set up for one combination; another needs another profile.
    totp: { algorithms: ['SHA1', 'SHA256', 'SHA512'], digits: [6, 8, 10], periods: 'any', most: 1 },
  },
  hook: 'okta',
  limits: {
    usersPerSecond: 10,
    basis: 'documented',
    source:
      '600 calls a minute to /api/v1/users (https://developer.okta.com/docs/reference/rl-global-mgmt/).',
    notes: [
      '100 calls a minute on free organisations; more by contract.',
      'About 75 requests at once.',
      'An API token can be capped to a share of the limit.',
    ],
  },
  disputed: {
    'factors.totp':
      'Only as a Custom TOTP authenticator; which digests, lengths and steps it can be set to is not listed, and examples show SHA-256 with 6 or 10 digits every 30 seconds.',
    'email.verified':
      'The first address of a user whom an administrator made counts as verified, as far as is known; there is no flag.',
    'password.setAt': 'Whether an imported hash counts for password age and history is not documented.',
  },
  sources: [
    'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/',
    'https://developer.okta.com/docs/reference/rl-global-mgmt/',
    'https://github.com/okta/okta-management-openapi-spec, management-minimal.yaml',
  ],
};
