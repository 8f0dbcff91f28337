/**
 * Says in words what proofs saw: one line for each population, and below it whatever was not as it must be.
 *
 * @module
 */
import type { Asked, Cleaning, Proof, ProofPreview, ProveResult, Watched } from '../engine/index.ts';
import { countOf, formatTable, type Paint } from './words.ts';

const PLANS = { target: 'the target judges', door: 'our door judges', nobody: 'not tried' } as const;

export function describeProofs({ proofs, cleaned, ended }: ProveResult, paint: Paint): string {
  const parts = [describeCleaning(cleaned)];
  if (ended === 'stopped')
    parts.push('Stopped; the synthetic customers are gone again. Run the same command to begin anew.');
  else if (proofs.length === 0)
    parts.push(
      'Nobody with a password waits to cross, so there is nothing to prove. Whoever is held does not count: `footbridge status`.',
    );
  else parts.push(proofTable(proofs, paint), ...proofs.flatMap((proof) => describeReason(proof, paint)));
  return parts.filter((text) => text !== '').join('\n\n');
}

function proofTable(proofs: readonly Proof[], paint: Paint): string {
  const rows = proofs.map((proof) => {
    const { population, cases, customers, evidence, verdict } = proof;
    const right = cases.filter(({ expected }) => expected === 'accepted');
    const wrong = cases.filter(({ expected }) => expected === 'refused');
    return [
      markOf(verdict, paint),
      nameOf(population),
      countOf(customers, 'customer'),
      `${population.credentialPlan}, ${PLANS[evidence.judgedBy]}`,
      cases.length === 0 ? '' : `${okOf(right)} right passwords let in`,
      cases.length === 0 ? '' : `${okOf(wrong)} wrong ones kept out`,
      verdict === 'proven' ? `until ${proof.validUntil.slice(0, 10)}` : '',
    ];
  });
  return formatTable(rows);
}

function markOf(verdict: Proof['verdict'], paint: Paint): string {
  if (verdict === 'proven') return paint.good('✓ proven');
  return verdict === 'failed' ? paint.bad('✗ failed') : paint.warn('! not provable');
}

function nameOf({ format, parameters }: Pick<Proof['population'], 'format' | 'parameters'>): string {
  return parameters === '' ? format : `${format}:${parameters}`;
}

function okOf(cases: Proof['cases']): string {
  return `${cases.filter(({ ok }) => ok).length}/${cases.length}`;
}

function describeReason({ population, reason, verdict }: Proof, paint: Paint): readonly string[] {
  if (reason === undefined) return [];
  return [
    `${verdict === 'failed' ? paint.bad(nameOf(population)) : paint.warn(nameOf(population))}: ${reason}`,
  ];
}

export function describeCleaning({ removed, elsewhere, left }: Cleaning): string {
  const lines: string[] = [];
  if (removed > 0)
    lines.push(`${countOf(removed, 'synthetic customer')} of a proof that was cut short removed.`);
  if (left.length > 0)
    lines.push(`${countOf(left.length, 'synthetic customer')} could not be removed: ${left.join(', ')}`);
  if (elsewhere > 0)
    lines.push(
      `${countOf(elsewhere, 'proof')} cut short at another target: run this with the configuration of that one.`,
    );
  return lines.join('\n');
}

export function describeProofPreview({ populations, open, checks }: ProofPreview, paint: Paint): string {
  const rows = populations.map(({ format, parameters, credentialPlan, customers, because }) => [
    because === undefined ? paint.good('✓') : paint.warn('!'),
    nameOf({ format, parameters }),
    credentialPlan,
    countOf(customers, 'customer'),
    because ?? 'there is a valid proof',
  ]);
  const parts = [paint.bold('Nothing was written. This is what would be tried:')];
  parts.push(rows.length === 0 ? 'Nobody with a password waits to cross.' : formatTable(rows));
  if (open > 0) parts.push(`${countOf(open, 'proof')} cut short would be cleaned up after first.`);
  const failed = checks.filter(({ ok }) => !ok).map(({ title, found }) => [paint.bad('✗'), title, found]);
  parts.push(
    failed.length === 0 ? 'The target is ready.' : `${paint.bold('The target')}\n${formatTable(failed)}`,
  );
  return parts.join('\n\n');
}

export function describeAsked({ marked, unknown }: Asked): string {
  const lines = [
    `${countOf(marked, 'volunteer')} marked. Move them, ask them to log in, then look with --volunteers.`,
  ];
  if (unknown.length > 0)
    lines.push(`The ledger knows nobody by what was given in place ${unknown.join(', ')}.`);
  return lines.join('\n');
}

export function describeWatched({ proofs, waiting }: Watched, paint: Paint): string {
  const lines = proofs.length === 0 ? [] : [proofTable(proofs, paint)];
  if (waiting > 0) lines.push(`${countOf(waiting, 'volunteer')} not moved, or not seen to log in yet.`);
  return lines.join('\n\n') || 'No volunteer was marked.';
}
