import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cohort, planDraft, wave } from '../../../test/plans.ts';
import type { Place } from '../plan/place.ts';
import type { PlanWave } from '../plan/plan-document.ts';
import { planOnStage } from './plan-on-stage.ts';

const BULK: Place = { cohort: 'all', path: 'bulk', credentialPlan: 'as-fits' };

/** Limits of the waves as they are played by a cast of so many. */
function limits(cast: number, waves: PlanWave[], place = BULK, identities = 10_000) {
  const draft = planDraft([cohort('all', 'everybody', 'bulk')], waves);
  const plan = { ...draft, counted: { ...draft.counted, identities }, version: 1, hash: '0'.repeat(64) };
  const places = new Map(Array.from({ length: cast }, (_, index) => [`c${index}`, place]));
  const opened = { version: 1, plan, approved: true, place: () => BULK };
  return planOnStage(opened, places).plan.waves.map(({ name, limit }) => [name, limit]);
}

it('makes a limit as small as the cast is beside the population, and a canary of somebody', () => {
  const waves = [wave('one', ['all'], { limit: 1 }), wave('half', ['all'], { limit: 5_000 })];
  expect(limits(100, waves)).toEqual([
    ['one', 1],
    ['half', 50],
  ]);
  expect(limits(100, waves, BULK, 50)).toEqual([
    ['one', 1],
    ['half', 5_000],
  ]);
});

it('takes the smaller of a share and a limit, and everybody left where there is neither', () => {
  const waves = [wave('canary', ['all'], { percent: 10, limit: 200 }), wave('rest', ['all'])];
  expect(limits(100, waves)).toEqual([
    ['canary', 2],
    ['rest', undefined],
  ]);
});

it('counts no one into a share who crosses at a login', () => {
  const waves = [wave('half', ['all'], { percent: 50 })];
  expect(limits(100, waves, { ...BULK, path: 'jit' })).toEqual([['half', 1]]);
});

it('leaves nobody over where shares add up to everybody', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 100, max: 300 }),
      (shares, cast) => {
        const last = 100 - shares.reduce((sum, share) => sum + share, 0);
        const percents = last > 0 ? [...shares, last] : shares;
        fc.pre(percents.reduce((sum, share) => sum + share, 0) === 100);
        const sizes = limits(
          cast,
          percents.map((percent, index) => wave(`w${index}`, ['all'], { percent })),
        ).map(([, limit]) => Number(limit));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(cast);
        percents.forEach((percent, index) => {
          expect(Math.abs((sizes[index] ?? 0) - (cast * percent) / 100)).toBeLessThanOrEqual(1);
        });
      },
    ),
  );
});
