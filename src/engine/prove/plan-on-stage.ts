/**
 * The operator's plan as a rehearsal plays it: same cohorts, paths, credential plans and order of waves, for a cast that
 * is a fraction of the customers.
 *
 * A synthetic customer stands where the one they are shaped like stands; no rule is asked, because their addresses and
 * times are made up. Sizes of waves are counted out instead of drawn by a hash, so that one per cent of a small cast is
 * somebody. The calendar is left out: a rehearsal waits for no window, no freeze and no day.
 *
 * @module
 */
import type { PlanInForce } from '../plan/in-force.ts';
import type { Place } from '../plan/place.ts';
import type { PlanWave } from '../plan/plan-document.ts';

/** Where every member of the cast stands, by their id in the source. */
export type CastPlaces = ReadonlyMap<string, Place>;

export function planOnStage(opened: PlanInForce, places: CastPlaces): PlanInForce {
  const { plan } = opened;
  return {
    ...opened,
    plan: {
      ...plan,
      waves: scaleWaves(plan.waves, countCrossing(places), scaleOf(places.size, plan.counted.identities)),
      calendar: { timeZone: plan.calendar.timeZone, freezes: [] },
    },
    place({ identity }) {
      const place = places.get(identity.sourceId);
      if (place === undefined) throw new RangeError('nobody of the cast');
      return place;
    },
  };
}

/** A cast as large as the population, or larger, takes the limits as they are. */
function scaleOf(cast: number, identities: number): number {
  return identities === 0 ? 1 : Math.min(1, cast / identities);
}

/** Of each cohort, how many a wave can take: whoever crosses at a login or stays behind is in none. */
function countCrossing(places: CastPlaces): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cohort, path } of places.values())
    if (path === 'bulk' || path === 'reset') counts.set(cohort, (counts.get(cohort) ?? 0) + 1);
  return counts;
}

function scaleWaves(
  waves: readonly PlanWave[],
  crossing: ReadonlyMap<string, number>,
  scale: number,
): PlanWave[] {
  return waves.map(({ name, cohorts, percent, limit, count, reason }, index) => {
    const most = [
      ...(limit === undefined ? [] : [limit * scale]),
      ...(percent === undefined ? [] : [sizeOf(cohorts, percent, waves.slice(0, index), crossing)]),
    ];
    const whole = { name, cohorts, count, reason };
    return most.length === 0 ? whole : { ...whole, limit: Math.max(1, Math.round(Math.min(...most))) };
  });
}

/** Rounded at both ends of its stretch, so that shares of a hundred per cent leave nobody over. */
function sizeOf(
  cohorts: readonly string[],
  percent: number,
  before: readonly PlanWave[],
  crossing: ReadonlyMap<string, number>,
): number {
  return cohorts.reduce((sum, cohort) => {
    const all = crossing.get(cohort) ?? 0;
    const from = before
      .filter((wave) => wave.cohorts.includes(cohort))
      .reduce((share, wave) => share + (wave.percent ?? 0), 0);
    const to = Math.min(100, from + percent);
    return sum + Math.round((all * to) / 100) - Math.round((all * Math.min(100, from)) / 100);
  }, 0);
}
