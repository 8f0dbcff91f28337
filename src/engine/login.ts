/**
 * The one door for a login: every hook's question comes in here, and one of eight answers goes out.
 *
 * In this order: bounds → who is it → ledger and tombstones → route → throttle → judge (vault or legacy) → claim →
 * answer. Each step is a file of its own in `login/`, and is tested alone; the order is the rule. What the ledger
 * says comes before any verifier, so that an old password never works again; what is claimed is looked at once more
 * under a lock, so that nobody crosses twice.
 *
 * It answers in time, always: after the deadline with a technical error, which no target counts as a wrong password.
 *
 * @see docs/login.md
 * @module
 */
import type { Answer, LookupQuestion, Question, SettleQuestion, VerifyQuestion } from '../hooks/hook.ts';
import { joinWorkers } from '../ledger/presence.ts';
import { countUnsettled, loginRun } from '../ledger/sql/login-crossing.ts';
import { addDisagreement } from '../ledger/sql/login-history.ts';
import { sweepBuckets } from '../ledger/sql/throttle.ts';
import { createLegacies } from './login/ask-legacy.ts';
import { isVerifiable } from './login/bounds.ts';
import { cohortOf } from './login/cohort.ts';
import { type DoorContext, type KnownCustomer, standingFor } from './login/context.ts';
import { cross, customerOf, isDenied } from './login/cross.ts';
import { describe } from './login/describe.ts';
import type { Asking, Door, DoorParts, Judge } from './login/door.ts';
import { prepareDummyWork } from './login/dummy-work.ts';
import { findKnown } from './login/find-known.ts';
import { glance } from './login/glance.ts';
import { createHistory } from './login/history.ts';
import { lookAround, settleIfThere } from './login/look-around.ts';
import { createAttempts } from './login/one-attempt.ts';
import { readingsFor } from './login/readings.ts';
import { createRouter } from './login/router.ts';
import { settleEvent, speaksFor } from './login/settle.ts';
import { compareInShadow } from './login/shadow.ts';
import { createThrottle } from './login/throttle.ts';
import { judgeByVault } from './login/vault.ts';
import { isGuess, type Verdict } from './login/verdict.ts';

export type {
  Asking,
  CohortRule,
  Door,
  DoorHealth,
  DoorParts,
  LegacyPart,
  LoginSettings,
  Observation,
} from './login/door.ts';

/** An answer on its way out, with what metrics want to know. */
interface Reply {
  readonly answer: Answer;
  readonly judge: Judge;
  readonly cohort: string;
  readonly because?: string;
}

/** Milliseconds between two sweeps of empty buckets: each reads the whole table of them. */
const SWEEP = 3_600_000;

/** Milliseconds between two writings of the history. */
const WRITE_HISTORY = 5_000;

/** @example
 * const door = await openDoor({ ledger, source: 'legacy', legacy, target, settings, secret });
 * const answer = await door.ask({ op: 'verify', identifier: 'ana@shop.example', password, by: {} }, asking);
 */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const now = parts.now ?? Date.now;
  const { ledger, settings } = parts;
  const legacies = parts.legacy === undefined ? undefined : createLegacies(parts.legacy, settings);
  const door: DoorContext = {
    parts,
    ledger,
    settings,
    runId: await loginRun(ledger.db),
    legacies,
    now,
    keep,
  };
  const throttle = createThrottle(ledger, settings.throttle, now);
  const attempts = createAttempts(settings.remember, now);
  const router = createRouter(ledger, now);
  const history = createHistory(ledger, now);
  const dummyWork = await prepareDummyWork(ledger, parts.secret);
  // Counts as one who seals, so that keys are not rotated under it. An embedded ledger is this process's alone.
  const presence = ledger.db.kind === 'postgres' ? await joinWorkers(ledger.db) : undefined;
  const underWay = new Set<Promise<unknown>>();
  let sweptAt = 0;
  const writing = setInterval(() => void history.flush().catch(() => undefined), WRITE_HISTORY);
  writing.unref();

  async function ask(question: Question, asking: Asking): Promise<Answer> {
    const began = performance.now();
    const deadline = new AbortController();
    const late = setTimeout(() => deadline.abort(), asking.deadline);
    const working = answerTo(question, asking, deadline.signal)
      .catch(failInside)
      .finally(() => question.op === 'verify' && question.password.forget());
    keep(working);
    const reply = await Promise.race([working, whenAborted(deadline.signal)]);
    clearTimeout(late);
    const took = performance.now() - began;
    const { answer, judge, cohort, because } = reply;
    history.add({ hook: asking.hook, op: question.op, cohort, judge, outcome: answer.outcome, took });
    parts.observe?.({
      hook: asking.hook,
      op: question.op,
      outcome: answer.outcome,
      judge,
      cohort,
      took,
      ...(because === undefined ? {} : { because }),
    });
    return answer;
  }

  /** Whatever goes wrong inside is our failure and nobody's wrong password. */
  function failInside(error: unknown): Reply {
    const because = error instanceof Error ? error.name : 'failure';
    return { answer: { outcome: 'technical-error', retryable: true }, judge: 'nobody', cohort: '', because };
  }

  /** What goes on after an answer is waited for when the door closes. */
  function keep(work: Promise<unknown>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  async function answerTo(question: Question, asking: Asking, signal: AbortSignal): Promise<Reply> {
    switch (question.op) {
      case 'verify':
        return verify(question, asking, signal);
      case 'lookup':
        return lookup(question, signal);
      case 'settle':
        return settle(question);
    }
  }

  async function verify(question: VerifyQuestion, asking: Asking, signal: AbortSignal): Promise<Reply> {
    const { password } = question;
    if (!isVerifiable(password)) return nobody({ outcome: 'wrong' }, '', 'bounds');
    const { readings, known, ambiguous } = await findKnown(door, question);
    const typed = readings.map(({ key }) => key);
    const cohort = cohortOf(settings.cohorts, known?.row, known?.identity, typed);
    const whom = known?.row.id ?? readings[0]?.hash;
    if (whom === undefined) {
      await dummyWork(password);
      return nobody({ outcome: 'unknown' }, cohort, 'not-an-identifier');
    }
    const standing = await settledStanding(known, signal);
    if (standing.kind === 'crossed') return crossed(known, cohort);
    if (known?.row.open_write != null && (await settleIfThere(door, known.row.id)))
      return crossed(known, cohort);
    // Behind the ledger: whoever has crossed is not sent back by flipping a cohort.
    if ((await router.placeOf(readings[0]?.hash ?? whom, cohort)) === 'legacy')
      return nobody({ outcome: 'blocked', reason: 'routed-to-legacy' }, cohort);
    if (standing.kind === 'busy')
      return nobody({ outcome: 'technical-error', retryable: true }, cohort, 'busy');

    const judge = standing.kind === 'open' ? standing.judge : legacies === undefined ? 'nobody' : 'legacy';
    const by = judge === 'vault' ? `vault ${known?.identity?.password?.hash}` : judge;
    const { verdict, repeated } = await attempts.once(whom, by, password, async () => {
      const { refusedFor, forgive } = await throttle.take('guess', whom, question.by.address);
      if (refusedFor !== undefined) return { outcome: 'throttled', after: refusedFor };
      const judging =
        standing.kind === 'deleted' || ambiguous
          ? dummyWork(password).then(() => UNKNOWN)
          : judgeBy(judge, known, question, readings, signal);
      const verdict = await judging.catch((error) => forgive().then(() => Promise.reject(error)));
      if (!isGuess(verdict)) await forgive();
      return verdict;
    });
    if (settings.shadow && known !== undefined && !repeated)
      keep(noteShadow(known, question, verdict, asking));
    if (verdict.outcome !== 'match' && verdict.outcome !== 'mfa-required')
      return { judge, cohort, ...(repeated ? { because: 'repeated' } : {}), ...said(verdict) };
    return { answer: await cross(door, known, verdict, question, asking, signal), judge, cohort };
  }

  /** A bulk write takes a second; a customer may wait that long, and a crashed one is waited for in vain. */
  async function settledStanding(known: KnownCustomer | undefined, signal: AbortSignal) {
    const standing = standingFor(door, known);
    if (standing.kind !== 'busy' || known === undefined) return standing;
    while (!signal.aborted) {
      await glance();
      const again = await findKnown(door, { externalId: known.row.id.replaceAll('-', '') });
      const later = standingFor(door, again.known);
      if (later.kind !== 'busy') return later;
    }
    return standing;
  }

  function judgeBy(
    judge: Judge,
    known: KnownCustomer | undefined,
    { password, by }: VerifyQuestion,
    readings: Awaited<ReturnType<typeof findKnown>>['readings'],
    signal: AbortSignal,
  ): Promise<Verdict> {
    if (judge === 'vault' && known?.identity !== undefined)
      return judgeByVault(known.identity, password, parts.secret);
    if (judge === 'legacy' && legacies !== undefined) {
      const sourceId = known?.identity?.sourceId;
      const names = readingsFor(known?.identity, readings, ledger.index);
      const whom = names.map((one) => (sourceId === undefined ? one : { ...one, sourceId }));
      const attempt = {
        ...(by.address === undefined ? {} : { address: by.address }),
        ...(by.userAgent === undefined ? {} : { userAgent: by.userAgent }),
      };
      return legacies.verify(whom, password, attempt, signal);
    }
    return dummyWork(password).then(() => (known === undefined ? UNKNOWN : { outcome: 'wrong' }));
  }

  async function noteShadow(
    known: KnownCustomer,
    { password }: VerifyQuestion,
    verdict: Verdict,
    { hook }: Asking,
  ): Promise<void> {
    const began = performance.now();
    const result = await compareInShadow(known, password, verdict, parts.secret).catch(() => undefined);
    if (result === undefined) return;
    const { comparison: outcome, vault, legacy } = result;
    const took = performance.now() - began;
    history.add({ hook, op: 'shadow', cohort: '', judge: 'vault', outcome, took });
    if (outcome === 'agree') return;
    await addDisagreement(ledger.db, {
      identity_id: known.row.id,
      password_format: known.row.password_format,
      vault,
      legacy,
    }).catch(() => undefined);
  }

  async function lookup(question: LookupQuestion, signal: AbortSignal): Promise<Reply> {
    const { readings, known, ambiguous } = await findKnown(door, question);
    const typed = readings.map(({ key }) => key);
    const cohort = cohortOf(settings.cohorts, known?.row, known?.identity, typed);
    const whom = known?.row.id ?? readings[0]?.hash;
    if (whom === undefined || ambiguous) return nobody({ outcome: 'unknown' }, cohort);
    const standing = await settledStanding(known, signal);
    if (standing.kind === 'crossed') return crossed(known, cohort);
    if (standing.kind === 'busy')
      return nobody({ outcome: 'technical-error', retryable: true }, cohort, 'busy');
    if ((await router.placeOf(readings[0]?.hash ?? whom, cohort)) === 'legacy')
      return nobody({ outcome: 'blocked', reason: 'routed-to-legacy' }, cohort);
    const { refusedFor } = await throttle.take('lookup', whom, question.by.address);
    if (refusedFor !== undefined)
      return nobody({ outcome: 'blocked', reason: 'throttled', after: refusedFor }, cohort, 'throttled');
    if (standing.kind === 'deleted' || isDenied(door, known?.identity))
      return nobody({ outcome: 'unknown' }, cohort);
    if (known?.identity !== undefined && standing.kind === 'open')
      return standing.held
        ? nobody({ outcome: 'blocked', reason: 'held' }, cohort)
        : nobody({ outcome: 'match', customer: customerOf(known.row, known.identity) }, cohort);
    if (legacies === undefined) return nobody({ outcome: 'unknown' }, cohort);
    const verdict = await legacies.lookup(readings, signal);
    if (verdict.outcome !== 'match' || verdict.profile === undefined)
      return { ...said(verdict.outcome === 'match' ? UNKNOWN : verdict), judge: 'legacy', cohort };
    return { answer: await describe(door, verdict.profile), judge: 'legacy', cohort };
  }

  async function settle(question: SettleQuestion): Promise<Reply> {
    const { known, readings } = await findKnown(door, question);
    // Whom the ledger did not know at their last attempt is remembered by what was typed.
    for (const { hash } of readings) attempts.forget(hash);
    if (known === undefined || !speaksFor(known, question)) return nobody({ outcome: 'unknown' }, '');
    const settled = await settleEvent(door, known, question);
    attempts.forget(known.row.id);
    if (settled === 'busy') return nobody({ outcome: 'technical-error', retryable: true }, '', 'busy');
    if (settled === 'gone' || known.identity === undefined) return nobody({ outcome: 'unknown' }, '');
    const customer = customerOf(known.row, known.identity);
    return { answer: { outcome: 'already-migrated', customer }, judge: 'target', cohort: '' };
  }

  return {
    ask,
    async lookAround() {
      if (now() - sweptAt >= SWEEP) {
        sweptAt = now();
        await sweepBuckets(ledger.db, sweptAt);
      }
      return lookAround(door);
    },
    async health() {
      return {
        legacy: legacies?.state() ?? 'none',
        legacyInFlight: legacies?.inFlight() ?? 0,
        unsettled: await countUnsettled(ledger.db),
      };
    },
    async close() {
      clearInterval(writing);
      await Promise.allSettled(underWay);
      await history.flush().catch(() => undefined);
      await presence?.leave().catch(() => undefined);
    },
  };
}

const UNKNOWN: Verdict = { outcome: 'unknown' };

function crossed(known: KnownCustomer | undefined, cohort: string): Reply {
  const customer = known?.identity === undefined ? undefined : customerOf(known.row, known.identity);
  const answer: Answer = { outcome: 'already-migrated', ...(customer === undefined ? {} : { customer }) };
  return { answer, judge: 'target', cohort };
}

function nobody(answer: Answer, cohort: string, because?: string): Reply {
  return { answer, judge: 'nobody', cohort, ...(because === undefined ? {} : { because }) };
}

/** A verdict that is the answer already. */
function said(verdict: Verdict): Pick<Reply, 'answer' | 'because'> {
  switch (verdict.outcome) {
    case 'technical-error':
      return {
        answer: { outcome: 'technical-error', retryable: verdict.retryable },
        because: verdict.because,
      };
    case 'blocked':
      return { answer: { outcome: 'blocked', reason: verdict.reason } };
    case 'throttled':
      return {
        answer: { outcome: 'blocked', reason: 'throttled', after: verdict.after },
        because: 'throttled',
      };
    case 'wrong':
      return { answer: { outcome: 'wrong' } };
    default:
      return { answer: { outcome: 'unknown' } };
  }
}

function whenAborted(signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => resolve(nobody({ outcome: 'technical-error', retryable: true }, '', 'deadline')),
      { once: true },
    );
  });
}
