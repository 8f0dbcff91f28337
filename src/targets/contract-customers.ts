/**
 * Synthetic customers for the conformance suite of targets, and short ways to its platform.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { CredentialPlan } from '../identity/credential-plan.ts';
import {
  blankIdentity,
  type Identifier,
  type Identity,
  type PasswordCredential,
} from '../identity/identity.ts';
import type { Snapshot, Target, TargetSession, Write } from './target.ts';

/** What the suite needs from the platform under test. */
export interface TargetPlatform<Config> {
  readonly config: Config;
  /** A session on it. The suite closes it. */
  readonly session: TargetSession;
  /** A password with its hash, in a format the target accepts, and the plan that goes with it. */
  readonly password: {
    readonly plain: string;
    readonly credential: PasswordCredential;
    readonly plan: CredentialPlan;
  };
  /** False: a login asks nobody for a second factor, whatever they have. */
  readonly asksForFactors?: boolean;
  /** Makes a user that this migration has nothing to do with. Returns its id in the target. */
  makeStranger(email: string): Promise<string>;
}

export interface Bench<Config> {
  readonly target: Target<Config>;
  readonly platform: () => TargetPlatform<Config>;
}

/** Logs a customer in by the first identifier; the test is skipped, and says so, where a target offers no login. */
export function loginOf<Config>(bench: Bench<Config>, skip: (note: string) => never) {
  const { login } = session(bench);
  if (login === undefined) return skip('this target cannot try a login, and says so by not offering it');
  return ({ identity: { identifiers } }: Write, password: string) => {
    const [identifier] = identifiers;
    if (identifier === undefined) throw new Error('a customer of this suite has an address');
    return login(identifier, password);
  };
}

interface CustomerTraits {
  readonly email?: string;
  readonly verified?: true;
  readonly status?: Identity['status'];
}

/** A synthetic customer to create; two never have anything in common. */
export function newCustomer({ email = newEmail(), verified, status = 'active' }: CustomerTraits): Write {
  const externalId = newExternalId();
  return {
    id: externalId,
    operation: 'create',
    externalId,
    credentialPlan: 'none',
    identity: {
      ...blankIdentity(`contract-${externalId}`),
      status,
      identifiers: [{ type: 'email', value: email, ...(verified === undefined ? {} : { verified }) }],
      profile: { given_name: 'Ada', family_name: 'Contract' },
    },
  };
}

export function withPassword<Config>(bench: Bench<Config>, write: Write): Write {
  const { credential, plan } = bench.platform().password;
  return { ...write, credentialPlan: plan, identity: { ...write.identity, password: credential } };
}

export function newExternalId(): string {
  return randomBytes(16).toString('hex');
}

export function newEmail(): string {
  return `contract-${randomBytes(6).toString('hex')}@footbridge.example`;
}

export function session<Config>(bench: Bench<Config>): TargetSession {
  return bench.platform().session;
}

export function targetIdOf(outcome: Awaited<ReturnType<TargetSession['write']>>[number] | undefined): string {
  if (outcome?.status !== 'done') throw new Error(`expected "done", got ${JSON.stringify(outcome)}`);
  return outcome.targetId;
}

export async function readOne<Config>(bench: Bench<Config>, { externalId }: Write): Promise<Snapshot> {
  const [found] = await session(bench).find([{ externalId, identifiers: [] }]);
  const [snapshot] = await session(bench).read([found?.targetId ?? '']);
  if (snapshot === undefined) throw new Error('the user is not in the target');
  return snapshot;
}

export function emailOf(identifiers: readonly Identifier[]) {
  const email = identifiers.find(({ type }) => type === 'email');
  return email && { value: email.value, verified: email.verified };
}
