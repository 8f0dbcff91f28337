/**
 * Creates users by partial import: one transaction for a few of them, halved until the one to blame stands alone.
 *
 * Chosen by measurement (bench/keycloak.ts, figures in docs/targets/keycloak.md): 25 users in a transaction, several
 * transactions at once, are 3 to 4 times as fast as the best rate of single creations and 12 times as fast as one
 * creation after the other. Larger transactions are slower again, and 500 in one take seconds.
 *
 * Unlike a single creation, an import keeps our id, does not look at the rules of the user profile, and says nothing
 * about a single record when it fails.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/partialimport/PartialImportManager.java
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Outcome } from '../target.ts';
import type { Api } from './api.ts';
import { isRolledBack, toOutcome } from './failures.ts';
import type { NewUser } from './shapes.ts';

/** Users in one transaction. */
export const TRANSACTION = 25;

/** In the order of the users. */
export async function importUsers(api: Api, users: readonly NewUser[]): Promise<readonly Outcome[]> {
  const chunks: NewUser[][] = [];
  for (let start = 0; start < users.length; start += TRANSACTION)
    chunks.push(users.slice(start, start + TRANSACTION));
  const outcomes = await Promise.all(chunks.map((chunk) => importChunk(api, chunk)));
  return outcomes.flat();
}

async function importChunk(api: Api, users: readonly NewUser[]): Promise<readonly Outcome[]> {
  const outcomes = await importOrHalve(api, users);
  const othersWentThrough = outcomes.some(({ status }) => status === 'done');
  return outcomes.map((outcome) => (othersWentThrough ? blame(outcome) : outcome));
}

async function importOrHalve(api: Api, users: readonly NewUser[]): Promise<readonly Outcome[]> {
  try {
    return matchResults(users, await api.importUsers(users));
  } catch (error) {
    if (users.length === 1 || !isAboutOneOfThem(error)) {
      const outcome = toOutcome(error);
      return users.map(() => outcome);
    }
    const middle = Math.ceil(users.length / 2);
    const first = await importOrHalve(api, users.slice(0, middle));
    return [...first, ...(await importOrHalve(api, users.slice(middle)))];
  }
}

function matchResults(
  users: readonly NewUser[],
  results: Awaited<ReturnType<Api['importUsers']>>,
): readonly Outcome[] {
  const ids = new Map(results.map(({ resourceName, id }) => [resourceName, id]));
  return users.map(({ username }) => {
    const targetId = ids.get(username);
    return targetId === undefined
      ? { status: 'unknown', found: 'Keycloak did not name it among those it added' }
      : { status: 'done', targetId };
  });
}

/** Certainly nothing was stored, and it may be for the sake of a single record. */
function isAboutOneOfThem(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false;
  return error.answer === 'conflict' || error.answer === 'invalid' || isRolledBack(error);
}

/** Keycloak fails in the same words on a bad record and on a bad day; when its neighbours went through, it is the record. */
function blame(outcome: Outcome): Outcome {
  if (outcome.status !== 'retry' || outcome.after !== undefined) return outcome;
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', found: outcome.found } };
}
