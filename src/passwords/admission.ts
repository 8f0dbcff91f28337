/**
 * How much memory native verifications may hold together, and how many may wait.
 *
 * Argon2 and scrypt hold tens of megabytes each; a burst of logins would otherwise hold all of it at once.
 *
 * @module
 */
import { VerifierBusy } from './errors.ts';

/** Bytes in flight: sixteen of OWASP's strongest scrypt, or a hundred of its Argon2. One alone may be larger. */
export const MAX_IN_FLIGHT = 2 ** 31;
/** As in `pool.ts`: whoever waits longer has given up. */
export const MAX_WAITING = 10_000;

interface Waiting {
  readonly memory: number;
  readonly start: () => void;
}

let inFlight = 0;
const queue: Waiting[] = [];

/** Runs when its memory fits. @throws VerifierBusy */
export async function withAdmission<T>(memory: number, run: () => Promise<T>): Promise<T> {
  if (inFlight > 0 && inFlight + memory > MAX_IN_FLIGHT) {
    if (queue.length >= MAX_WAITING) throw new VerifierBusy(queue.length);
    await new Promise<void>((resolve) => queue.push({ memory, start: resolve }));
  } else {
    inFlight += memory;
  }
  try {
    return await run();
  } finally {
    inFlight -= memory;
    admit();
  }
}

/** Hands over memory in the order of arrival, so that a large one is not starved by small ones. */
function admit(): void {
  for (;;) {
    const [next] = queue;
    if (next === undefined || (inFlight > 0 && inFlight + next.memory > MAX_IN_FLIGHT)) return;
    queue.shift();
    inFlight += next.memory;
    next.start();
  }
}
