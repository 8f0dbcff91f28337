import { describe, expect, it } from 'vitest';
import { customer, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import type { TargetSettings } from '../targets/target.ts';
import type { Assessment } from './assess/assessment.ts';
import { importRun } from './import.ts';
import { readinessOf, readinessOfAssessment } from './readiness.ts';

const NOW = Date.parse('2026-11-20T00:00:00Z');

/** Hides what it does not declare, and asks for a name. */
const SETTINGS: TargetSettings = {
  missingRights: [],
  missingParts: [],
  mark: 'seen',
  fields: [{ path: 'email' }, { path: 'profile.given_name', required: 'asked' }],
  otherFields: 'hidden',
  identifiers: {
    loginWithEmail: true,
    emailAsUsername: false,
    usernameEditable: true,
    duplicateEmails: false,
  },
  passwords: { login: true, reset: true, rules: [] },
  createsMemberships: false,
  mail: 'set up',
  verifiesEmail: false,
  lockout: 'for a while',
  asksForVault: 'unsaid',
  defaults: { groups: [], roles: [], actions: [] },
  where: {},
};

const PEOPLE = [
  {
    identity: customer('u1', {
      attributes: { plan: 'gold' },
      memberships: [{ type: 'group', name: 'staff' }],
    }),
  },
  { identity: customer('u2', { profile: {} }) },
  { identity: customer('u3') },
];

describe('readiness', () => {
  it('asks the source where nothing is staged yet, and writes nothing anywhere', async () => {
    await withCrossing(PEOPLE, async (crossing) => {
      const readiness = await readinessOf(askable(crossing), { now: NOW });
      expect(readiness).toMatchObject({
        ready: false,
        population: { from: 'source', customers: 3 },
        findings: [
          { code: 'FIELDS_HIDDEN', customers: 1, what: expect.stringContaining('attributes.plan (1)') },
          { code: 'MEMBERSHIPS_MISSING', customers: 1, what: expect.stringContaining('group staff (1)') },
          { code: 'FIELDS_ASKED_FOR', customers: 1 },
        ],
      });
      const { rows } = await crossing.ledger.db.query('select id from identity');
      expect([rows.length, crossing.store.users.size]).toEqual([0, 0]);
    });
  });

  it('asks the ledger once people are staged, and leaves out whoever has crossed', async () => {
    const waves = [{ name: 'first', limit: 1 }];
    await withCrossing(
      PEOPLE,
      async (crossing) => {
        await importRun(crossing);
        const told: number[] = [];
        const tell = (done: number) => told.push(done);
        const { population } = await readinessOf(askable(crossing), { now: NOW, tell });
        expect(population).toEqual({ from: 'ledger', customers: 2 });
        expect(told).toEqual([2]);
      },
      { waves },
    );
  });

  it('makes do with the counts of an assessment', async () => {
    await withCrossing([], async (crossing) => {
      const { target } = askable(crossing);
      const readiness = await readinessOfAssessment(target, ASSESSMENT, { now: NOW });
      expect(readiness.population).toEqual({ from: 'assessment', customers: 10 });
      expect(readiness.findings.map(({ code, customers }) => [code, customers])).toEqual([
        ['FIELDS_HIDDEN', 7],
        ['FIELDS_ASKED_FOR', 2],
      ]);
    });
  });

  it('says so where a target does not tell how it is set up', async () => {
    await withCrossing(PEOPLE, async (crossing) => {
      await expect(readinessOf(crossing, { now: NOW })).rejects.toMatchObject({ code: 'TARGET_SILENT' });
    });
  });
});

/** Counts as `assess` prints them, of which readiness reads only a few. */
const ASSESSMENT = {
  everybody: {
    identities: 10,
    verified: { verified: 10 },
    links: { others: 3 },
    passkeys: { unknown: 1 },
    factors: { webauthn: 1 },
    passwords: [],
  },
  categories: { email: 10, 'profile.given_name': 8, 'attributes.plan': 7, password: 10, links: 3 },
  outlooks: [],
} as unknown as Assessment;

function askable(crossing: TestCrossing): TestCrossing {
  const session = {
    ...crossing.target.session,
    inspect: () => Promise.resolve(SETTINGS),
    missingMemberships: (wanted: readonly { type: 'organisation' | 'group' | 'role'; name: string }[]) =>
      Promise.resolve(wanted),
  };
  return { ...crossing, target: { ...crossing.target, session } };
}
