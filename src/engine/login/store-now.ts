/**
 * Puts a customer into the target ourselves, for platforms that cannot ask: create or complete the user, look, settle.
 *
 * What was typed goes in as a fresh hash of the strongest format the target verifies, over the same call an import
 * uses. A doubtful answer is looked up and never blindly repeated.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { TypedPassword } from '../../identity/typed-password.ts';
import { externalId } from '../../ledger/blind-index.ts';
import { findById } from '../../ledger/sql/find-customer.ts';
import { endCrossing, noteLoginProblem } from '../../ledger/sql/login-crossing.ts';
import { HASHABLE, hashAs } from '../../passwords/index.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Fit, Outcome, Snapshot, Write } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import { note } from '../note.ts';
import type { Claim } from './claim.ts';
import type { DoorContext } from './context.ts';
import { settleStored } from './settle.ts';

export type Stored =
  | { readonly kind: 'stored'; readonly targetId: string }
  | { readonly kind: 'held' }
  | { readonly kind: 'failed' };

type Claimed = Extract<Claim, { kind: 'claimed' }>;

/** Writes for one login at most: create, look, complete. */
const TRIES = 2;

export async function storeNow(
  door: DoorContext,
  claimed: Claimed,
  password: TypedPassword,
): Promise<Stored> {
  const { target } = door.parts;
  if (target === undefined) return { kind: 'failed' };
  const fresh = await withFreshHash(target, claimed.identity, password);
  if (fresh === undefined) return { kind: 'failed' };
  const objection = objectionOf(fresh.fit, door.settings.accept);
  if (objection !== undefined) return hold(door, claimed.id, objection);

  let write: Write = {
    id: `login-${claimed.id}`,
    operation: claimed.targetId === undefined ? 'create' : 'update',
    externalId: externalId(claimed.id),
    identity: fresh.identity,
    credentialPlan: fresh.fit.credentialPlan,
    ...(claimed.targetId === undefined ? {} : { targetId: claimed.targetId }),
  };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const outcome = await writeOnce(target, write);
    if (outcome.status === 'done') return settleWritten(door, target, claimed.id, outcome.targetId);
    if (outcome.status === 'refused' && outcome.problem.code !== 'TARGET_CONFLICT')
      return hold(door, claimed.id, outcome.problem);
    const ours = await findOurs(target, write);
    if (ours === 'nobody') continue;
    if (ours === 'other') return hold(door, claimed.id, { code: 'TARGET_CONFLICT' });
    // Another login has stored it, and the customer may have changed it since: what was typed here is old by now.
    if ((await findById(door.ledger.db, claimed.id))?.owner === 'target')
      return { kind: 'stored', targetId: ours.targetId };
    write = { ...write, operation: 'update', targetId: ours.targetId };
  }
  return { kind: 'failed' };
}

export async function withFreshHash(
  target: CrossingTarget,
  identity: Identity,
  password: TypedPassword,
): Promise<{ readonly identity: Identity; readonly fit: Fit } | undefined> {
  for (const format of HASHABLE) {
    // Whether it fits is decided by the format; the sample spares the work of hashing in vain.
    const sample = { ...identity, password: { format, hash: HASHABLE_SAMPLE[format] } };
    const { credentialPlan } = target.fit(sample);
    if (credentialPlan !== 'native' && credentialPlan !== 'transcoded') continue;
    const complete = { ...identity, password: { format, hash: await hashAs(format, password.reveal()) } };
    return { identity: complete, fit: target.fit(complete) };
  }
  return undefined;
}

/** Shapes only: hashes of nothing that anybody has. */
const HASHABLE_SAMPLE = {
  argon2id:
    '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'bcrypt-2b': '$2b$10$......................eHfyMjAIHnL4GBjgz7VtMgpfU4FZPCu',
  'django-pbkdf2-sha256':
    'pbkdf2_sha256$600000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
} as const satisfies Record<(typeof HASHABLE)[number], string>;

export function objectionOf(fit: Fit, accept: readonly string[]): RecordProblem | undefined {
  if (fit.refusal !== undefined) return fit.refusal;
  return fit.losses.find(
    ({ field = '' }) => !accept.some((one) => field === one || field.startsWith(`${one}.`)),
  );
}

async function writeOnce({ session }: CrossingTarget, write: Write): Promise<Outcome> {
  try {
    const [outcome] = await session.write([write]);
    return outcome ?? { status: 'unknown', found: 'no answer' };
  } catch (error) {
    return { status: 'unknown', found: error instanceof Error ? error.name : 'a failure' };
  }
}

async function findOurs(
  { session }: CrossingTarget,
  { externalId: id, targetId, identity }: Write,
): Promise<'nobody' | 'other' | { readonly targetId: string }> {
  const key = {
    externalId: id,
    identifiers: identity.identifiers,
    ...(targetId === undefined ? {} : { targetId }),
  };
  const [found] = await session.find([key]).catch(() => []);
  if (found === undefined) return 'nobody';
  return found.whose === 'ours' ? { targetId: found.targetId } : 'other';
}

/** Read back, because a 200 is no proof; then the target owns the credential. */
async function settleWritten(
  door: DoorContext,
  { session }: CrossingTarget,
  identityId: string,
  targetId: string,
): Promise<Stored> {
  const [snapshot]: readonly (Snapshot | undefined)[] = await session.read([targetId]).catch(() => []);
  if (snapshot === undefined || snapshot.password === 'absent') return { kind: 'failed' };
  const settled = await settleStored(door, identityId, {
    how: 'stored-by-us',
    targetId,
    after: snapshot.fingerprint,
    signedIn: false,
  });
  return settled === 'settled' || settled === 'known-already'
    ? { kind: 'stored', targetId }
    : { kind: 'failed' };
}

/** What the target refuses or would lose is for a person to decide, as in an import. */
async function hold(door: DoorContext, identityId: string, problem: RecordProblem): Promise<Stored> {
  await door.ledger.db.transaction(async (tx) => {
    await endCrossing(tx, identityId, 'refused', problem.code);
    await noteLoginProblem(tx, door.runId, identityId, problem);
    await note(door.ledger, tx, [
      { kind: 'held', runId: door.runId, identityId, facts: { code: problem.code } },
    ]);
  });
  return { kind: 'held' };
}
