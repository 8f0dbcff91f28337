/**
 * From what was seen to a verdict. Pure.
 *
 * Somebody let in who must not be, or kept out who must not be, fails the population. What could not be asked proves
 * nothing, in either direction.
 *
 * @module
 */
import type { Proof, ProvenCase } from './proof.ts';

export function judgeCases(
  cases: readonly ProvenCase[],
  reason: string | undefined,
  left: readonly string[],
): Pick<Proof, 'verdict' | 'reason'> {
  if (reason !== undefined || cases.length === 0)
    return { verdict: 'not-provable', reason: reason ?? 'nothing could be tried' };
  const wrong = cases.filter(({ ok, observed }) => !ok && observed !== 'unasked');
  if (wrong.length > 0) return { verdict: 'failed', reason: wrong.map(describeCase).join('; ') };
  const unasked = cases.find(({ ok }) => !ok);
  if (unasked !== undefined)
    return { verdict: 'not-provable', reason: `${unasked.name}: ${unasked.found ?? 'could not be tried'}` };
  if (left.length > 0)
    return { verdict: 'failed', reason: `${left.length} synthetic customers could not be removed` };
  return { verdict: 'proven' };
}

function describeCase({ name, expected, observed, found }: ProvenCase): string {
  return `${name}: expected ${expected}, observed ${observed}${found === undefined ? '' : ` (${found})`}`;
}
