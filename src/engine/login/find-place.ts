/**
 * Who is to answer one customer: the question of a login page or a proxy that stands before both sides.
 *
 * The same rules by which the door itself turns somebody away as `routed-to-legacy`.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { cohortOf } from './cohort.ts';
import type { CohortRule } from './door.ts';
import { findKnown } from './find-known.ts';
import type { Place, Router } from './router.ts';

export interface PlaceFound {
  readonly place: Place;
  readonly cohort: string;
}

/** undefined: nobody can have such an identifier. */
export async function findPlace(
  ledger: Ledger,
  router: Router,
  rules: readonly CohortRule[],
  identifier: string,
): Promise<PlaceFound | undefined> {
  const { readings, known } = await findKnown({ ledger }, { identifier });
  const [likeliest] = readings;
  if (likeliest === undefined) return undefined;
  const typed = readings.map(({ key }) => key);
  const cohort = cohortOf(rules, known?.row, known?.identity, typed);
  return { cohort, place: await router.placeOf(likeliest.hash, cohort) };
}
