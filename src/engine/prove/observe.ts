/**
 * Logs synthetic customers in and writes down what was seen.
 *
 * The judge is whoever will judge the real ones: the target where it got the hash, our login door where the hash stays
 * in the vault. Behind the door the target judges from the second login on, as it will for everybody.
 *
 * @module
 */
import type { Answer } from '../../hooks/hook.ts';
import type { Identifier } from '../../identity/identity.ts';
import { TypedPassword } from '../../identity/typed-password.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { TargetSession } from '../../targets/target.ts';
import type { Asking, Door } from '../login.ts';
import type { Attempt, Trial } from './attempts.ts';
import type { ProvenCase } from './proof.ts';

/** What one attempt to log in showed. */
export interface Seen {
  readonly observed: ProvenCase['observed'];
  readonly found?: string;
}

export type LogIn = (identifier: Identifier, password: string) => Promise<Seen>;

/** Milliseconds: nobody waits behind a proof, and Argon2 on a busy machine takes its time. */
const DEADLINE = 30_000;

/** We store what was typed ourselves: no hook of a target takes part. */
const ASKING: Asking = { hook: 'prove', deadline: DEADLINE, stores: 'footbridge' };

/** Logs in where the target has the hash. */
export function byTarget(login: NonNullable<TargetSession['login']>): LogIn {
  return async (identifier, password) => {
    try {
      return { observed: await login(identifier, password) };
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      // Some endpoints call an empty field a malformed request: nobody gets in by one.
      if (error.answer === 'invalid' && password === '') return { observed: 'refused', found: error.message };
      return { observed: 'unasked', found: error.message };
    }
  };
}

/** Logs in through the door, and in the target once somebody has crossed. */
export function byDoor(door: Door, login: TargetSession['login']): LogIn {
  return async (identifier, password) => {
    const answer = await door.ask(
      {
        op: 'verify',
        identifier: identifier.value,
        type: identifier.type,
        password: new TypedPassword(password),
        by: {},
      },
      ASKING,
    );
    if (answer.outcome !== 'already-migrated') return seenIn(answer);
    if (login === undefined)
      return { observed: 'unasked', found: 'crossed already; the target judges, and cannot be asked' };
    return byTarget(login)(identifier, password);
  };
}

function seenIn(answer: Answer): Seen {
  switch (answer.outcome) {
    case 'match':
    case 'match-must-change':
      return { observed: 'accepted' };
    case 'wrong':
      return { observed: 'refused' };
    case 'blocked':
      return { observed: 'blocked', found: answer.reason };
    case 'mfa-required':
      return { observed: 'factor-required' };
    default:
      return { observed: 'unasked', found: `the door answered "${answer.outcome}"` };
  }
}

/** All attempts of one customer, in their order. */
export async function observeTrial(
  { attempts, password }: Trial,
  identifier: Identifier,
  logIn: LogIn,
): Promise<readonly ProvenCase[]> {
  const cases: ProvenCase[] = [];
  for (const attempt of attempts) cases.push(await observe(attempt, identifier, logIn));
  const [first] = cases;
  if (first === undefined || first.observed !== 'refused' || first.expected === 'accepted') return cases;
  // Whoever is refused for another reason than the wrong password would be refused with the right one too.
  const right = await logIn(identifier, password);
  if (right.observed === 'accepted') return cases;
  const found = `the right password behind it: ${right.observed}${right.found === undefined ? '' : `, ${right.found}`}`;
  return [{ ...first, ok: false, found }];
}

async function observe(
  { name, password, expected }: Attempt,
  identifier: Identifier,
  logIn: LogIn,
): Promise<ProvenCase> {
  const at = new Date().toISOString();
  const began = performance.now();
  const { observed, found } = await logIn(identifier, password);
  const milliseconds = Math.round(performance.now() - began);
  return {
    name,
    expected,
    observed,
    ok: isAsExpected(expected, observed),
    at,
    milliseconds,
    ...(found === undefined ? {} : { found }),
  };
}

function isAsExpected(expected: ProvenCase['expected'], observed: ProvenCase['observed']): boolean {
  return expected === 'either' ? observed === 'accepted' || observed === 'refused' : observed === expected;
}

/** Attempts that could not be made, because their customer is not in the target. */
export function unasked({ attempts }: Trial, found: string): readonly ProvenCase[] {
  const at = new Date().toISOString();
  return attempts.map(({ name, expected }) => ({
    name,
    expected,
    observed: 'unasked',
    ok: false,
    found,
    at,
    milliseconds: 0,
  }));
}
