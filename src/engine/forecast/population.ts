/**
 * What a calculation of paths needs to know of a population, taken from its census.
 *
 * @module
 */
import type { Census, Outlook, PasswordPopulation } from '../assess/assessment.ts';
import type { ParallelRun } from './forecast.ts';

export interface Population {
  readonly customers: number;
  /** Logged in within the active days. */
  readonly active: number;
  /** Have a verified e-mail address, so that a message reaches them and nobody else. */
  readonly reachable: number;
  /** Cross in bulk and log in as before: a hash that the target or our vault verifies, or no password at all. */
  readonly portable: number;
}

/** Credential plans with which nobody notices. */
const UNNOTICED: ReadonlySet<string> = new Set(['native', 'transcoded', 'wrapped', 'vault', 'none']);
/** Without a password, and not in need of one. */
const WITHOUT_PASSWORD = ['links', 'passkey'] as const;

/** `outlook`: of the target, for everybody; absent: what can be recognised can be kept in the vault. */
export function describePopulation(
  census: Census,
  { active }: Pick<ParallelRun, 'active'>,
  outlook?: Outlook,
): Population {
  const hashes = census.passwords.reduce((sum, one) => sum + (isUnnoticed(one, outlook) ? one.count : 0), 0);
  const without = WITHOUT_PASSWORD.reduce((sum, kind) => sum + (census.passwordless[kind] ?? 0), 0);
  return {
    customers: census.identities,
    active,
    reachable: Math.min(census.identities, census.verified.verified ?? 0),
    portable: Math.min(census.identities, hashes + without),
  };
}

function isUnnoticed({ format, parameters }: PasswordPopulation, outlook: Outlook | undefined): boolean {
  if (outlook === undefined) return format !== 'unknown';
  return outlook.passwords.some(
    (one) => one.format === format && one.parameters === parameters && UNNOTICED.has(one.plan),
  );
}
