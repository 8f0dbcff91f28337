/**
 * Whether the hash of one customer can be verified once it stands in Better Auth.
 *
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import {
  costOf,
  DEFAULT_LIMITS,
  MissingInput,
  type ParsedHash,
  PasswordHashError,
  parse,
  standInsFor,
  UnknownHash,
} from '../../passwords/index.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Fit } from '../target.ts';

export interface PasswordFit {
  readonly plan: Fit['credentialPlan'];
  readonly reason: string;
  readonly loss?: RecordProblem;
}

export function fitPassword({ password, status }: Identity): PasswordFit {
  if (password === undefined) return { plan: 'none', reason: 'There is no password.' };
  if (status === 'invited')
    return { plan: 'reset', reason: 'An invitation that was never taken up has no password to keep.' };
  const parsed = take(password);
  if (!('parts' in parsed)) return cannot(parsed);
  if (parsed.format === 'disabled')
    return { plan: 'none', reason: 'The legacy had taken the password out of use.' };
  const { work, memory } = costOf(parsed.parts, ORDINARY_LENGTH);
  if (work > DEFAULT_LIMITS.work || memory > DEFAULT_LIMITS.memory) {
    const found = `${parsed.format} with a cost beyond the bounds`;
    return cannot({ code: 'PASSWORD_NOT_PORTABLE', field: 'password.hash', found });
  }
  return { plan: 'native', reason: `footbridge() verifies ${parsed.format} inside Better Auth.` };
}

/** Bytes of a password, where the cost depends on it. */
const ORDINARY_LENGTH = 16;

function take({ format, hash, beside, secrets }: PasswordCredential): ParsedHash | RecordProblem {
  const roles = Object.keys(secrets ?? {});
  try {
    return parse({
      hash,
      ...(format === undefined ? {} : { format }),
      ...(beside === undefined ? {} : { beside }),
      secrets: standInsFor(roles),
    });
  } catch (error) {
    if (!(error instanceof PasswordHashError)) throw error;
    if (error instanceof UnknownHash) return { code: 'PASSWORD_UNKNOWN', field: 'password.format' };
    const field = error instanceof MissingInput ? `password.beside.${error.input}` : 'password.hash';
    return { code: 'PASSWORD_MALFORMED', field, found: error.message };
  }
}

function cannot(loss: RecordProblem): PasswordFit {
  return { plan: 'reset', reason: 'Nobody could verify this hash.', loss };
}
