/**
 * What it means that a token endpoint refused: `error` alone says little, so each vendor's descriptions are read.
 *
 * `invalid_grant` is a wrong password, an unknown customer, a lockout or a missing second factor, as the vendor
 * likes. A row stands here only where its meaning is documented or was measured; everything else is a technical
 * error, since a wrong password counts towards a lockout and a mistake of ours must not.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 * @module
 */
import { z } from 'zod';
import type { Reply } from '../asking/one-call.ts';
import { technicalError } from '../asking/outcome.ts';
import type { LegacyAnswer } from '../legacy.ts';

export interface Refusal {
  readonly status?: number;
  readonly error?: string;
  /** What the description has to match. */
  readonly says?: RegExp;
  /** The same for an operator, who writes no patterns: a part of it, in lower case. */
  readonly contains?: string;
  readonly answer: LegacyAnswer;
}

const WRONG: LegacyAnswer = { outcome: 'wrong' };
const UNKNOWN: LegacyAnswer = { outcome: 'unknown' };
const LOCKED: LegacyAnswer = { outcome: 'blocked', reason: 'locked' };
const DISABLED: LegacyAnswer = { outcome: 'blocked', reason: 'disabled' };
const UNVERIFIED: LegacyAnswer = { outcome: 'blocked', reason: 'unverified' };
const MFA: LegacyAnswer = { outcome: 'mfa-required' };

/** What every vendor means by it. */
const MEANT_BY_ALL: readonly Refusal[] = [{ error: 'mfa_required', answer: MFA }];

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const generic: readonly Refusal[] = [{ error: 'invalid_grant', answer: WRONG }];

/** Measured with Keycloak 26.7 (oauth-password.server.test.ts). It says of an account only what it says of none. */
const keycloak: readonly Refusal[] = [
  { error: 'invalid_grant', says: /^Invalid user credentials$/i, answer: WRONG },
  { error: 'invalid_grant', says: /disabled$/i, answer: DISABLED },
  // An action is pending: a new password, an address to verify, a factor to set up. Which one, it does not say.
  { error: 'invalid_grant', says: /not fully set up/i, answer: UNVERIFIED },
];

/** https://auth0.com/docs/libraries/common-auth0-library-authentication-errors */
const auth0: readonly Refusal[] = [
  { error: 'invalid_grant', says: /^Wrong (email|username|phone|login)/i, answer: WRONG },
  { error: 'invalid_user_password', answer: WRONG },
  { error: 'too_many_attempts', answer: LOCKED },
  { error: 'password_leaked', answer: LOCKED },
  { error: 'unauthorized', answer: DISABLED },
  { error: 'access_denied', answer: DISABLED },
  { error: 'mfa_registration_required', answer: MFA },
];

/** https://developer.okta.com/docs/reference/api/oidc/#token: a sign-on policy's "access_denied" may mean our address. */
const okta: readonly Refusal[] = [{ error: 'invalid_grant', answer: WRONG }];

/**
 * Codes that stand at the beginning of the description.
 *
 * An expired password (50055, 50144) is not documented to be told only to who knows it, so it proves nothing.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
 * @see https://learn.microsoft.com/en-us/azure/active-directory-b2c/error-codes
 */
const microsoft: readonly Refusal[] = [
  /** InvalidUserNameOrPassword; no password in the directory for this user. */
  { says: /^AADSTS(50126|50056)\b/, answer: WRONG },
  /** UserAccountNotFound, UserAccountNotInDirectory. */
  { says: /^AADSTS(50034|51004)\b/, answer: UNKNOWN },
  /** IdsLocked, which also says that our address is thought malicious; expired passwords. */
  { says: /^AADSTS(50053|50055|50144)\b/, answer: LOCKED },
  { says: /^AADSTS50057\b/, answer: DISABLED },
  /** The five ways to say that a second factor is due. */
  { says: /^AADSTS(50072|50074|50076|50079|50158)\b/, answer: MFA },
  { says: /^AADB2C90225\b/, answer: WRONG },
  { says: /^AADB2C(90111|90114)\b/, answer: LOCKED },
];

export const REFUSALS = { generic, keycloak, auth0, okta, entra: microsoft, b2c: microsoft } as const;

/** An operator's own row. */
export const OwnRefusal = z
  .strictObject({
    error: z.string().min(1).optional().describe('The `error` of the answer'),
    says: z.string().min(1).optional().describe('Text that its `error_description` contains, in any case'),
    status: z.number().int().optional().describe('The status of the answer'),
    outcome: z
      .enum(['wrong', 'unknown', 'blocked', 'mfa-required', 'technical-error'])
      .describe('What such an answer means'),
    reason: z
      .enum(['locked', 'disabled', 'unverified'])
      .optional()
      .describe('Why `blocked`; default `locked`'),
  })
  .refine(({ error, says, status }) => error !== undefined || says !== undefined || status !== undefined, {
    message: 'Say by `error`, `says` or `status` which answers are meant.',
  });

type OwnRefusal = z.output<typeof OwnRefusal>;

export function fromOwn({ error, says, status, outcome, reason = 'locked' }: OwnRefusal): Refusal {
  return {
    ...(error !== undefined && { error }),
    ...(status !== undefined && { status }),
    ...(says !== undefined && { contains: says.toLowerCase() }),
    answer: toAnswer(outcome, reason),
  };
}

function toAnswer(outcome: OwnRefusal['outcome'], reason: NonNullable<OwnRefusal['reason']>): LegacyAnswer {
  if (outcome === 'blocked') return { outcome, reason };
  if (outcome === 'technical-error') return technicalError('as configured', { retryable: false });
  return { outcome };
}

const ErrorBody = z.object({ error: z.string(), error_description: z.string().catch('') });

/** The first row that fits. */
export function judgeRefusal(reply: Reply, rows: readonly Refusal[]): LegacyAnswer {
  const { error, error_description: description } = ErrorBody.safeParse(reply.json).data ?? {
    error: '',
    error_description: '',
  };
  const found = [...rows, ...MEANT_BY_ALL].find(
    (row) =>
      (row.status === undefined || row.status === reply.status) &&
      (row.error === undefined || row.error === error) &&
      (row.says === undefined || row.says.test(description)) &&
      description.toLowerCase().includes(row.contains ?? ''),
  );
  return found?.answer ?? unforeseen(reply, error, description);
}

/** Only what looks like a code: descriptions repeat names and addresses. */
const CODE = /^[A-Za-z][A-Za-z0-9_]{0,60}$/;
const VENDOR_CODE = /^AAD(STS|B2C)\d+/;

function unforeseen({ status, after }: Reply, error: string, description: string): LegacyAnswer {
  const code = VENDOR_CODE.exec(description)?.[0] ?? (CODE.test(error) ? error : '');
  const passes =
    status === 429 || status >= 500 || error === 'temporarily_unavailable' || error === 'slow_down';
  return technicalError(`${status} ${code}`.trim(), { retryable: passes, after });
}
