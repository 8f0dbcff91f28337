/**
 * Amazon Cognito's CSV import since 2026-07-17: one algorithm for the whole job, and a column that nobody describes.
 *
 * Everything here is disputed: the service model has the list of algorithms, and every guide still says that hashes
 * cannot be imported. bcrypt and Argon2id have one complete spelling; scrypt and PBKDF2 have several, so they would
 * be a guess.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html
 * @module
 */
import { formatArgon2 } from '../formats/argon2.ts';
import { envelope, refuses, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, pbkdf2, scrypt } from './shapes.ts';

const DISPUTED =
  'The column of the CSV, its encoding, the limits and the state of the imported users are not documented: check that the job accepts PasswordHashingAlgorithm, and log in with one account first.';

const SPELLING =
  'Amazon Cognito names this algorithm for an import job, and nothing says how the column spells its parameters, salt and key.';

export const cognito = envelope(
  {
    id: 'cognito',
    title: 'Amazon Cognito',
    reference:
      'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html',
  },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      disputed: DISPUTED,
      write: ({ text }) => ({ job: { PasswordHashingAlgorithm: 'BCRYPT' }, column: text }),
    }),
    takes(argon2('id'), {
      what: 'Argon2id',
      limits: [bareArgon2('Amazon Cognito'), argon2v19('Amazon Cognito')],
      disputed: DISPUTED,
      write: (parts) => ({ job: { PasswordHashingAlgorithm: 'ARGON2ID' }, column: formatArgon2(parts) }),
    }),
    refuses(scrypt, 'scrypt', SPELLING),
    refuses(pbkdf2('sha256'), 'PBKDF2 with SHA-256', SPELLING),
  ],
);
