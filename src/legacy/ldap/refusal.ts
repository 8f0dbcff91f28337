/**
 * What it means that a directory refused a bind.
 *
 * Result 49 alone is a wrong password. Active Directory says more in its diagnostic text, as a Windows error in hex;
 * all but 525, 52e and 775 it says only when the password was right (the check of the account follows that of the
 * password, as in Samba's auth_sam). 389 Directory Server and OpenDJ have results of their own for lockouts.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4511#appendix-A
 * @see https://ldapwiki.com/wiki/Common%20Active%20Directory%20Bind%20Errors
 * @module
 */
import { ResultCodeError } from 'ldapts';
import { technicalError } from '../asking/outcome.ts';
import type { LegacyAnswer, LegacyProfile } from '../legacy.ts';

const RESULT = {
  referral: 10,
  constraintViolation: 19,
  invalidCredentials: 49,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
};

/** "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 52e, v4563" */
const SUB_CODE = /AcceptSecurityContext error, data ([0-9a-f]+)/i;

type Meaning = (profile: LegacyProfile) => LegacyAnswer;

const LOCKED: Meaning = () => ({ outcome: 'blocked', reason: 'locked' });
const DISABLED: Meaning = () => ({ outcome: 'blocked', reason: 'disabled' });

const SUB_CODES: Readonly<Record<string, Meaning>> = {
  /** ERROR_NO_SUCH_USER */
  '525': () => ({ outcome: 'unknown' }),
  /** ERROR_LOGON_FAILURE */
  '52e': () => ({ outcome: 'wrong' }),
  /** ERROR_INVALID_LOGON_HOURS */
  '530': LOCKED,
  /** ERROR_INVALID_WORKSTATION */
  '531': LOCKED,
  /** ERROR_PASSWORD_EXPIRED */
  '532': (profile) => ({ outcome: 'match-must-change', profile, reason: 'expired-in-legacy' }),
  /** ERROR_ACCOUNT_DISABLED */
  '533': DISABLED,
  /** ERROR_ACCOUNT_EXPIRED */
  '701': DISABLED,
  /** ERROR_PASSWORD_MUST_CHANGE */
  '773': (profile) => ({ outcome: 'match-must-change', profile, reason: 'temporary-in-legacy' }),
  /** ERROR_ACCOUNT_LOCKED_OUT */
  '775': LOCKED,
};

/** The words of 389 Directory Server, OpenDJ and their kin, which stand in English whatever the locale is. */
const LOCKED_WORDS = /retry limit|locked/i;
const DISABLED_WORDS = /inactivated|disabled/i;

/** @throws whatever is no answer of the directory */
export function toAnswer(error: unknown, profile: LegacyProfile): LegacyAnswer {
  if (!(error instanceof ResultCodeError)) throw error;
  const { code, message } = error;
  if (code === RESULT.invalidCredentials) return fromSubCode(message, profile);
  const mayBeLocked = code === RESULT.constraintViolation || code === RESULT.unwillingToPerform;
  if (mayBeLocked && LOCKED_WORDS.test(message)) return LOCKED(profile);
  if (mayBeLocked && DISABLED_WORDS.test(message)) return DISABLED(profile);
  if (code === RESULT.referral)
    return technicalError('a referral, which is not followed', { retryable: false });
  return technicalError(`LDAP result ${code}`, {
    retryable: code === RESULT.busy || code === RESULT.unavailable,
  });
}

function fromSubCode(message: string, profile: LegacyProfile): LegacyAnswer {
  const [, found] = SUB_CODE.exec(message) ?? [];
  if (found === undefined) return { outcome: 'wrong' };
  const meaning = SUB_CODES[found.toLowerCase()];
  return meaning === undefined
    ? technicalError(`Active Directory code ${found}`, { retryable: false })
    : meaning(profile);
}
