/**
 * Waiting for a target that is away: for how long, what is said meanwhile, and what cuts it short.
 *
 * One object for each worker. A target that restarts is sat out in the middle of whatever was asked: nothing is
 * settled meanwhile and nothing is sent twice. The patience of the operator counts from the first failure of one
 * question, and stands still while the run is paused. When it is at its end the run stays open; a stop ends the wait
 * at once, and whoever goes on looks up what was called.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { RunStopped } from '../stopped.ts';
import { backoff, realSleep, type Sleep } from './backoff.ts';

/** Tries of one question, however short the patience: with the pauses between them about 25 seconds. */
export const ATTEMPTS = 8;

/** A failure or two are no absence worth a word: the third comes within a second. */
const TELL_AFTER = 3;

/** Milliseconds between looks whether the operator still wants a pause. */
const LOOK_EVERY = 200;

export interface Absence {
  /** Milliseconds for which a target that does not answer is still waited for; undefined while it answers. */
  readonly left: number | undefined;
  /** Records that the target has taken or refused: it is there, whatever else fails. */
  answers: number;
  /** Begins to wait for the answer to one question. */
  begin(): Wait;
}

export interface Wait {
  readonly failures: number;
  /**
   * Waits before the next try, for so many milliseconds if they are given.
   * @throws TARGET_UNREACHABLE when the patience is at its end; RunStopped when the run is
   */
  again(failure: unknown, pause?: number): Promise<void>;
  /** What the question says, unless the run is stopped first: a target that is away may hang. */
  unlessOver<T>(answer: Promise<T>): Promise<T>;
  /** The target answered, or nobody asks any more. */
  end(): void;
}

export interface AbsenceOptions {
  /** Milliseconds. */
  readonly patience: number;
  readonly sleep: Sleep;
  /** Nobody waits any longer. */
  readonly over: AbortSignal;
  readonly paused?: () => boolean;
}

export function createAbsence({ patience, sleep, over, paused = () => false }: AbsenceOptions): Absence {
  const told = new Map<Wait, () => number>();

  function begin(): Wait {
    let failures = 0;
    let began = 0;
    let asleep = 0;
    // By the clock or by the pauses, whichever is more: tests own the one, hanging calls count in the other.
    const spent = () => Math.max(performance.now() - began, asleep);

    async function waitWhilePaused(): Promise<void> {
      while (paused() && !over.aborted) {
        const from = performance.now();
        await realSleep(LOOK_EVERY, over);
        began += performance.now() - from;
      }
    }

    const wait: Wait = {
      get failures() {
        return failures;
      },
      async again(failure, pause) {
        if (over.aborted) throw new RunStopped();
        if (failures === 0) began = performance.now();
        failures += 1;
        if (failures >= ATTEMPTS && (spent() >= patience || !mayPass(failure))) throw unreachable(failure);
        if (failures >= TELL_AFTER) told.set(wait, () => Math.max(patience - spent(), 0));
        const length = pause ?? backoff(failures);
        await sleep(length, over);
        asleep += length;
        await waitWhilePaused();
        if (over.aborted) throw new RunStopped();
      },
      unlessOver: (answer) => unlessOver(answer, over),
      end() {
        told.delete(wait);
        failures = 0;
        asleep = 0;
      },
    };
    return wait;
  }

  return {
    answers: 0,
    begin,
    get left() {
      return told.size === 0 ? undefined : Math.min(...[...told.values()].map((left) => left()));
    },
  };
}

/** "the target does not answer, trying again for 4 min" */
export function sayAway(left: number): string {
  const seconds = Math.ceil(left / 1000);
  const long = seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return `the target does not answer, trying again for ${long}`;
}

/** Wrong credentials and wrong requests do not heal by waiting, beyond what a start of the target mixes up. */
function mayPass(failure: unknown): boolean {
  return !(failure instanceof RemoteError) || !(failure.answer === 'refused' || failure.answer === 'invalid');
}

function unreachable(failure: unknown): FootbridgeError {
  const said = failure instanceof Error ? failure.message : String(failure);
  return new FootbridgeError('TARGET_UNREACHABLE', `The target stopped answering (${said})`, {
    cause: failure,
  });
}

function unlessOver<T>(answer: Promise<T>, over: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new RunStopped());
    if (over.aborted) stop();
    over.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => over.removeEventListener('abort', stop));
  });
}
