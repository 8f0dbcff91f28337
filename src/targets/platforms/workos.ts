/**
 * Platform: WorkOS (AuthKit), by `POST /user_management/users`.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const workos: Platform = {
  id: 'workos',
  title: 'WorkOS',
  accepts: {
    identifiers: ['email'],
    factors: ['totp'],
    links: false,
    consents: false,
    memberships: ['organisation'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Phone numbers and user names to log in with.',
      'Disabled customers: there is no such state.',
      'Social and company logins: they are linked by a verified address at the first login.',
      'Passkeys, recovery codes and codes by SMS.',
      'Metadata that is not text: 50 entries of 600 characters.',
      'Several roles in one organisation, unless that is switched on.',
    ],
  },
  room: {
    needs: ['email'],
    verified: { email: 'kept', phone: 'dropped' },
    disabled: false,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    totp: COMMON_TOTP,
  },
  limits: {
    usersPerSecond: 50,
    basis: 'documented',
    source: '500 writes to user management in 10 seconds (https://workos.com/docs/reference/rate-limits).',
    notes: [
      '6,000 requests a minute from one address.',
      'One user in a call; an authenticator app is another.',
    ],
  },
  why: { links: 'WorkOS links by a verified address at the first login, not by import' },
  disputed: {},
  sources: [
    'https://github.com/workos/openapi-spec, spec/open-api-spec.yaml',
    'https://workos.com/docs/migrate/other-services',
    'https://github.com/workos/workos-migrations',
  ],
};
