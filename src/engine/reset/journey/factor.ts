/**
 * A second factor is set up: an authenticator app, proved by a code, and recovery codes beside it where the target takes
 * them. A link alone is not enough: either this session has just set the password, or the customer has shown it.
 *
 * @module
 */
import { createHash, randomInt } from 'node:crypto';
import type { Factor } from '../../../identity/identity.ts';
import { noteLoginProblem } from '../../../ledger/sql/login-crossing.ts';
import { settleFactor } from '../../../ledger/sql/reset-writes.ts';
import type { Caller, Went } from '../journey.ts';
import { afterGiving } from './after-giving.ts';
import { HELD, LATER } from './arrive.ts';
import { claimForJourney } from './claim.ts';
import type { JourneyContext, Walking } from './context.ts';
import { ask, readBefore, WHEN_NOT_CLAIMED } from './give-credential.ts';
import { lookAtOpenWrite } from './look-again.ts';
import { doneStep, factorStep, nextStep, totpOf } from './next-step.ts';
import { settleGained } from './settle.ts';

/** Steps of thirty seconds that a clock may be off, either way (RFC 6238 §5.2 recommends one). */
const WINDOW = 1;

const RECOVERY_CODES = 10;
/** Without the letters that are taken for others; 10 of them are 49 bits, SP 800-63B-4 §3.1.2.1 asks for 20 at least. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

export async function submitFactor(
  context: JourneyContext,
  walking: Walking,
  typed: string,
  caller: Caller,
): Promise<Went> {
  const { session, identity } = walking;
  const { totp: secret } = session;
  if (!session.confirmed || secret === undefined || session.factors.length > 0)
    return nextStep(context, walking);
  if (session.purpose !== 'enrol' && session.credential !== 'password') return nextStep(context, walking);
  const { refusedFor, forgive } = await context.throttles.take(
    { rated: 'answer', of: `${session.identityId} factor` },
    { rated: 'answer-from', of: caller.address },
  );
  if (refusedFor !== undefined) return { view: { step: 'throttled', after: refusedFor }, session };
  const why = session.purpose === 'enrol' ? 'lost' : 'required';
  const token = typed.normalize('NFKC').replaceAll(/\s/g, '');
  const isCode = /^\d{6}$/.test(token);
  const totp = totpOf(context, identity.identifiers[0]?.value ?? '', secret);
  if (!isCode || totp.validate({ token, window: WINDOW, timestamp: context.now() }) === null)
    return factorStep(context, walking, why, true);
  await forgive();
  // A proved secret is proved once: the sealed session of before must not add it again.
  const of = `totp ${session.invitationId} ${createHash('sha256').update(secret).digest('hex')}`;
  const { refusedFor: proved } = await context.throttles.take({ rated: 'once', of });
  const { totp: _proved, ...rest } = session;
  const onward: Walking = { ...walking, session: rest };
  if (proved !== undefined) return nextStep(context, onward);
  return addFactors(context, onward, { ...TOTP, secret });
}

const TOTP = { type: 'totp', algorithm: 'SHA1', digits: 6, period: 30 } as const;

async function addFactors(context: JourneyContext, walking: Walking, factor: Factor): Promise<Went> {
  const { session } = walking;
  const target = context.parts.target?.session;
  const before = await readBefore(context, walking);
  const targetId = walking.row.target_id;
  if (before === 'away' || before === undefined || targetId === null) return { view: LATER, session };
  const claimed = await claimForJourney(context, walking, { of: 'factor', before });
  if (claimed.kind !== 'claimed')
    return afterGiving(context, walking, WHEN_NOT_CLAIMED[claimed.kind], 'password');
  const { write, row } = claimed;
  const outcome = await ask(() => target?.addFactor?.(targetId, factor));
  if (outcome.status === 'unknown') {
    const seen = await lookAtOpenWrite(context, walking.invitation, write);
    if (seen === 'done') return added(context, walking, []);
    return { view: LATER, session };
  }
  if (outcome.status !== 'done') {
    await withdraw(context, write.id, row.id, outcome.status === 'refused' ? outcome.problem : undefined);
    return { view: outcome.status === 'refused' ? HELD : LATER, session };
  }
  const codes = await addRecoveryCodes(context, targetId);
  const [now] = (await target?.read([targetId]).catch(() => [])) ?? [];
  const settled = { invitation: walking.invitation, row, write, targetId, how: 'stored-by-us' };
  const after = now === undefined ? {} : { after: now.fingerprint };
  await settleGained(context, { ...settled, gained: 'factor', ...after });
  return added(context, walking, codes);
}

/** Shown once. Empty: the target takes none, or did not take these; then there is nothing to show. */
async function addRecoveryCodes({ parts }: JourneyContext, targetId: string): Promise<readonly string[]> {
  const { target } = parts;
  if (target?.reset?.addsFactors.includes('recovery-codes') !== true) return [];
  const codes = Array.from({ length: RECOVERY_CODES }, makeCode);
  const factor: Factor = { type: 'recovery-codes', codes: [...codes], total: RECOVERY_CODES };
  const outcome = await ask(() => target.session.addFactor?.(targetId, factor));
  return outcome.status === 'done' ? codes : [];
}

/** `abcde-23456`. */
function makeCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '');
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`;
}

function added(context: JourneyContext, walking: Walking, codes: readonly string[]): Went {
  const factors: Factor['type'][] = codes.length > 0 ? ['totp', 'recovery-codes'] : ['totp'];
  const session = { ...walking.session, factors };
  return codes.length > 0 ? { view: { step: 'recovery-codes', codes }, session } : doneStep(context, session);
}

async function withdraw(
  { ledger, runId }: JourneyContext,
  writeId: number,
  identityId: string,
  problem: Parameters<typeof noteLoginProblem>[3] | undefined,
): Promise<void> {
  const run = await runId();
  await ledger.db.transaction(async (tx) => {
    await settleFactor(tx, writeId, 'withdrawn', null);
    if (problem !== undefined) await noteLoginProblem(tx, run, identityId, problem);
  });
}
