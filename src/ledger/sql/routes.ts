/** Routes: few rows, read as a whole. */
import type { Queries } from '../database/database.ts';

export interface Route {
  readonly cohort: string;
  /** Per cent answered by Footbridge. */
  readonly share: number;
  readonly changed_by: string;
  readonly changed_at?: Date;
}

export interface RouteException {
  readonly hash: string;
  readonly place: 'footbridge' | 'legacy';
  readonly changed_by: string;
}

export async function listRoutes(db: Queries): Promise<readonly Route[]> {
  const { rows } = await db.query<Route>(
    'select cohort, share, changed_by, changed_at from route order by cohort',
  );
  return rows;
}

/** Exceptions at most: they are for testers, VIPs and support, and every instance holds them all. */
const MOST = 10_000;

export async function listExceptions(db: Queries): Promise<readonly RouteException[]> {
  const { rows } = await db.query<RouteException>(
    `select hash, place, changed_by from route_exception order by changed_at desc limit ${MOST}`,
  );
  return rows;
}

export async function findException(db: Queries, hash: string): Promise<RouteException | undefined> {
  const { rows } = await db.query<RouteException>(
    'select hash, place, changed_by from route_exception where hash = $1',
    [hash],
  );
  return rows[0];
}

export async function putRoute(tx: Queries, { cohort, share, changed_by }: Route): Promise<void> {
  await tx.query(
    `insert into route (cohort, share, changed_by) values ($1, $2, $3)
     on conflict (cohort) do update set share = excluded.share, changed_by = excluded.changed_by, changed_at = now()`,
    [cohort, share, changed_by],
  );
}

export async function putException(tx: Queries, { hash, place, changed_by }: RouteException): Promise<void> {
  await tx.query(
    `insert into route_exception (hash, place, changed_by) values ($1, $2, $3)
     on conflict (hash) do update set place = excluded.place, changed_by = excluded.changed_by, changed_at = now()`,
    [hash, place, changed_by],
  );
}

export async function removeException(tx: Queries, hash: string): Promise<void> {
  await tx.query('delete from route_exception where hash = $1', [hash]);
}
