/**
 * Platform: authentik, by `POST /api/v3/core/users/` and `set_password_hash`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const authentik: Platform = {
  id: 'authentik',
  title: 'authentik',
  accepts: {
    identifiers: ['username', 'email'],
    factors: [],
    links: true,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Phone numbers to log in with.',
      'Whether an e-mail address is verified, except as an attribute.',
      'Authenticator apps, passkeys and recovery codes: the interface shows their names only.',
      'The time of the sign-up.',
    ],
  },
  room: {
    needs: [],
    verified: { email: 'dropped', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
  },
  limits: {
    usersPerSecond: 10,
    basis: 'assumed',
    source: 'No limit is documented; two calls for each user, one after the other in a Python server.',
    notes: ['One user in a call, another for the hash, another for each link.'],
  },
  disputed: {
    laterHash:
      'Which release refuses weaker hashes without `override` is not known (https://github.com/goauthentik/authentik/pull/24234).',
  },
  sources: [
    'npm @goauthentik/api@2026.8.3, schema.yml',
    'https://github.com/goauthentik/authentik/pull/18686',
    'https://github.com/goauthentik/authentik/pull/24234',
  ],
};
