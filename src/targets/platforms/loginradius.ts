/**
 * Platform: LoginRadius, by `POST /v2/bulk/upsert` of its migration host.
 *
 * It lists what hashes it takes and documents hardly any spelling, so nothing of it is promised here.
 *
 * @module
 */
import type { Platform } from './platform.ts';

const UNSAID = 'Nothing says whether the bulk call carries it.';

export const loginradius: Platform = {
  id: 'loginradius',
  title: 'LoginRadius',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: [],
    links: false,
    consents: false,
    memberships: ['role'],
    timestamps: [],
    ids: 'mapped',
    /** Bounded by 10 MB, not by number. */
    batch: { max: 1000, whole: false },
    laterHash: 'disputed',
    undo: true,
    cannot: [
      'Two password algorithms in one call: there is one call for each.',
      'Anything of which the bulk call documents no field: factors, links, times.',
    ],
  },
  room: {
    needs: [],
    most: { email: Number.POSITIVE_INFINITY },
    verified: { email: 'dropped', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
  },
  limits: {
    usersPerSecond: 50,
    basis: 'assumed',
    source:
      '50 calls a second are documented for production (https://www.loginradius.com/docs/); one user in each is our assumption.',
    notes: [
      '10 MB in a call.',
      '100 calls a second beyond 10 million users.',
      'The secret travels in the address: keep it out of logs.',
    ],
  },
  disputed: {
    password:
      'LoginRadius lists bcrypt, scrypt, Argon2, PBKDF2, PHPass, SHA and MD5 forms; how its call spells them is not documented.',
    'email.verified': UNSAID,
    'phone.verified': UNSAID,
    'factors.totp': UNSAID,
    'factors.sms': UNSAID,
    'factors.recovery-codes': UNSAID,
    links: UNSAID,
    createdAt: UNSAID,
    lastLoginAt: UNSAID,
    consents: 'There is an interface of its own for consents; the bulk call has no field for them.',
    laterHash: 'By which key an upsert recognises somebody is not documented.',
  },
  sources: [
    'https://github.com/LoginRadius/docs, content/references/api/account',
    'https://www.loginradius.com/docs/',
    'npm loginradius-sdk@11.7.0',
  ],
};
