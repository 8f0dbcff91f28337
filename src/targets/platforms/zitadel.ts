/**
 * Platform: ZITADEL, by its user API (v2) and `POST /admin/v1/import`.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const zitadel: Platform = {
  id: 'zitadel',
  title: 'ZITADEL',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: ['totp'],
    links: true,
    consents: false,
    memberships: ['organisation', 'role'],
    timestamps: [],
    ids: 'kept',
    batch: { max: 1, whole: false },
    laterHash: 'disputed',
    undo: true,
    cannot: [
      'Users without an e-mail address, or without a first and a last name.',
      'Hashes of more than 200 characters.',
      'Passkeys, security keys and recovery codes.',
      'The time of the sign-up.',
      'Other hashes than bcrypt before their verifiers are switched on in the configuration; Argon2 on ZITADEL Cloud.',
    ],
  },
  room: {
    needs: ['email'],
    needsClaims: ['given_name', 'family_name'],
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: true,
    claims: 'any',
    attributes: 'any',
    totp: COMMON_TOTP,
  },
  hook: 'zitadel',
  limits: {
    usersPerSecond: 50,
    basis: 'assumed',
    source:
      'No limit is documented for servers of your own, and there is no bulk call in v2 (https://github.com/zitadel/zitadel/issues/5524).',
    notes: [
      'ZITADEL Cloud has rate limits.',
      '`/admin/v1/import` works one after the other until its timeout.',
    ],
  },
  disputed: {
    laterHash: 'Whether a hash can be given to somebody who is there already was not found.',
    'email.verified': 'An address that is not marked verified seems to be sent a code, by every call.',
  },
  sources: [
    'npm @zitadel/proto@1.3.1',
    'https://github.com/zitadel/zitadel/blob/main/internal/api/grpc/admin/import.go',
    'https://github.com/zitadel/passwap',
  ],
};
