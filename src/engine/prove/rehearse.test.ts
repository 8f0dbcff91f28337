/** Rehearsals with a target in memory: what is measured, and that nobody real is on the stage. */
import { describe, expect, it } from 'vitest';
import { customer, type TestCrossing, withCrossing } from '../../../test/crossing.ts';
import { openTestLedger } from '../../../test/ledger-template.ts';
import { createMemoryStore, openMemory } from '../../../test/memory-target.ts';
import { cohort, planDraft, SETTINGS, wave, withPlan } from '../../../test/plans.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Crossing } from '../crossing.ts';
import { importRun } from '../import.ts';
import { openPlan } from '../plan/in-force.ts';
import { storePlan } from '../plan/stored-plan.ts';
import { rehearseMove } from './rehearse.ts';

const DJANGO = 'pbkdf2_sha256$20$seasalt$wYxgQk2OxnBPWZsYvFBrQlpJ3BC5t1UmiYS4sWbgzJo=';

const REAL = [
  customer('ines', { password: { hash: DJANGO }, attributes: { plan: 'gold', points: 4711 } }),
  customer('jon', {
    password: { hash: DJANGO },
    links: [{ provider: 'google', subject: '109300000000000000001' }],
    factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 }],
    profile: { given_name: 'Jonathan', birthdate: '1971-02-03', address: { locality: 'Reykjavik' } },
  }),
  customer('kim', { identifiers: [{ type: 'phone', value: '+4915112345678' }], status: 'disabled' }),
];

const OPTIONS = {
  customers: 30,
  emailDomain: 'proof.invalid',
  secret: () => 'unused',
  scratch: () => openTestLedger(),
};

it('moves made-up customers wave by wave, lets some log in, and takes all of them back', async () => {
  await withCrossing(
    REAL.map((identity) => ({ identity })),
    async (crossing) => {
      const store = createMemoryStore();
      store.formats = ['django-pbkdf2-sha256', 'bcrypt-2y'];
      crossing.store.formats = store.formats;
      store.doorkeeper = 'honest';
      const written: Identity[] = [];
      store.fault = ({ identity }) => {
        written.push(identity);
        return undefined;
      };
      const stage = { ...crossing.target, session: openMemory(store) };
      const rehearsal = await rehearseMove(crossing, stage, OPTIONS);
      expect(rehearsal).toMatchObject({
        customers: 30,
        shapes: 3,
        waves: [
          { wave: 'first', moved: 3 },
          { wave: 'rest', moved: 27 },
        ],
        logins: { tried: 10, letIn: 10, keptOut: 10 },
        undo: { removed: 30, left: 0 },
      });
      const { usersPerSecond, rate } = rehearsal;
      expect(usersPerSecond).toBeGreaterThan(0);
      expect(rate?.value).toBe(usersPerSecond);
      expect(rate?.low).toBeLessThanOrEqual(usersPerSecond);
      expect(rate?.high).toBeGreaterThanOrEqual(usersPerSecond);
      expect(store.users.size).toBe(0);
      expect(crossing.store.users.size).toBe(0);

      const seen = JSON.stringify(written);
      for (const value of [
        'ines',
        'jon',
        'shop.example',
        '15112345678',
        'gold',
        '4711',
        'Jonathan',
        '1971',
        'Reykjavik',
        '1093',
        'JBSWY',
        DJANGO,
      ])
        expect(seen).not.toContain(value);
      expect(written.filter(({ status }) => status === 'disabled')).toHaveLength(10);
      expect(written.filter(({ factors }) => factors.length === 1)).toHaveLength(10);
      const { rows } = await crossing.ledger.db.query<{ kept: number }>(
        'select count(*)::int as kept from rehearsal',
      );
      expect(rows).toEqual([{ kept: 1 }]);
    },
    { waves: [{ name: 'first', limit: 50 }, { name: 'rest' }] },
  );
});

describe('a rehearsal where the ledger holds a plan', () => {
  /** Ten thousand customers, by the counts of the plan: a cast of 100 is a hundredth. */
  const counted = { ...planDraft([], []).counted, identities: 10_000 };
  const NIGHT = { timeZone: 'UTC', window: { from: '03:00', to: '03:01' }, freezes: [] };
  const COHORTS = [
    cohort('machines', 'kind == "service"', 'exclude'),
    cohort('locked', 'status == "locked"', 'reset'),
    cohort('at-login', 'status == "invited"', 'jit'),
    cohort('tests', 'email.domain in ["proof.invalid"]', 'exclude'),
    cohort('kept', 'status == "disabled"', 'bulk', { credentialPlan: 'vault' }),
    cohort('rest', 'everybody', 'bulk'),
  ];
  const WAVES = [
    wave('canary', ['rest'], { percent: 1, notBefore: '2099-01-01' }),
    wave('few', ['rest'], { limit: 500 }),
    wave('others', ['locked', 'kept', 'at-login']),
    wave('all', ['rest']),
  ];
  const DRAFT = planDraft(COHORTS, WAVES, { counted, calendar: NIGHT });

  /** Of a hundred of the cast: 10 stay behind, 10 reset, 10 cross at a login, 10 keep their hash here, 60 the rest. */
  const POPULATION = Array.from({ length: 10 }, (_, index) =>
    customer(`p${index}`, {
      password: { hash: DJANGO },
      ...({ 0: { kind: 'service' }, 1: { status: 'locked' }, 2: { status: 'invited' } }[index] as object),
      ...(index === 3 ? { status: 'disabled' } : {}),
    }),
  ).map((identity) => ({ identity }));

  async function played(crossing: TestCrossing, planned: Crossing) {
    const store = createMemoryStore();
    store.formats = ['django-pbkdf2-sha256'];
    crossing.store.formats = store.formats;
    store.doorkeeper = 'honest';
    const resets: string[] = [];
    store.fault = ({ identity, credentialPlan }) => {
      if (credentialPlan === 'reset') resets.push(identity.status);
      return undefined;
    };
    const stage = { ...crossing.target, session: openMemory(store) };
    const rehearsal = await rehearseMove(planned, stage, { ...OPTIONS, customers: 100 });
    expect(store.users.size).toBe(0);
    return { rehearsal, resets };
  }

  it('places everybody as the one they are shaped like, wave by wave, and waits for no calendar', () =>
    withCrossing(POPULATION, async (crossing) => {
      const planned = await withPlan(crossing, DRAFT);
      const { rehearsal, resets } = await played(crossing, planned);
      expect(rehearsal).toMatchObject({
        customers: 100,
        shapes: 10,
        plan: { version: 1, approved: true, jit: 10, excluded: 10, inNoWave: 0 },
        problems: {},
        logins: { tried: 20, letIn: 20, keptOut: 20 },
        undo: { removed: 80, left: 0 },
      });
      expect(rehearsal.waves.map(({ wave, users, moved }) => [wave, users, moved])).toEqual([
        ['canary', 1, 1],
        ['few', 5, 5],
        ['others', 20, 20],
        ['all', 54, 54],
      ]);
      for (const { milliseconds, usersPerSecond } of rehearsal.waves) {
        expect(milliseconds).toBeGreaterThan(0);
        expect(usersPerSecond).toBeGreaterThan(0);
      }
      expect(resets).toEqual(Array(10).fill('locked'));
      const { rows } = await crossing.ledger.db.query('select id from identity');
      expect(rows).toEqual([]);
    }));

  it('takes them as they are staged, by the version that counts now', () =>
    withCrossing(POPULATION, async (crossing) => {
      const later = planDraft(COHORTS, [wave('later', ['rest'], { notBefore: '2099-01-01' })]);
      await importRun(await withPlan(crossing, later));
      const everybody = planDraft([cohort('all', 'everybody', 'bulk')], [wave('one', ['all'])]);
      const { rehearsal } = await played(crossing, await withPlan(crossing, everybody));
      expect(rehearsal).toMatchObject({
        shapes: 10,
        plan: { version: 2, jit: 0, excluded: 0 },
        waves: [{ wave: 'one', moved: 100 }],
      });
    }));

  it('plays a draft, and says that it is one; a plan for another configuration is refused', () =>
    withCrossing(POPULATION, async (crossing) => {
      await storePlan(crossing.ledger, DRAFT);
      const plan = await openPlan(crossing.ledger, async () => ({ settings: SETTINGS, lists: [] }));
      if (plan === undefined) throw new Error('there is no plan');
      const { rehearsal } = await played(crossing, { ...crossing, plan });
      expect(rehearsal.plan?.approved).toBe(false);
      const outdated = { ...plan, outdated: 'the configuration was changed since' };
      await expect(played(crossing, { ...crossing, plan: outdated })).rejects.toMatchObject({
        code: 'PLAN_OUTDATED',
      });
    }));
});
