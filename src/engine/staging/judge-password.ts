/**
 * Says of one password hash, before it goes anywhere, what it is: named, recognised, disabled, damaged or unknown.
 *
 * An import that answers 200 for hashes nobody can verify is the failure users fear most, so a hash that does not
 * parse never leaves the ledger.
 *
 * @module
 */
import type { PasswordCredential } from '../../identity/identity.ts';
import {
  identify,
  MalformedHash,
  MissingInput,
  parametersOf,
  parse,
  standInsFor,
  UnknownHash,
} from '../../passwords/index.ts';
import type { RecordProblem } from '../../problems/problem.ts';

export type PasswordJudgement =
  | {
      readonly kind: 'known';
      readonly password: PasswordCredential & { readonly format: string };
      /** `cost 10`; empty where the format has none. */
      readonly parameters: string;
    }
  /** A marker such as `!`: there is no password, and that is what the legacy meant. */
  | { readonly kind: 'disabled' }
  | { readonly kind: 'problem'; readonly problem: RecordProblem };

export function judgePassword(password: PasswordCredential): PasswordJudgement {
  const named = password.format ?? recognise(password);
  if (named === undefined) return problem('PASSWORD_UNKNOWN', 'its shape fits no format, or several');
  if (named === 'disabled') return { kind: 'disabled' };
  try {
    const { hash, beside, secrets } = password;
    const { format, parts } = parse({
      hash,
      format: named,
      ...(beside === undefined ? {} : { beside }),
      // Their values are asked for at the login, and decide nothing before.
      ...(secrets === undefined ? {} : { secrets: standInsFor(Object.keys(secrets)) }),
    });
    return { kind: 'known', password: { ...password, format }, parameters: parametersOf(parts) };
  } catch (error) {
    if (error instanceof MalformedHash) return problem('PASSWORD_MALFORMED', error.message);
    if (error instanceof MissingInput) return problem('PASSWORD_UNKNOWN', error.message);
    if (error instanceof UnknownHash) return problem('PASSWORD_UNKNOWN', error.message);
    throw error;
  }
}

/** Only what the string alone makes clear; a bare digest could be many things, and guessing locks people out. */
function recognise({ hash, beside }: PasswordCredential): string | undefined {
  const [first] = identify(hash, beside === undefined ? undefined : { beside });
  return first === undefined || first.certainty === 'possible' ? undefined : first.format;
}

function problem(code: 'PASSWORD_UNKNOWN' | 'PASSWORD_MALFORMED', found: string): PasswordJudgement {
  return { kind: 'problem', problem: { code, field: 'password.hash', found } };
}
