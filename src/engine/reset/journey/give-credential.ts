/**
 * Gives a customer the credential they have just set: intent, call, settle.
 *
 * Who is not in the target yet is created there whole, with it; who stands there gets it added. A doubtful answer is
 * looked up and never blindly repeated; what stays in doubt leaves the link with the customer.
 *
 * @module
 */
import type { Factor, Identity } from '../../../identity/identity.ts';
import type { TypedPassword } from '../../../identity/typed-password.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import { endCrossing, noteLoginProblem } from '../../../ledger/sql/login-crossing.ts';
import type { RecordProblem } from '../../../problems/problem.ts';
import type { Fit, Outcome, Snapshot } from '../../../targets/target.ts';
import { withoutPassword } from '../../login/merge.ts';
import { objectionOf, withFreshHash } from '../../login/store-now.ts';
import { note } from '../../note.ts';
import { type Claimed, claimForJourney } from './claim.ts';
import type { JourneyContext, Walking } from './context.ts';
import { lookAtOpenWrite } from './look-again.ts';
import { settleGained } from './settle.ts';

export type NewCredential =
  | { readonly kind: 'password'; readonly password: TypedPassword }
  | { readonly kind: 'passkey'; readonly factor: Factor };

export type Given =
  | { readonly kind: 'given' | 'crossed' | 'held' | 'later' | 'invalid' }
  /** By a rule that only the target could judge, in its words. */
  | { readonly kind: 'refused'; readonly said: string };

type Holding = Extract<Claimed, { kind: 'claimed' }>;

export async function giveCredential(
  context: JourneyContext,
  walking: Walking,
  credential: NewCredential,
): Promise<Given> {
  const { target } = context.parts;
  if (target === undefined) return { kind: 'later' };
  const before = await readBefore(context, walking);
  if (before === 'away') return { kind: 'later' };
  const claimed = await claimForJourney(context, walking, { of: 'credential', before });
  if (claimed.kind !== 'claimed') return { kind: WHEN_NOT_CLAIMED[claimed.kind] };
  const outcome = await call(context, walking.identity, claimed, credential);
  return conclude(context, walking, claimed, credential, outcome);
}

/** What somebody is told who was not first. */
export const WHEN_NOT_CLAIMED = {
  crossed: 'crossed',
  gone: 'invalid',
  busy: 'later',
  held: 'held',
  used: 'invalid',
} as const satisfies Record<Exclude<Claimed['kind'], 'claimed'>, Given['kind']>;

/** Undefined: they are not there yet. */
export async function readBefore(
  { parts }: JourneyContext,
  { row }: Pick<Walking, 'row'>,
): Promise<Snapshot | undefined | 'away'> {
  if (row.target_id === null || parts.target === undefined) return undefined;
  try {
    const [snapshot] = await parts.target.session.read([row.target_id]);
    return snapshot;
  } catch {
    return 'away';
  }
}

async function call(
  context: JourneyContext,
  identity: Identity,
  { row }: Holding,
  credential: NewCredential,
): Promise<Outcome> {
  const targetId = row.target_id ?? (await findOurs(context, identity, row.id));
  if (targetId === 'other') return { status: 'refused', problem: { code: 'TARGET_CONFLICT' } };
  if (targetId === 'away') return { status: 'unknown', found: 'the target does not answer' };
  if (targetId !== undefined) return add(context, targetId, credential);
  return create(context, identity, row.id, credential);
}

export async function findOurs(
  { parts }: JourneyContext,
  { identifiers }: Identity,
  id: string,
): Promise<string | undefined> {
  try {
    const [found] = (await parts.target?.session.find([{ externalId: externalId(id), identifiers }])) ?? [];
    return found?.whose === 'other' ? 'other' : found?.targetId;
  } catch {
    return 'away';
  }
}

async function add({ parts }: JourneyContext, targetId: string, credential: NewCredential): Promise<Outcome> {
  const session = parts.target?.session;
  return ask(() =>
    credential.kind === 'password'
      ? session?.setPassword?.(targetId, credential.password.reveal())
      : session?.addFactor?.(targetId, credential.factor),
  );
}

/** With a password whole, in one call: who stands there without a credential cannot log in. A passkey names its user. */
async function create(
  context: JourneyContext,
  identity: Identity,
  id: string,
  credential: NewCredential,
): Promise<Outcome> {
  const { target } = context.parts;
  if (target === undefined) return { status: 'unknown', found: 'no target' };
  const bare = withoutPassword(identity);
  const whole =
    credential.kind === 'password' ? await withFreshHash(target, bare, credential.password) : undefined;
  const created = await createAs(context, id, whole ?? { identity: bare, fit: target.fit(bare) });
  // No hash of ours is one of its own: then it hashes itself, as it does for everybody who registers there.
  return created.status !== 'done' || whole !== undefined
    ? created
    : add(context, created.targetId, credential);
}

/** Held, as in an import, where the target would lose what nobody gave up. */
export async function createAs(
  { parts }: JourneyContext,
  id: string,
  { identity, fit }: { readonly identity: Identity; readonly fit: Fit },
): Promise<Outcome> {
  const objection = objectionOf(fit, parts.accept);
  if (objection !== undefined) return { status: 'refused', problem: objection };
  const { credentialPlan } = fit;
  const write = {
    id: `journey-${id}`,
    operation: 'create',
    externalId: externalId(id),
    identity,
    credentialPlan,
  } as const;
  return ask(async () => (await parts.target?.session.write([write]))?.[0]);
}

/** A failure of the whole target is a doubt, like a broken connection. */
export async function ask(work: () => Promise<Outcome | undefined> | undefined): Promise<Outcome> {
  try {
    return (await work()) ?? { status: 'unknown', found: 'no answer' };
  } catch (error) {
    return { status: 'unknown', found: error instanceof Error ? error.name : 'a failure' };
  }
}

async function conclude(
  context: JourneyContext,
  walking: Walking,
  claimed: Holding,
  credential: NewCredential,
  outcome: Outcome,
): Promise<Given> {
  switch (outcome.status) {
    case 'done':
      return settleSeen(context, walking, claimed, credential, outcome.targetId);
    case 'refused':
      return giveUp(context, claimed, outcome.problem);
    case 'retry':
      // For certain not carried out: the link is the customer's again at once.
      await endAttempt(context, claimed);
      return { kind: 'later' };
    case 'unknown': {
      const seen = await lookAtOpenWrite(context, walking.invitation, claimed.write);
      return { kind: seen === 'done' ? 'given' : 'later' };
    }
  }
}

/** Read back, because a 200 is no proof. */
async function settleSeen(
  context: JourneyContext,
  { invitation }: Walking,
  { write, row }: Holding,
  credential: NewCredential,
  targetId: string,
): Promise<Given> {
  const [now] = (await context.parts.target?.session.read([targetId]).catch(() => [])) ?? [];
  if (now === undefined) return { kind: 'later' };
  const isThere =
    credential.kind === 'password' ? now.password !== 'absent' : now.factors.includes('webauthn');
  if (!isThere) return { kind: 'later' };
  const gained = credential.kind;
  await settleGained(context, {
    invitation,
    row,
    write,
    gained,
    targetId,
    after: now.fingerprint,
    how: 'stored-by-us',
  });
  return { kind: 'given' };
}

/** A password that breaks a rule is the customer's to mend; everything else is for a person. */
export async function giveUp(
  context: JourneyContext,
  claimed: Holding,
  problem: RecordProblem,
): Promise<Given> {
  if (problem.code === 'PASSWORD_REFUSED') {
    await endAttempt(context, claimed);
    return { kind: 'refused', said: problem.expected ?? '' };
  }
  const { ledger } = context;
  const runId = await context.runId();
  const { id: identityId, target_id: targetId, owner } = claimed.row;
  await ledger.db.transaction(async (tx) => {
    // Who stands in the target is no less there because one call was refused.
    const stays = targetId !== null || owner === 'target';
    await endCrossing(tx, identityId, stays ? 'withdrawn' : 'refused', problem.code);
    await noteLoginProblem(tx, runId, identityId, problem);
    const facts = { code: problem.code, by: 'journey' };
    await note(ledger, tx, [{ kind: 'held', runId, identityId, facts }]);
  });
  return { kind: 'held' };
}

async function endAttempt({ ledger }: JourneyContext, { row }: Holding): Promise<void> {
  await ledger.db.transaction((tx) => endCrossing(tx, row.id, 'withdrawn'));
}
