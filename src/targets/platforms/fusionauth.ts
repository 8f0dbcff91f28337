/**
 * Platform: FusionAuth, by `POST /api/user/import` and the calls that follow it.
 *
 * @module
 */
import { type Platform, UUID } from './platform.ts';

export const fusionauth: Platform = {
  id: 'fusionauth',
  title: 'FusionAuth',
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: ['createdAt'],
    ids: 'kept',
    batch: { max: 10_000, whole: true },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Somebody who is there already: the import only creates.',
      'Ids that are no UUIDs.',
      'Who in a batch was wrong, without `validateDbConstraints`, which costs time.',
      'Recovery codes that are hashed.',
      'Links and passkeys in the import itself: a call for each follows.',
    ],
  },
  room: {
    needs: [],
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    id: UUID,
    totp: {
      algorithms: ['SHA1', 'SHA256', 'SHA512'],
      digits: [6, 8],
      periods: 'any',
      most: Number.POSITIVE_INFINITY,
    },
    webauthn: { passkeys: true, secondFactors: false },
    recoveryCodes: { plain: true, hashes: [] },
  },
  hook: 'fusionauth',
  limits: {
    usersPerSecond: 500,
    basis: 'assumed',
    source: 'The vendor’s own scripts send 10,000 users in a call; how long one takes is not documented.',
    notes: ['10,000 users in a call by custom; what the server allows is not documented.'],
  },
  disputed: {
    consents: 'A call of its own makes consents; that it keeps when they were given is not said.',
    'factors.totp': 'That seeds go in as base 64 of the key is concluded from another call, not documented.',
    'factors.webauthn': 'How the public key of a passkey is to be spelled is not documented.',
  },
  sources: [
    'https://github.com/FusionAuth/fusionauth-openapi/blob/main/openapi.yaml',
    'https://github.com/FusionAuth/fusionauth-import-scripts',
    'npm @fusionauth/typescript-client@1.69.0',
  ],
};
