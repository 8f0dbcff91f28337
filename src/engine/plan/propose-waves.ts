/**
 * Proposes waves: a canary first, then by risk. Whoever an operator laid down in `plan.waves` is taken as it is.
 *
 * @module
 */
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { ChosenCohort } from './choose.ts';
import type { PlanWave } from './plan-document.ts';
import type { Turn } from './way.ts';

export type GivenWave = Omit<PlanWave, 'count' | 'reason'>;

/** Enough to see a pattern at the help desk, few enough to call each of them. */
const CANARY = 100;

/** Of a small cohort. */
const FEW = 20;

/** Below it a tenth would be another canary. */
const LARGE = 1_000;

/** After the first who may show what is wrong, in the order of what can go wrong. */
const TURNS: readonly { readonly turn: Turn; readonly name: string; readonly reason: string }[] = [
  {
    turn: 'carried',
    name: 'carried',
    reason: 'They need nobody at their first login, so most customers cross here.',
  },
  {
    turn: 'sealed',
    name: 'sealed',
    reason: 'Their first login goes through us: it should have been seen to work before many come.',
  },
  {
    turn: 'dormant',
    name: 'dormant',
    reason: 'Hardly anybody would notice a mistake, so it would be found late.',
  },
  { turn: 'reset', name: 'reset', reason: 'They have to do something: after all who do not.' },
  {
    turn: 'quiet',
    name: 'quiet',
    reason: 'Nobody logs in with them every day, and others may depend on them.',
  },
  { turn: 'last', name: 'last', reason: 'When everything has been seen to work.' },
];

export function proposeWaves(chosen: readonly ChosenCohort[]): readonly GivenWaveWithReason[] {
  const waves: GivenWaveWithReason[] = [];
  const first = namesOf(chosen, 'first');
  const largest = largestOf(chosen, 'carried') ?? largestOf(chosen, 'sealed');
  if (first.length > 0) {
    waves.push({ name: 'canary', cohorts: first, reason: 'They said yes to go first.' });
  } else if (largest !== undefined) {
    waves.push({
      name: 'canary',
      cohorts: [largest.cohort.name],
      ...(largest.cohort.count >= LARGE ? { percent: 1 } : {}),
      limit: largest.cohort.count >= LARGE ? CANARY : FEW,
      reason: 'A few first: name volunteers in `plan.lists` to have them here instead.',
    });
  }
  if (largest !== undefined && largest.cohort.count >= LARGE) {
    waves.push({
      name: 'first-tenth',
      cohorts: [largest.cohort.name],
      percent: 10,
      reason: 'Enough to see what the help desk hears, before everybody follows.',
    });
  }
  for (const { turn, name, reason } of TURNS) {
    const cohorts = namesOf(chosen, turn);
    if (cohorts.length > 0) waves.push({ name, cohorts, reason });
  }
  return waves;
}

/** Those whose first login shows whether a hash has arrived. */
function hashesOf({ credentials }: ChosenCohort['cohort']): number {
  return (credentials.native ?? 0) + (credentials.transcoded ?? 0) + (credentials.vault ?? 0);
}

function largestOf(chosen: readonly ChosenCohort[], turn: Turn): ChosenCohort | undefined {
  return chosen
    .filter((one) => one.turn === turn && hashesOf(one.cohort) > 0)
    .toSorted((a, b) => hashesOf(b.cohort) - hashesOf(a.cohort))[0];
}

type GivenWaveWithReason = GivenWave & { readonly reason: string };

function namesOf(chosen: readonly ChosenCohort[], turn: Turn): string[] {
  return chosen.filter((one) => one.turn === turn && one.cohort.count > 0).map(({ cohort }) => cohort.name);
}

/**
 * How many are to be expected in each, as of the counts. Cohorts without anybody, and those that cross in no wave, are
 * taken out of them.
 *
 * @param known names of all cohorts that could be
 * @throws {FootbridgeError} PLAN_INVALID
 */
export function countWaves(
  waves: readonly (GivenWave & { readonly reason?: string })[],
  cohorts: readonly { readonly name: string; readonly count: number; readonly path: string }[],
  known: readonly string[],
): PlanWave[] {
  const left = new Map(cohorts.map(({ name, count }) => [name, count]));
  return waves.flatMap((wave) => {
    let room = wave.limit ?? Number.POSITIVE_INFINITY;
    let count = 0;
    const crossing: string[] = [];
    for (const name of wave.cohorts) {
      if (!known.includes(name)) throw unknownCohort(wave.name, name, known);
      const cohort = cohorts.find((one) => one.name === name);
      if (cohort === undefined || cohort.path === 'exclude' || cohort.path === 'jit') continue;
      crossing.push(name);
      const all = left.get(name) ?? 0;
      const wanted = wave.percent === undefined ? all : Math.round((cohort.count * wave.percent) / 100);
      const taken = Math.min(all, wanted, room);
      left.set(name, all - taken);
      room -= taken;
      count += taken;
    }
    return crossing.length === 0 ? [] : [{ ...wave, cohorts: crossing, count, reason: wave.reason ?? '' }];
  });
}

function unknownCohort(wave: string, name: string, known: readonly string[]): FootbridgeError {
  return new FootbridgeError(
    'PLAN_INVALID',
    `The wave "${wave}" names a cohort "${name}" that there is not${didYouMean(name, known)}`,
  );
}

/** Cohorts that should move in a wave and stand in none, with how many stay behind. */
export function waitingCohorts(
  waves: readonly PlanWave[],
  cohorts: readonly { readonly name: string; readonly count: number; readonly path: string }[],
): readonly string[] {
  const named = new Set(waves.flatMap((wave) => wave.cohorts));
  return cohorts
    .filter(({ name, path, count }) => count > 0 && path !== 'exclude' && path !== 'jit' && !named.has(name))
    .map(({ name }) => name);
}
