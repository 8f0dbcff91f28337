/**
 * A plan as of a real shop, for the tests of the report and for looking at it.
 *
 * @module
 */
import type { Plan, PlanCohort } from '../../src/engine/plan/plan-document.ts';
import { FORECAST } from './forecast.ts';

const HASH = 'd2'.repeat(32);

const COHORT: PlanCohort = {
  name: 'portable',
  rule: 'password.format in ["bcrypt-2b", "django-pbkdf2-sha256"]',
  path: 'bulk',
  credentialPlan: 'as-fits',
  reason: 'Keycloak verifies these hashes itself, so nobody notices anything.',
  origin: 'proposed',
  count: 843_487,
  activity: { '7 days': 120_000 },
  formats: { 'bcrypt-2b': 612_400, 'django-pbkdf2-sha256': 231_087 },
  credentials: { native: 612_400, transcoded: 231_087 },
  kind: { person: 843_487 },
  status: { active: 843_487 },
  losses: { 'factors.sms': 12_330 },
  held: { IDENTIFIER_DUPLICATE: 8_412 },
  alternatives: [
    { path: 'jit', verdict: 'dearer', reason: 'Two systems for 180 days cost eight times as much.' },
    { path: 'reset', verdict: 'refused', reason: '12,101 of them have no address that could be written to.' },
  ],
};

export const PLAN: Plan = {
  document: 'footbridge-plan',
  format: 1,
  version: 3,
  name: 'acme-2026',
  made: { at: '2026-11-20T16:20:00.000Z', by: 'jo@acme' },
  counted: {
    at: '2026-11-20T16:10:00.000Z',
    asOf: '2026-11-12T22:14:03.000Z',
    sources: [{ name: 'legacy', type: 'auth0', rows: 1_206_004, fingerprint: '5f2c1d0e8a7b46f3' }],
    rows: 1_206_004,
    identities: 1_204_331,
    assessment: HASH,
  },
  target: { id: 'keycloak', title: 'Keycloak' },
  cohorts: [
    {
      ...COHORT,
      name: 'staff',
      path: 'bulk',
      origin: 'rule',
      rule: 'email.domain == "acme.example"',
      count: 400,
      held: {},
    },
    COHORT,
    {
      ...COHORT,
      name: 'old-hashes',
      rule: 'password.format in ["phpass-P", "raw-md5", "sha1-pass-salt"]',
      reason: 'Keycloak cannot verify these hashes; the vault judges the first login.',
      credentialPlan: 'vault',
      count: 223_360,
      credentials: { vault: 223_360 },
      losses: {},
      held: {},
      alternatives: [],
    },
    {
      ...COHORT,
      name: 'no-hash',
      path: 'reset',
      rule: 'password.format == "unknown"',
      reason: 'Nobody can verify these hashes, and the old system goes.',
      credentialPlan: 'reset',
      count: 1_204,
      credentials: { reset: 1_204 },
      losses: {},
      held: {},
    },
    {
      ...COHORT,
      name: 'no-customers',
      path: 'exclude',
      rule: 'kind == "test"',
      reason: 'Test accounts are proposed to stay behind.',
      credentialPlan: 'none',
      count: 135_880,
      credentials: {},
      losses: {},
      held: {},
      alternatives: [],
    },
  ],
  lists: [{ name: 'vip', use: 'vip', file: 'lists/vip.txt', entries: 40, digest: 'ab12', found: 38 }],
  waves: [
    {
      name: 'canary',
      cohorts: ['staff'],
      limit: 400,
      count: 400,
      reason: 'People we can call.',
      notBefore: '2026-12-01',
    },
    {
      name: 'first-tenth',
      cohorts: ['portable', 'old-hashes'],
      percent: 10,
      count: 106_684,
      reason: 'A tenth of every risk.',
      notBefore: '2026-12-08',
    },
    {
      name: 'rest',
      cohorts: ['portable', 'old-hashes'],
      count: 960_163,
      reason: 'Everybody else.',
      notBefore: '2027-01-11',
    },
    { name: 'new-passwords', cohorts: ['no-hash'], count: 1_204, reason: 'Last, with the help desk ready.' },
  ],
  calendar: {
    timeZone: 'Europe/Berlin',
    window: { days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00' },
    freezes: [{ from: '2026-12-14', to: '2027-01-06', reason: 'Christmas trade' }],
  },
  assumptions: [
    {
      name: 'ticketCost',
      value: 18,
      low: 9,
      high: 40,
      unit: 'EUR for each ticket',
      source: 'assumption of ours: replace it',
    },
    { name: 'openRate', value: 0.032, low: 0.01, high: 0.06, unit: 'share', source: 'yours' },
  ],
  forecasts: [FORECAST],
  settings: HASH,
  hash: HASH,
};
