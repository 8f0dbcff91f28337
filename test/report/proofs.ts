/**
 * Proofs as they come out of a real run, one of each verdict, for the tests of the report and for looking at it.
 *
 * @module
 */
import type { Proof, ProvenCase } from '../../src/engine/prove/proof.ts';

const AT = '2026-11-20T16:20:00.000Z';

function tried(
  name: ProvenCase['name'],
  expected: ProvenCase['expected'],
  observed: ProvenCase['observed'],
): ProvenCase {
  return {
    name,
    expected,
    observed,
    ok: expected === 'either' || expected === observed,
    at: AT,
    milliseconds: 84,
  };
}

const PROVEN: Proof = {
  document: 'footbridge-proof',
  version: 1,
  id: '7b0d3c1e-5f0a-4c93-9a5e-0a4f6c0d1e2f',
  population: {
    format: 'bcrypt-2b',
    parameters: 'cost 10',
    credentialPlan: 'native',
    target: 'keycloak',
    targetFingerprint: 'acme',
  },
  customers: 612_400,
  kind: 'synthetic',
  verdict: 'proven',
  cases: [
    tried('right', 'accepted', 'accepted'),
    tried('right-unicode', 'accepted', 'accepted'),
    tried('right-long', 'accepted', 'accepted'),
    tried('wrong', 'refused', 'refused'),
    tried('truncated', 'refused', 'refused'),
    tried('cut-at-72', 'either', 'accepted'),
    tried('case-changed', 'refused', 'refused'),
    tried('empty', 'refused', 'refused'),
  ],
  evidence: {
    judgedBy: 'target',
    created: ['a', 'b'],
    removed: ['a', 'b'],
    left: [],
    ledgerEvents: { moved: 2 },
    library: 'footbridge 0.1.0',
  },
  by: 'jo@acme',
  at: AT,
  validUntil: '2026-12-20T16:20:00.000Z',
  basis: 'd2d2',
};

export const PROOFS: readonly Proof[] = [
  PROVEN,
  {
    ...PROVEN,
    id: '7b0d3c1e-5f0a-4c93-9a5e-0a4f6c0d1e30',
    population: { ...PROVEN.population, format: 'raw-md5', parameters: '', credentialPlan: 'vault' },
    customers: 58_210,
    verdict: 'failed',
    cases: [tried('right', 'accepted', 'accepted'), tried('case-changed', 'refused', 'accepted')],
    evidence: { ...PROVEN.evidence, judgedBy: 'door', left: ['a'], removed: ['b'] },
  },
  {
    ...PROVEN,
    id: '7b0d3c1e-5f0a-4c93-9a5e-0a4f6c0d1e31',
    population: { ...PROVEN.population, format: 'sha1-pass-salt', parameters: '' },
    customers: 21_950,
    verdict: 'not-provable',
    reason: 'The target has no client to log in with: set `loginClientId`.',
    cases: [],
    evidence: { ...PROVEN.evidence, judgedBy: 'nobody', created: [], removed: [] },
  },
];
