/**
 * A population of a plan before it is decided how it crosses: its rule, and the ways it could take, the best first.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import type { PlannedCredential } from '../../identity/planned.ts';

/** One way a population could cross. */
export interface Way {
  readonly path: Path;
  readonly credentialPlan: PlannedCredential;
  /** Why, where it is chosen. */
  readonly because: string;
  /** Why not, where one before it is. */
  readonly instead?: string;
  /** A person gave the reason: nothing is added to it. */
  readonly complete?: true;
}

/** In which waves its members are proposed to cross. */
export type Turn = 'first' | 'carried' | 'sealed' | 'dormant' | 'reset' | 'quiet' | 'last' | 'none';

export interface Candidate {
  readonly name: string;
  /** Canonical. */
  readonly rule: string;
  readonly origin: 'rule' | 'proposed';
  readonly ways: readonly Way[];
  readonly turn: Turn;
}

export function turnOf(way: Pick<Way, 'path' | 'credentialPlan'> | undefined): Turn {
  if (way === undefined || way.path === 'exclude' || way.path === 'jit') return 'none';
  if (way.path === 'reset') return 'reset';
  return way.credentialPlan === 'vault' || way.credentialPlan === 'legacy' ? 'sealed' : 'carried';
}
