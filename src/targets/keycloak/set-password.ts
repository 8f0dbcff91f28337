/**
 * A new password for a user who is there, as an administrator sets it: the realm's policy holds, an order to change the
 * password is fulfilled by it, and open sessions end.
 *
 * Observed with 26.7.4: the first rule that is broken is named by a key, and in words in the language of the realm;
 * refresh tokens from before are worth nothing afterwards.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Outcome } from '../target.ts';
import { said, toOutcome, type Undone, userGone } from './failures.ts';
import type { Place } from './place.ts';

export async function setPassword({ api }: Place, id: string, password: string): Promise<Outcome> {
  try {
    await api.resetPassword(id, password);
    await api.endSessions(id);
    return { status: 'done', targetId: id };
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.answer === 'missing') return userGone();
    return refusalOf(error) ?? toOutcome(error);
  }
}

/** By the keys of its messages; `$` is the number in the words beside it. */
const RULES: Readonly<Record<string, string>> = {
  invalidPasswordMinLengthMessage: 'At least $ characters.',
  invalidPasswordMaxLengthMessage: 'At most $ characters.',
  invalidPasswordMinDigitsMessage: 'At least $ digits.',
  invalidPasswordMinLowerCaseCharsMessage: 'At least $ lower-case letters.',
  invalidPasswordMinUpperCaseCharsMessage: 'At least $ capital letters.',
  invalidPasswordMinSpecialCharsMessage: 'At least $ special characters.',
  invalidPasswordNotUsernameMessage: 'Not the user name.',
  invalidPasswordNotContainsUsernameMessage: 'It does not contain the user name.',
  invalidPasswordNotEmailMessage: 'Not the e-mail address.',
  invalidPasswordRegexPatternMessage: 'It has the form that the platform demands.',
  invalidPasswordHistoryMessage: 'None of the last $ passwords.',
  invalidPasswordBlacklistedMessage: 'None that many people use.',
  invalidPasswordAgeMessage: 'None that was used in the last $ days.',
};

/** Undefined: it was not about the password. Keycloak's own words are not passed on: a plugin may quote anything. */
function refusalOf(error: RemoteError): Undone | undefined {
  const { error: key = '', error_description: words } = said(error);
  if (error.status !== 400 || !key?.startsWith('invalidPassword')) return undefined;
  const number = /\d+/.exec(words ?? '')?.[0];
  const rule = RULES[key] ?? 'What the password policy of the realm demands.';
  const expected = number === undefined ? rule.replace('$ ', '') : rule.replace('$', number);
  return { status: 'refused', problem: { code: 'PASSWORD_REFUSED', field: 'password', expected } };
}
