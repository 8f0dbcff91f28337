/**
 * Platform: Descope, by `POST /v1/mgmt/user/create/batch`.
 *
 * @module
 */
import { COMMON_TOTP, type Platform } from './platform.ts';

export const descope: Platform = {
  id: 'descope',
  title: 'Descope',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: ['totp', 'sms'],
    links: false,
    consents: false,
    memberships: ['organisation', 'role'],
    timestamps: [],
    ids: 'mapped',
    /** Not published; the first batches tell. */
    batch: { max: 100, whole: false },
    laterHash: 'disputed',
    undo: true,
    cannot: [
      'Custom attributes that are not declared yet: they fail the user.',
      'Passkeys and recovery codes.',
      'Social logins: they are merged by a verified address at the first login.',
    ],
  },
  room: {
    needs: [],
    // Every further identifier becomes a further login id.
    most: { username: Number.POSITIVE_INFINITY },
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: true,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    totp: COMMON_TOTP,
  },
  limits: {
    usersPerSecond: 165,
    basis: 'assumed',
    source:
      '100 calls a minute are documented (https://docs.descope.com/rate-limiting); 100 users in a call are our assumption, since the most is not published.',
    notes: ['Whoever exceeds the limit is shut out for a minute.', '1,000 calls in 10 seconds overall.'],
  },
  why: { links: 'Descope merges by a verified address at the first login, not by import' },
  disputed: {
    createdAt: '`createdTime` is a field of the call; nothing says that it is kept.',
    laterHash: 'No page says whether a hash can be given to somebody who is there already.',
  },
  sources: [
    'https://github.com/descope/go-sdk, descope/types.go',
    'https://docs.descope.com/migrate',
    'https://docs.descope.com/rate-limiting',
  ],
};
