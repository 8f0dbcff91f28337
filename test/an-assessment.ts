/**
 * An assessment of simulated customers, for tests that begin where `footbridge assess` ends.
 *
 * @module
 */
import type { ActivityBand, Assessment, Census, Outlook } from '../src/engine/assess/assessment.ts';
import { ACTIVITY_BANDS } from '../src/engine/assess/assessment.ts';
import { type BaseOptions, simulateBase } from './simulated-base.ts';

const BASE: BaseOptions = {
  customers: 4_000,
  rates: 'gamma',
  shape: 0.7,
  scaleDays: 15,
  leaving: 1 / 700,
  never: 0.1,
  history: 1_200,
  growth: 0.3,
};

const OUTLOOK: Outlook = {
  target: 'keycloak',
  title: 'Keycloak',
  connector: true,
  ids: 'mapped',
  plans: { native: 3_600, reset: 400 },
  passwords: [
    {
      format: 'bcrypt-2b',
      parameters: 'cost 10',
      count: 3_600,
      plan: 'native',
      reason: 'it verifies bcrypt',
    },
    { format: 'unknown', parameters: '', count: 400, plan: 'reset', reason: 'nobody knows what it is' },
  ],
  losses: [],
  refusals: [],
  limits: { usersPerSecond: 400, source: 'docs/performance.md', basis: 'measured', notes: [] },
};

/** Nine of ten have bcrypt and a verified address; one in ten a hash that nobody knows. */
export function anAssessment(options: Partial<BaseOptions> = {}): Assessment {
  const { cells, customers } = simulateBase(1, { ...BASE, ...options });
  const activity = Object.fromEntries(ACTIVITY_BANDS.map((band) => [band, 0])) as Record<
    ActivityBand,
    number
  >;
  const share = (of: number) => Math.round(customers * of);
  const everybody: Census = {
    identities: customers,
    kind: { person: customers },
    status: { active: customers },
    activity,
    verified: { verified: share(0.9), unverified: share(0.1) },
    regions: {},
    tenants: {},
    locales: {},
    domains: {},
    signUps: {},
    identifiers: { email: customers },
    passwords: [
      { ...HASH, format: 'bcrypt-2b', parameters: 'cost 10', count: share(0.9) },
      { ...HASH, format: 'unknown', parameters: '', count: share(0.1) },
    ],
    passwordless: {},
    passwordAge: {},
    factors: {},
    links: {},
    passkeys: {},
    consents: { withEvidence: 0, withoutEvidence: 0 },
    recency: cells,
  };
  return {
    document: 'footbridge-assessment',
    version: 1,
    at: '2026-11-20T12:00:00Z',
    asOf: '2026-11-19T23:00:00Z',
    sources: [{ name: 'legacy', type: 'csv', title: 'CSV', rows: customers, fingerprint: 'abc' }],
    account: { rows: customers, identities: customers, repeated: 0, lost: 0, deleted: 0 },
    everybody,
    cohorts: { staff: { ...everybody, verified: {} } },
    findings: [],
    collisions: [],
    outlooks: [OUTLOOK],
    inventory: [],
    categories: {},
    unmapped: {},
  };
}

const HASH = {
  certainty: 'certain',
  alternatives: [],
  strength: 'acceptable',
  reason: '',
  examples: [],
} as const;
