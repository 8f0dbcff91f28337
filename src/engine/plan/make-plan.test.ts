import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import { PlanCalendar } from '../../identity/planned.ts';
import type { Fit } from '../../targets/target.ts';
import type { SourceToAssess } from '../assess.ts';
import type { Mapped } from '../crossing.ts';
import { diffPlans } from './diff-plans.ts';
import { readList } from './lists.ts';
import { type MadePlan, type MakeOptions, makePlan } from './make-plan.ts';
import { Plan, type PlanCohort } from './plan-document.ts';
import { hashOfPlan } from './stored-plan.ts';

const BCRYPT = '$2y$04$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';
const PHPASS = '$P$B9xpFT9yaw8zPXed6oT4Dxp0jLzt4q/';
const index = { digest: (text: string | Uint8Array) => `digest of ${text.length}` };

function person(id: string, change: Partial<Identity> = {}): Identity {
  return {
    ...blankIdentity(id),
    identifiers: [{ type: 'email', value: `${id}@shop.co`, verified: true }],
    password: { hash: BCRYPT },
    createdAt: '2020-01-01T00:00:00Z',
    lastLoginAt: '2026-10-15T00:00:00Z',
    ...change,
  };
}

function people(count: number, prefix: string, change: Partial<Identity> = {}): Identity[] {
  return Array.from({ length: count }, (_, at) => person(`${prefix}${at}`, change));
}

function sourceOf(identities: readonly Identity[], problems: Mapped['problems'] = []): SourceToAssess {
  const records = identities.map((identity, at) => ({
    row: at + 1,
    position: `row ${at + 1}`,
    operation: 'upsert' as const,
    fields: { mapped: { operation: 'upsert', identity, problems } satisfies Mapped },
    problems: [],
  }));
  return {
    name: 'legacy',
    type: 'list',
    title: 'A list',
    reader: {
      async *read() {
        yield { records, cursor: 'end', done: 1 };
      },
      fingerprint: async () => 'list',
      close: async () => undefined,
    },
    map: (record) => record.fields.mapped as Mapped,
    mappingDecided: true,
  };
}

/** Verifies bcrypt, and nothing else. */
function fit({ password }: Identity): Fit {
  if (password === undefined) return { credentialPlan: 'none', reason: 'There is no password.', losses: [] };
  if (password.format === 'bcrypt-2y')
    return { credentialPlan: 'native', reason: 'It verifies it.', losses: [] };
  return { credentialPlan: 'vault', reason: 'It has no phpass.', losses: [] };
}

function make(identities: readonly Identity[], change: Partial<MakeOptions> = {}): Promise<MadePlan> {
  return makePlan({
    name: 'shop',
    by: 'tester',
    now: new Date('2026-11-20T00:00:00Z'),
    sources: [sourceOf(identities)],
    target: { id: 'memory', title: 'A target', connector: true, ids: 'mapped', fit },
    cohorts: [],
    waves: [],
    calendar: PlanCalendar.parse({}),
    lists: [],
    settingsDigest: 'a'.repeat(64),
    settings: { accept: [], unsupported: 'hold', absent: 'none' },
    means: { hooks: true },
    ...change,
  });
}

function find({ draft }: MadePlan, name: string): PlanCohort | undefined {
  return draft.cohorts.find((cohort) => cohort.name === name);
}

const CROWD = [
  ...people(60, 'active'),
  ...people(20, 'dormant', { lastLoginAt: '2022-01-01T00:00:00Z' }),
  ...people(15, 'phpass', { password: { hash: PHPASS } }),
  ...people(10, 'hashless', { password: undefined }),
  ...people(5, 'social', { password: undefined, links: [{ provider: 'google', subject: '1' }] }),
  ...people(3, 'off', { status: 'disabled' }),
  ...people(2, 'job', { kind: 'service' }),
];

describe('the plan that is proposed', () => {
  it('says how long an import takes by what a rehearsal has shown, in the forecast of everybody', async () => {
    const rate = { value: 10, low: 5, high: 20 };
    const rehearsal = { at: '2026-11-12T12:00:00Z', place: 'here' } as const;
    const { draft } = await make(CROWD, { measured: { rate, customers: 1_000, rehearsal } });
    expect(draft.forecasts[0]?.bulk).toMatchObject([{ target: 'memory', basis: 'rehearsal', rate }]);
    expect((await make(CROWD)).draft.forecasts[0]?.bulk).toMatchObject([{ basis: 'unknown' }]);
  });

  it('puts everybody into one cohort, and each cohort on the path its passwords allow', async () => {
    const made = await make(CROWD);
    const paths = made.draft.cohorts.map(({ name, path, credentialPlan, count }) => [
      name,
      path,
      credentialPlan,
      count,
    ]);
    expect(paths).toEqual([
      ['service-accounts', 'bulk', 'as-fits', 2],
      ['disabled', 'bulk', 'as-fits', 3],
      ['social-and-passkey', 'bulk', 'none', 5],
      ['carried-active', 'bulk', 'as-fits', 60],
      ['carried-dormant', 'bulk', 'as-fits', 20],
      ['sealed', 'bulk', 'vault', 15],
      ['no-hash-active', 'reset', 'reset', 10],
      ['everybody-else', 'bulk', 'as-fits', 0],
    ]);
    expect(made.draft.waves.map(({ name }) => name)).toEqual([
      'canary',
      'carried',
      'sealed',
      'dormant',
      'reset',
      'quiet',
    ]);
    expect(made.draft.waves.reduce((sum, { count }) => sum + count, 0)).toBe(CROWD.length);
    expect(find(made, 'sealed')).toMatchObject({ credentials: { vault: 15 }, held: {} });
  });

  it('says what cannot be, with the reason, and what it would have cost', async () => {
    const made = await make(CROWD);
    expect(find(made, 'no-hash-active')?.alternatives).toEqual([
      { path: 'jit', verdict: 'refused', reason: expect.stringContaining('No live legacy') },
    ]);
    expect(find(made, 'sealed')?.reason).toContain('phpass-P (15): It has no phpass.');
    expect(find(made, 'carried-active')?.reason).toMatch(/Expected to cost about/);
    expect(made.draft.forecasts.map(({ population }) => population)).toContain('no-hash-active');
  });

  it('tells an operator who approves it that a field nobody mapped would hold everybody', async () => {
    const sources = [sourceOf(people(9, 'p'), [{ code: 'FIELD_UNKNOWN', field: 'status' }])];
    expect((await make([], { sources })).warnings).toContainEqual(
      expect.stringMatching(/^9 would be held or lost by FIELD_UNKNOWN \(status\), whatever their cohort/),
    );
  });

  it('is a document that can be stored, and the same one every time', async () => {
    const [one, two] = [await make(CROWD), await make(CROWD)];
    const plan = { ...one.draft, version: 1 };
    const stored = JSON.parse(JSON.stringify({ ...plan, hash: hashOfPlan(plan) }));
    expect(hashOfPlan(Plan.parse(stored))).toBe(hashOfPlan(plan));
    expect(hashOfPlan({ ...two.draft, version: 1 })).toBe(hashOfPlan(plan));
  });

  it('proposes nobody as a test account where most would be one', async () => {
    const some = await make([
      ...CROWD,
      person('t', { identifiers: [{ type: 'email', value: 't@mail.test' }] }),
    ]);
    expect(find(some, 'test-accounts')).toMatchObject({ path: 'exclude', count: 1 });
    expect(some.warnings).toContain(
      '1 of "test-accounts" are proposed to stay behind: look at them before you approve.',
    );
    const all = await make(people(9, 'p', { identifiers: [{ type: 'email', value: 'p@shop.example' }] }));
    expect(find(all, 'test-accounts')).toBeUndefined();
    expect(find(all, 'carried-active')).toMatchObject({ count: 9 });
  });
});

describe('what an operator lays down', () => {
  it('comes before what is proposed: rules, lists, waves', async () => {
    const vip = readList(
      { name: 'board', use: 'vip', file: 'vip.txt' },
      'active1@shop.co\nid:active2\nnobody@x.co',
      index,
    );
    const made = await make(CROWD, {
      lists: [vip],
      cohorts: [
        { name: 'bcrypt', rule: 'password.format == "bcrypt-2y"', path: 'jit', reason: 'We say so.' },
      ],
    });
    expect(find(made, 'board')).toMatchObject({ count: 2, path: 'bulk', origin: 'rule' });
    expect(find(made, 'bcrypt')).toMatchObject({ count: 83, path: 'jit', reason: 'We say so.' });
    expect(made.draft.waves.at(-1)).toMatchObject({ name: 'last', cohorts: ['board'] });
    expect(made.draft.lists).toMatchObject([{ entries: 3, found: 2 }]);
    expect(JSON.stringify(made.draft)).not.toContain('@shop.co');
  });

  it('is refused where it names what there is not', async () => {
    const waves = [{ name: 'first', cohorts: ['carried-activ'] }];
    await expect(make(CROWD, { waves })).rejects.toThrow(/did you mean "carried-active"/);
    const cohorts = [{ name: 'x', rule: 'in list("vips")' }];
    await expect(make(CROWD, { cohorts })).rejects.toMatchObject({ code: 'RULE_INVALID' });
    await expect(make(CROWD, { instead: { seald: 'reset' } })).rejects.toThrow(/did you mean "sealed"/);
  });

  it('moves with a number: a path turned aside takes its people out of their wave', async () => {
    const before = await make(CROWD);
    const after = await make(CROWD, { instead: { sealed: 'jit' } });
    const version = { version: 1, hash: 'a'.repeat(64) };
    expect(diffPlans({ ...before.draft, ...version }, { ...after.draft, ...version })).toEqual(
      expect.arrayContaining([
        { what: 'cohort sealed', change: 'changed', field: 'path', before: 'bulk', after: 'jit' },
        { what: 'wave sealed', change: 'removed' },
      ]),
    );
  });

  it('asks everybody to wait who does not stand in an allow list', async () => {
    const allowed = readList({ name: 'pilot', use: 'allow', file: 'pilot.txt' }, 'active1@shop.co', index);
    const made = await make(CROWD, { lists: [allowed] });
    expect(find(made, 'not-allowed-yet')).toMatchObject({ count: CROWD.length - 1 });
    expect(made.draft.waves.flatMap(({ cohorts }) => cohorts)).not.toContain('not-allowed-yet');
    expect(made.warnings).toContain('The cohort "not-allowed-yet" stands in no wave: it stays where it is.');
  });
});
