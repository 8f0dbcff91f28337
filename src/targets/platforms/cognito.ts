/**
 * Platform: Amazon Cognito user pools, by the CSV import job, whose hashes are new since July 2026.
 *
 * @module
 */
import type { Platform } from './platform.ts';

export const cognito: Platform = {
  id: 'cognito',
  title: 'Amazon Cognito',
  accepts: {
    identifiers: ['email', 'phone', 'username'],
    factors: ['sms', 'email'],
    links: true,
    consents: false,
    memberships: ['group'],
    timestamps: ['updatedAt'],
    ids: 'mapped',
    batch: { max: 500_000, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'Anybody without a verified e-mail address or phone number: the job refuses the row.',
      'Seeds of authenticator apps, passkeys and recovery codes: customers enrol again.',
      'Two password algorithms in one job: there is one job for each.',
      'A `sub` of our choice, a changed user name, and the time of the sign-up.',
      'More than 50 custom attributes, of 2,048 characters each; none can be removed from the pool again.',
      'Links and groups in the file itself: a call for each follows, and a link must exist before that login is first used.',
      'Changes to somebody who is there already: such rows are skipped.',
    ],
  },
  room: {
    needs: [],
    needsVerified: true,
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    links: 5,
  },
  hook: 'cognito',
  limits: {
    usersPerSecond: 50,
    basis: 'assumed',
    source:
      'How fast a CSV job works is not documented; the quota of calls that make users, 50 a second, is taken for it (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).',
    notes: [
      '500,000 users and 100 MB in a file, 16,000 characters in a row; 1,000 jobs for each pool.',
      'One job at a time for each pool, as is commonly said and not confirmed.',
      'What became of a row stands only in CloudWatch Logs, by its line number.',
    ],
  },
  disputed: {
    laterHash:
      'Nothing says whether a second job can bring a hash to somebody who is there; rows of such people are skipped.',
  },
  sources: [
    'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html',
    'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html',
    'https://github.com/boto/botocore/blob/develop/botocore/data/cognito-idp/2016-04-18/service-2.json',
  ],
};
