/**
 * The third path of the target in memory: a new password, one more factor, and a journey of its own that goes nowhere.
 *
 * @module
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Factor } from '../src/identity/identity.ts';
import type {
  BegunReset,
  Outcome,
  PasswordPolicy,
  TargetReset,
  TargetSession,
} from '../src/targets/target.ts';
import type { Fault, MemoryStore, MemoryUser } from './memory-target.ts';

export const MEMORY_RESET: TargetReset = {
  setsPassword: true,
  addsFactors: ['totp', 'webauthn', 'recovery-codes'],
  begins: ['password', 'passkey', 'totp', 'recovery-codes'],
};

/** What happens to one call, whose attempts are counted for each user and operation. */
export type ResetFault = (
  operation: 'set-password' | 'add-factor' | 'begin-reset',
  targetId: string,
  attempt: number,
) => Fault;

const POLICY: PasswordPolicy = { minLength: 8, maxLength: 128, other: [] };

export function memoryReset(
  store: MemoryStore,
): Required<Pick<TargetSession, 'passwordPolicy' | 'setPassword' | 'addFactor' | 'beginReset'>> {
  const attempts = new Map<string, number>();

  function call(
    operation: Parameters<ResetFault>[0],
    targetId: string,
    carryOut: (user: MemoryUser) => Outcome,
  ): Outcome {
    store.calls.push({ operation, externalId: store.users.get(targetId)?.externalId ?? '' });
    const attempt = (attempts.get(`${operation} ${targetId}`) ?? 0) + 1;
    attempts.set(`${operation} ${targetId}`, attempt);
    const fault = store.resetFault?.(operation, targetId, attempt);
    if (fault === 'refuse')
      return { status: 'refused', problem: { code: 'TARGET_REFUSED', found: 'it does not like it' } };
    if (fault === 'retry') return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: 'busy', after: 1 };
    if (fault === 'lose-before') return { status: 'unknown', found: 'the connection broke' };
    const user = store.users.get(targetId);
    const outcome = user === undefined ? gone() : carryOut(user);
    return fault === 'lose-after' ? { status: 'unknown', found: 'the connection broke' } : outcome;
  }

  return {
    passwordPolicy: async () => store.policy ?? POLICY,
    setPassword: async (targetId, password) =>
      call('set-password', targetId, (user) => setPassword(user, password, store.policy ?? POLICY)),
    addFactor: async (targetId, factor) => call('add-factor', targetId, (user) => addFactor(user, factor)),
    async beginReset(targetId, { lifespan }): Promise<BegunReset> {
      const begun = call('begin-reset', targetId, () => ({ status: 'done', targetId }));
      if (begun.status !== 'done') return begun;
      const reaches = store.reaches ?? 'link';
      if (reaches !== 'link') return { status: reaches };
      const expiresAt = new Date(Date.now() + lifespan * 1000).toISOString();
      return { status: 'link', url: `https://memory.example/reset/${targetId}`, expiresAt };
    },
  };
}

function gone(): Outcome {
  const found = 'the user is no longer in the target';
  return { status: 'refused', problem: { code: 'TARGET_CHANGED', found } };
}

function setPassword(user: MemoryUser, password: string, policy: PasswordPolicy): Outcome {
  const length = [...password].length;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = policy;
  if (length < minLength) return refuse(`at least ${minLength} characters`);
  if (length > maxLength) return refuse(`at most ${maxLength} characters`);
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  const hash = `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
  user.identity = { ...user.identity, password: { hash } };
  user.judges = true;
  user.touched += 1;
  return { status: 'done', targetId: user.targetId };
}

function refuse(expected: string): Outcome {
  return { status: 'refused', problem: { code: 'PASSWORD_REFUSED', field: 'password', expected } };
}

function addFactor(user: MemoryUser, factor: Factor): Outcome {
  const same = JSON.stringify(factor);
  const others = user.identity.factors.filter(
    (one) => JSON.stringify(one) !== same && !(one.type === factor.type && factor.type === 'recovery-codes'),
  );
  user.identity = { ...user.identity, factors: [...others, factor] };
  user.touched += 1;
  return { status: 'done', targetId: user.targetId };
}
