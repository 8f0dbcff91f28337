/**
 * Platform: Azure AD B2C, by Microsoft Graph. Closed to new customers since May 2025.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const b2c: Platform = {
  id: 'b2c',
  title: 'Azure AD B2C',
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    factors: ['sms', 'email'],
    links: true,
    consents: false,
    memberships: ['group'],
    timestamps: [],
    ids: 'mapped',
    batch: { max: 20, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Password hashes: a custom policy asks for the password at the first login.',
      'Unverified addresses as such: whoever has one as an identity is trusted with it.',
      'Authenticator apps, passkeys and recovery codes.',
      'Ids and times.',
      'More than 100 extension attributes of 250 characters; more than ten identities of one customer.',
      'Local accounts after 90 days, unless their policy says that passwords do not expire.',
      'Tenants of new customers: closed since 2025-05-01.',
    ],
  },
  room: {
    needs: [],
    most: { email: 9 },
    username: { pattern: /^[A-Za-z0-9_-]{1,64}$/, says: 'user names of up to 64 letters, digits, - and _' },
    verified: { email: 'assumed', phone: 'assumed' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    links: 9,
  },
  hook: 'b2c',
  limits: {
    usersPerSecond: 20,
    basis: 'documented',
    source:
      '3,000 writes in 2 minutes 30 seconds for each application and tenant (https://learn.microsoft.com/graph/throttling-limits).',
    notes: [
      '20 requests in a batch, each throttled by itself.',
      '1.25 million objects in a tenant; 5.25 million with a domain of your own; more on request.',
    ],
  },
  disputed: {
    'factors.totp': 'Whether a software token can be made for a customer is not documented.',
    undo: 'Deleted users may block their sign-in names for 30 days.',
  },
  sources: [
    'https://learn.microsoft.com/graph/api/user-post-users',
    'https://learn.microsoft.com/azure/active-directory-b2c/service-limits',
    'https://learn.microsoft.com/graph/throttling-limits',
  ],
};
