/**
 * Who is answered by us and who stays with the legacy: by identifier, by cohort, by share; changed while running.
 *
 * Routes stand in the ledger and are read again every two seconds by every instance, so that flipping a cohort back
 * takes that long. Which customers make up a share is fixed by their keyed hash: raising it from 10 to 20 per cent
 * moves nobody back.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import {
  findException,
  listExceptions,
  listRoutes,
  putException,
  putRoute,
  type Route,
  type RouteException,
  removeException,
} from '../../ledger/sql/routes.ts';
import { note } from '../note.ts';
import { readingsOf } from './readings.ts';

export type { Route } from '../../ledger/sql/routes.ts';

export type Place = 'footbridge' | 'legacy';

export interface Router {
  /** Where this customer is answered. `hash`: of the identifier, or of whatever else is always the same for them. */
  placeOf(hash: string, cohort: string): Promise<Place>;
}

/** Milliseconds for which an instance goes by what it read: how long a flip takes at most. */
const FRESH = 2_000;

interface Known {
  readonly at: number;
  readonly shares: ReadonlyMap<string, number>;
  readonly exceptions: ReadonlyMap<string, Place>;
}

export function createRouter({ db }: Pick<Ledger, 'db'>, now: () => number): Router {
  let known: Promise<Known> | undefined;
  let readAt = 0;

  function current(): Promise<Known> {
    if (known === undefined || now() - readAt >= FRESH) {
      readAt = now();
      const before = known;
      // A ledger that does not answer for a moment must not change anybody's place.
      known = readKnown(db, readAt).catch((error) => before ?? Promise.reject(error));
    }
    return known;
  }

  return {
    async placeOf(hash, cohort) {
      const { shares, exceptions } = await current();
      const exception = exceptions.get(hash);
      if (exception !== undefined) return exception;
      const share = shares.get(cohort) ?? 100;
      return bucketOf(hash) < share ? 'footbridge' : 'legacy';
    },
  };
}

async function readKnown(db: Ledger['db'], at: number): Promise<Known> {
  const [routes, exceptions] = await Promise.all([listRoutes(db), listExceptions(db)]);
  return {
    at,
    shares: new Map(routes.map(({ cohort, share }) => [cohort, share])),
    exceptions: new Map(exceptions.map(({ hash, place }) => [hash, place])),
  };
}

/** 0 to 99, even: the hash is an HMAC. */
function bucketOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16) % 100;
}

export interface Routes {
  readonly cohorts: readonly Route[];
  /** Identifiers with a place of their own; whose they are is only known as a hash. */
  readonly exceptions: number;
}

export async function readRoutes({ db }: Ledger): Promise<Routes> {
  const [cohorts, exceptions] = await Promise.all([listRoutes(db), listExceptions(db)]);
  return { cohorts, exceptions: exceptions.length };
}

/** `share`: per cent of the cohort answered by us. */
export async function setRoute(
  ledger: Ledger,
  cohort: string,
  share: number,
  operator: string,
): Promise<void> {
  await ledger.db.transaction(async (tx) => {
    await putRoute(tx, { cohort, share, changed_by: operator });
    await note(ledger, tx, [{ kind: 'routed', facts: { cohort, share, by: operator } }]);
  });
}

/** What place of its own an identifier has; `cohort`: none. Undefined for what is no identifier. */
export async function readException(
  { db, index }: Ledger,
  identifier: string,
): Promise<Place | 'cohort' | undefined> {
  const [reading] = readingsOf(identifier, undefined, index);
  if (reading === undefined) return undefined;
  return (await findException(db, reading.hash))?.place ?? 'cohort';
}

/** Gives one identifier a place of its own; undefined takes it away. Answers false for what is no identifier. */
export async function setException(
  ledger: Ledger,
  identifier: string,
  place: Place | undefined,
  operator: string,
): Promise<boolean> {
  const [reading] = readingsOf(identifier, undefined, ledger.index);
  if (reading === undefined) return false;
  const exception: RouteException = {
    hash: reading.hash,
    place: place ?? 'footbridge',
    changed_by: operator,
  };
  await ledger.db.transaction(async (tx) => {
    if (place === undefined) await removeException(tx, reading.hash);
    else await putException(tx, exception);
    await note(ledger, tx, [
      { kind: 'routed-one', facts: { place: place ?? 'as its cohort', by: operator } },
    ]);
  });
  return true;
}
