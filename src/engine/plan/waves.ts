/**
 * The waves of a crossing, with the numbers under which the ledger knows them: those of the plan, else those of the
 * configuration.
 *
 * @module
 */
import type { Queries } from '../../ledger/database/database.ts';
import type { WaveRule } from '../../ledger/sql/assign-wave.ts';
import { numberWaves } from '../../ledger/sql/plans.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Staging } from '../crossing.ts';
import { isOpen, type Opening } from './calendar.ts';
import type { PlanWave } from './plan-document.ts';

/** What the calendar holds back, in words. */
export interface WaitingWave {
  readonly wave: string;
  readonly identities: number;
  readonly why: string;
  readonly next?: string;
}

export interface NumberedWave {
  readonly number: number;
  readonly name: string;
  readonly rule: WaveRule;
  readonly limit?: number;
  /** It is written although one before it waits. */
  readonly overtakes: boolean;
  /** May it be written at this moment? */
  mayBegin(now: number): Opening;
}

/**
 * Changes and deletions of whoever has crossed by a login, or in a wave that is gone from the plan. Only a freeze
 * stops them.
 */
const AFTERWARDS = 'already-crossed';

const ALWAYS = (): Opening => ({ open: true });

export async function wavesOf(tx: Queries, { plan, settings }: Staging): Promise<readonly NumberedWave[]> {
  if (plan === undefined) {
    return settings.waves.map(({ name, where = {}, limit }, index) => ({
      number: index + 1,
      name,
      rule: where,
      ...(limit === undefined ? {} : { limit }),
      overtakes: false,
      mayBegin: ALWAYS,
    }));
  }
  const { waves, calendar } = plan.plan;
  const numbers = await numberWaves(tx, [...waves.map(({ name }) => name), AFTERWARDS]);
  const planned = waves.map((wave, index) => ({
    number: numbers[index] ?? 0,
    name: wave.name,
    rule: ruleOf(wave, waves.slice(0, index)),
    ...(wave.limit === undefined ? {} : { limit: wave.limit }),
    overtakes: false,
    mayBegin: (now: number) => isOpen(wave, calendar, now),
  }));
  const { window: _hours, ...freezes } = calendar;
  const last = {
    number: numbers[waves.length] ?? 0,
    name: AFTERWARDS,
    rule: { operations: ['update', 'delete'] },
    overtakes: true,
    mayBegin: (now: number) => isOpen({}, freezes, now),
  };
  return [...planned, last];
}

/** Asked before anything is read: a slip of the finger must not cost an hour of staging. @throws USAGE_WRONG */
export async function requireWave(tx: Queries, crossing: Staging, name: string): Promise<void> {
  const names = (await wavesOf(tx, crossing)).map((wave) => wave.name);
  if (names.includes(name)) return;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There is no wave "${name}"; there is ${names.map((one) => `"${one}"`).join(', ')}`,
  );
}

/**
 * A wave of per cent takes the next stretch of each of its cohorts, behind those of the waves before it; which people
 * stand where is fixed by their keyed hash.
 */
function ruleOf({ cohorts, percent }: PlanWave, before: readonly PlanWave[]): WaveRule {
  if (percent === undefined) return { shares: cohorts.map((cohort) => ({ cohort, from: 0, to: 100 })) };
  return {
    shares: cohorts.map((cohort) => {
      const from = before
        .filter((wave) => wave.cohorts.includes(cohort))
        .reduce((sum, wave) => sum + (wave.percent ?? 0), 0);
      return { cohort, from, to: Math.min(100, from + percent) };
    }),
  };
}
