/**
 * `/healthz`: the process lives. `/readyz`: it can answer a login now; whoever balances load asks this one.
 *
 * Both say words of a closed list and nothing about the migration, so anybody may ask.
 *
 * @module
 */
import type { Door, DoorHealth } from '../engine/login.ts';
import type { Database } from '../ledger/database/database.ts';
import { standing } from '../ledger/migrate.ts';

/** A probe gives up after a second or so (Kubernetes: 1 s unless told); a ledger this slow is of no use to a login. */
const PATIENCE = 900;

export interface Readiness {
  readonly ready: boolean;
  readonly ledger: 'ok' | 'unreachable';
  /** `behind`, `ahead`: this ledger belongs to another version of Footbridge. */
  readonly migrations: 'current' | 'behind' | 'ahead' | 'unknown';
  readonly legacy: DoorHealth['legacy'] | 'unknown';
  /** It was told to stop. */
  readonly stopping: boolean;
}

export interface ReadinessParts {
  readonly db: Pick<Database, 'query'>;
  readonly door: Pick<Door, 'health'>;
  readonly needsLegacy: boolean;
  stopping(): boolean;
}

export async function readReadiness({ db, door, needsLegacy, stopping }: ReadinessParts): Promise<Readiness> {
  const [migrations, health] = await Promise.all([inTime(standing(db)), inTime(door.health())]);
  const legacy = health?.legacy ?? 'unknown';
  const stops = stopping();
  return {
    ready: migrations === 'current' && !stops && (legacy !== 'open' || !needsLegacy),
    ledger: migrations === undefined ? 'unreachable' : 'ok',
    migrations: migrations ?? 'unknown',
    legacy,
    stopping: stops,
  };
}

/** undefined: it failed or took too long. */
async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE);
  try {
    return await Promise.race([asked.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
