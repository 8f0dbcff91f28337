/**
 * How many of a cohort a crossing concerns in which way, from its path and what becomes of its passwords.
 *
 * @module
 */
import type { PlanCohort } from '../plan-document.ts';
import type { Concern } from './playbook-document.ts';

/** A customer with a lost factor is in two: their password stays, and their factor does not. */
export function concernedBy(cohort: PlanCohort, concern: Concern): number {
  const { path, count, credentials, losses } = cohort;
  if (path === 'exclude') return concern === 'stays' ? count : 0;
  const reset = path === 'reset' ? count : (credentials.reset ?? 0);
  const provider = path === 'reset' ? 0 : (credentials.none ?? 0);
  const atLogin =
    path === 'reset' ? 0 : path === 'jit' ? count - reset - provider : (credentials.legacy ?? 0);
  switch (concern) {
    case 'reset':
      return reset;
    case 'provider':
      return provider;
    case 'at-login':
      return Math.max(0, atLogin);
    case 'unchanged':
      return path === 'bulk' ? Math.max(0, count - reset - provider - atLogin) : 0;
    case 'factor':
      return path === 'reset' ? 0 : Math.min(count, lostFactors(losses));
    case 'stays':
      return 0;
  }
}

/** At least so many customers: one may lose two factors, and the plan counts losses. */
function lostFactors(losses: PlanCohort['losses']): number {
  const factors = Object.entries(losses).filter(([field]) => field.startsWith('factors.'));
  return Math.max(0, ...factors.map(([, customers]) => customers));
}
