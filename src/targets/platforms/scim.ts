/**
 * Platform: any service with SCIM 2.0 (RFC 7643 and 7644), as far as the standard goes.
 *
 * @module
 */
import type { Platform } from './platform.ts';

const MANY = Number.POSITIVE_INFINITY;

export const scim: Platform = {
  id: 'scim',
  title: 'SCIM 2.0',
  accepts: {
    identifiers: ['username', 'email', 'phone'],
    factors: [],
    links: false,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: [],
    ids: 'mapped',
    /** `ServiceProviderConfig` tells what a service really takes, if it has bulk calls at all. */
    batch: { max: 1, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Password hashes: the attribute `password` is plain text.',
      'Whether an address or a number is verified.',
      'Factors, federated logins and consents.',
      'Times: `meta.created` is the service’s own.',
      'Much of the standard in many services: read `ServiceProviderConfig` first.',
    ],
  },
  room: {
    needs: [],
    most: { email: MANY, phone: MANY },
    verified: { email: 'dropped', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
  },
  limits: {
    usersPerSecond: 10,
    basis: 'assumed',
    source: 'The standard names no rate; each service has its own.',
    notes: ['`bulk.maxOperations` and `bulk.maxPayloadSize` of the service.'],
  },
  disputed: {},
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7643',
    'https://www.rfc-editor.org/rfc/rfc7644#section-3.7',
    'npm scimmy@1.3.5 and scimmy-routers@1.3.2, run by us',
  ],
};
