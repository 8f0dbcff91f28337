/**
 * Platform: SuperTokens core 12, by `POST /bulk-import/users`.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const supertokens: Platform = {
  id: 'supertokens',
  title: 'SuperTokens',
  accepts: {
    identifiers: ['email', 'phone'],
    factors: ['totp'],
    links: true,
    consents: false,
    memberships: ['role'],
    timestamps: ['createdAt'],
    ids: 'kept',
    batch: { max: 10_000, whole: true },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Disabled customers: there is no such state.',
      'User names, except as metadata.',
      'Passkeys and recovery codes.',
      'Two ways to log in of one customer without the licence for account linking; authenticator apps without that for MFA.',
      'Roles that do not exist yet.',
      "Passwords of Firebase's scrypt that are not ASCII: they never match.",
      'An import into a core without PostgreSQL.',
    ],
  },
  room: {
    needs: [],
    verified: { email: 'kept', phone: 'assumed' },
    disabled: false,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    id: { pattern: /^.{1,128}$/su, says: 'ids of up to 128 characters' },
    totp: { algorithms: ['SHA1'], digits: [6], periods: 'any', most: Number.POSITIVE_INFINITY },
  },
  hook: 'in-process',
  limits: {
    usersPerSecond: 25,
    basis: 'assumed',
    source:
      'A job every 5 minutes takes 8,000 staged users unless configured otherwise; that it takes one portion each time is our assumption (https://github.com/supertokens/supertokens-core, cronjobs/bulkimport).',
    notes: [
      '10,000 users in a call, which only stages them.',
      'Whoever is done is gone from the stage; failures stay with a code.',
      '`bulk_migration_batch_size` and `bulk_migration_parallelism` raise it.',
    ],
  },
  disputed: {},
  sources: [
    'https://github.com/supertokens/supertokens-core, src/main/java/io/supertokens/bulkimport',
    'https://supertokens.com/docs/migration/account-migration',
  ],
};
