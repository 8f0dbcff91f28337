/**
 * Platform: Clerk, by `POST /v1/users`.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const clerk: Platform = {
  id: 'clerk',
  title: 'Clerk',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: ['totp', 'recovery-codes', 'sms'],
    links: false,
    consents: false,
    memberships: ['organisation'],
    timestamps: ['createdAt'],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Social logins: they are linked at their first login, where the address is verified on both sides.',
      'Passkeys and security keys.',
      'Consents, but for the time at which the terms were accepted.',
      'Fields of features that the instance has not switched on.',
      'Unverified addresses without saying so: what is not marked `reserved` counts as verified.',
      'Users of a development instance in production.',
    ],
  },
  room: {
    needs: [],
    most: { email: Number.POSITIVE_INFINITY, phone: Number.POSITIVE_INFINITY },
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    totp: COMMON_TOTP,
    recoveryCodes: { plain: true, hashes: ['bcrypt'] },
  },
  limits: {
    usersPerSecond: 100,
    basis: 'documented',
    source:
      '1,000 new users in 10 seconds for production instances (https://clerk.com/docs/guides/how-clerk-works/system-limits).',
    notes: ['Development instances: 100 in 10 seconds.', 'One user in a call.'],
  },
  why: { links: 'Clerk links a social login at its first one, where the address is verified on both sides' },
  disputed: {
    attributes: 'That 8 KB of metadata fit for each user is said in some pages and not in others.',
  },
  sources: [
    'https://github.com/clerk/openapi-specs, bapi/2026-05-12.yml',
    'https://clerk.com/docs/guides/development/migrating/overview',
    'npm @clerk/backend@3.25.0',
  ],
};
