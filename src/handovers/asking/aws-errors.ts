/**
 * AWS says everything with 400 and a type in the body; this is what its types mean.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 * @module
 */
import { z } from 'zod';
import { type RemoteAnswer, RemoteError } from '../../net/remote-error.ts';

const Typed = z.object({ __type: z.string() });

const MEANINGS: Readonly<Record<string, RemoteAnswer>> = {
  UserNotFoundException: 'missing',
  TooManyRequestsException: 'wait',
  LimitExceededException: 'wait',
  ThrottlingException: 'wait',
  AccessDeniedException: 'refused',
  ExpiredTokenException: 'refused',
  IncompleteSignatureException: 'refused',
  InvalidSignatureException: 'refused',
  MissingAuthenticationTokenException: 'refused',
  UnrecognizedClientException: 'refused',
  /** The pool is not there, or not of this account: ours to repair. */
  ResourceNotFoundException: 'refused',
  InvalidEmailRoleAccessPolicyException: 'refused',
  InvalidSmsRoleAccessPolicyException: 'refused',
  InvalidSmsRoleTrustRelationshipException: 'refused',
};

/** @throws the same error with what it means; its type is a name of AWS and holds nothing of a customer */
export function understandAws(error: unknown): never {
  if (!(error instanceof RemoteError) || error.status !== 400) throw error;
  const type = Typed.safeParse(error.body).data?.__type.split('#').at(-1) ?? '';
  if (!/^[A-Za-z]{1,64}$/.test(type)) throw error;
  throw new RemoteError(`${error.message} (${type})`, {
    answer: MEANINGS[type] ?? 'invalid',
    ambiguous: false,
    status: 400,
    after: error.after,
  });
}
