/**
 * The customer whom the conformance suite of hooks asks about, with a bit of everything a protocol may carry.
 *
 * @module
 */
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import type { Answer, Customer, OutcomeName } from '../hook.ts';

export const TYPED = 'ann.lee@example.com';
export const PASSWORD = 'canary: Käse & 7 Brötchen';

const IDENTITY: Identity = {
  ...blankIdentity('4711'),
  identifiers: [
    { type: 'email', value: TYPED, verified: true },
    { type: 'username', value: 'Ann.Lee' },
    { type: 'phone', value: '+491701234567', verified: true },
  ],
  profile: {
    name: 'Ann Lee',
    given_name: 'Ann',
    family_name: 'Lee',
    locale: 'de-DE',
    birthdate: '1990-02-03',
    address: { locality: 'Köln', country: 'DE' },
  },
  attributes: { plan: 'gold', points: 7, tags: ['a', 'b'], nested: { deep: true }, nothing: null },
  factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 }],
  links: [{ provider: 'google', subject: '1234567890' }],
  memberships: [
    { type: 'role', name: 'customer' },
    { type: 'group', name: '/eu' },
    { type: 'organisation', name: 'Acme' },
  ],
};

export const CUSTOMER: Customer = {
  identity: IDENTITY,
  externalId: '0193f0a2b4c87d11a3e55f6677889900',
  uuid: '0193f0a2-b4c8-7d11-a3e5-5f6677889900',
};

/** The same customer, of whose addresses the legacy never proved one. */
export const UNVERIFIED: Customer = {
  ...CUSTOMER,
  identity: {
    ...IDENTITY,
    identifiers: IDENTITY.identifiers.map(({ type, value }) => ({ type, value })),
  },
};

/** One of each, as the door gives them. */
export const ANSWERS: Readonly<Record<OutcomeName, Answer>> = {
  match: { outcome: 'match', customer: CUSTOMER },
  'match-must-change': { outcome: 'match-must-change', customer: CUSTOMER, reason: 'weak-for-target' },
  wrong: { outcome: 'wrong' },
  unknown: { outcome: 'unknown' },
  blocked: { outcome: 'blocked', reason: 'locked' },
  'mfa-required': { outcome: 'mfa-required', customer: CUSTOMER },
  'already-migrated': { outcome: 'already-migrated', customer: CUSTOMER },
  'technical-error': { outcome: 'technical-error', retryable: true },
};

export const OUTCOMES = Object.keys(ANSWERS) as readonly OutcomeName[];
