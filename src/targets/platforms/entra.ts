/**
 * Platform: Microsoft Entra External ID, by Microsoft Graph. It takes no password hash of anybody.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const entra: Platform = {
  id: 'entra',
  title: 'Microsoft Entra External ID',
  accepts: {
    identifiers: ['email', 'username'],
    factors: ['sms', 'email'],
    links: true,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 20, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Password hashes: customers move without one and are asked for their password at the first login.',
      'Unverified addresses as such: whoever has one as an identity is trusted with it.',
      'Authenticator apps, passkeys and recovery codes.',
      'Ids and times.',
      'Attributes without a directory extension; more than ten identities of one customer.',
      'Links whose provider gives another subject to another application (Apple, Facebook).',
      'The same sign-in name within 30 days of deleting it, perhaps.',
    ],
  },
  room: {
    needs: [],
    username: { pattern: /^[A-Za-z0-9_-]{1,64}$/, says: 'user names of up to 64 letters, digits, - and _' },
    verified: { email: 'assumed', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    links: 9,
  },
  hook: 'entra',
  limits: {
    usersPerSecond: 20,
    basis: 'documented',
    source:
      '3,000 writes in 2 minutes 30 seconds for each application and tenant (https://learn.microsoft.com/graph/throttling-limits).',
    notes: [
      '20 requests in a batch, each throttled by itself.',
      '18,000 writes in 5 minutes for each tenant.',
      'Microsoft’s own migration kit saw about 60 a second for each application and address.',
    ],
  },
  disputed: {
    'factors.totp': 'Whether a software token can be made for a customer is not documented.',
    undo: 'Deleted users may block their sign-in names for 30 days.',
  },
  sources: [
    'https://learn.microsoft.com/entra/external-id/customers/how-to-migrate-users',
    'https://learn.microsoft.com/graph/api/user-post-users',
    'https://learn.microsoft.com/graph/throttling-limits',
  ],
};
