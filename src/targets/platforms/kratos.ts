/**
 * Platform: Ory Kratos, by `PATCH /admin/identities`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

const SINCE_MAY =
  'Code of April and May 2026 takes it; the releases up to v26.2.0 refuse the whole request with it.';

export const kratos: Platform = {
  id: 'kratos',
  title: 'Ory Kratos',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: [],
    links: true,
    consents: false,
    memberships: [],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1000, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Traits, identifiers and addresses that the identity schema does not name.',
      'Authenticator apps, passkeys and recovery codes in releases up to v26.2.0.',
      'Groups, roles, organisations and times, except as metadata.',
      'One hash that cannot be read: it fails the whole call.',
      'Company logins by SAML before v25.',
    ],
  },
  room: {
    needs: [],
    // The schema decides which traits are identifiers, and lists may be.
    most: {
      email: Number.POSITIVE_INFINITY,
      phone: Number.POSITIVE_INFINITY,
      username: Number.POSITIVE_INFINITY,
    },
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
  },
  hook: 'kratos',
  limits: {
    usersPerSecond: 110,
    basis: 'measured',
    source:
      'By us on 2026-11-20: four calls of 1,000 identities with bcrypt hashes into Kratos 1.3.1 on PostgreSQL, all on two cores that did much else; 92 to 124 a second. No limit is documented.',
    notes: [
      '1,000 identities in a call, of them 200 with a password in plain text.',
      'A hash beyond its bounds (bcrypt cost 15, Argon2 1 GiB, PBKDF2 10,000,000 rounds) is refused.',
    ],
  },
  disputed: {
    'factors.totp': SINCE_MAY,
    'factors.webauthn': SINCE_MAY,
    'factors.recovery-codes': SINCE_MAY,
  },
  sources: [
    'https://github.com/ory/kratos/blob/master/identity/handler_import.go',
    'https://github.com/ory/kratos/blob/master/hash/hash_comparator.go',
    'npm @ory/kratos-client@26.2.0',
  ],
};
