/**
 * Platform: Stytch for consumers, by `POST /v1/passwords/migrate`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const stytch: Platform = {
  id: 'stytch',
  title: 'Stytch',
  accepts: {
    identifiers: ['email', 'phone'],
    factors: ['sms'],
    links: false,
    consents: false,
    memberships: ['role'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 1, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'User names, except as metadata.',
      'Disabled customers: there is no such state.',
      'Seeds of authenticator apps: that call exists for companies (B2B) only.',
      'Passkeys, recovery codes and links; a social login is linked by a verified address at its first login.',
      'A second e-mail address or phone number: those are added by sending a code.',
      'An external id for somebody who was there before.',
    ],
  },
  room: {
    needs: ['email'],
    verified: { email: 'kept', phone: 'kept' },
    disabled: false,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
  },
  limits: {
    usersPerSecond: 65,
    basis: 'documented',
    source:
      'The migration guide advises 65 calls a second; the endpoint allows 100 (https://stytch.com/docs/guides/passwords/migrations).',
    notes: ['One user in a call.', 'Searches: 150 a minute.'],
  },
  why: { links: 'Stytch links by a verified address at the first login, not by import' },
  disputed: {},
  sources: [
    'https://stytch.com/docs/api/password-migrate',
    'npm stytch@14.2.0, types/lib/b2c/passwords.d.ts',
  ],
};
