/**
 * Weighs one identity against the target, the operator's settings and the plan: what happens to the password, what is
 * lost, and what holds it.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Identity } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Fit } from '../../targets/target.ts';
import type { ImportSettings } from '../crossing.ts';
import type { Place } from '../plan/place.ts';

export interface Weighed {
  readonly credentialPlan: CredentialPlan;
  readonly losses: readonly string[];
  readonly problems: readonly RecordProblem[];
}

/**
 * What the target would refuse or lose, less what the operator accepted or decided.
 *
 * @param mapped as the mapping made it: a marker in place of a password (`!`) is still there
 */
export function weigh(
  fit: Fit,
  identity: Identity,
  settings: Pick<ImportSettings, 'accept' | 'unsupported' | 'absent'>,
  mapped: Identity,
  place?: Place,
): Weighed {
  const problems: RecordProblem[] = fit.refusal === undefined ? [] : [fit.refusal];
  const losses: string[] = [];
  const isPlanned = place !== undefined && (place.path !== 'bulk' || place.credentialPlan !== 'as-fits');
  const { credentialPlan, problem } = isPlanned
    ? decideByPlan(fit, identity, place)
    : decideByFit(fit, identity, settings, mapped);
  for (const loss of fit.losses) {
    const { field = '' } = loss;
    // A plan that leaves the hash behind has said so.
    if (isPlanned && !usesHash(credentialPlan) && isOfPassword(field)) continue;
    if (isAccepted(field, settings.accept)) losses.push(field);
    else problems.push(loss);
  }
  if (problem !== undefined) problems.push(problem);
  return { credentialPlan, losses, problems };
}

/** Does anything become of the hash? Where nothing does, a damaged one holds nobody. */
export function usesHash(plan: CredentialPlan): boolean {
  return plan !== 'reset' && plan !== 'legacy';
}

function isOfPassword(field: string): boolean {
  return field === 'password' || field.startsWith('password.');
}

interface Decision {
  readonly credentialPlan: CredentialPlan;
  readonly problem?: RecordProblem;
}

function decideByFit(
  fit: Fit,
  identity: Identity,
  { unsupported, absent }: Pick<ImportSettings, 'unsupported' | 'absent'>,
  mapped: Identity,
): Decision {
  if (fit.credentialPlan === 'none' && needsPassword(mapped)) return { credentialPlan: absent };
  if (fit.credentialPlan !== 'vault') return { credentialPlan: fit.credentialPlan };
  if (unsupported !== 'hold') return { credentialPlan: unsupported };
  const field = identity.password?.format ?? 'password.hash';
  return {
    credentialPlan: 'vault',
    problem: { code: 'PASSWORD_NOT_PORTABLE', field, found: fit.reason },
  };
}

/** The plan decides; what it says and cannot be holds the identity, so that nobody is locked out by a wrong rule. */
function decideByPlan(fit: Fit, { password }: Identity, { path, credentialPlan: said }: Place): Decision {
  const hasHash = password !== undefined;
  if (path === 'exclude') return { credentialPlan: fit.credentialPlan };
  if (path === 'reset') return { credentialPlan: 'reset' };
  if (path === 'jit' && said === 'as-fits') return { credentialPlan: hasHash ? 'vault' : 'legacy' };
  if (said === 'legacy' || said === 'reset') return { credentialPlan: said };
  if (said === 'vault')
    return hasHash ? { credentialPlan: 'vault' } : unfit(said, 'there is no hash to keep');
  if (said === fit.credentialPlan) return { credentialPlan: said };
  return unfit(
    fit.credentialPlan,
    `the plan says ${said}, the target says ${fit.credentialPlan}: ${fit.reason}`,
  );
}

function unfit(credentialPlan: CredentialPlan, found: string): Decision {
  return { credentialPlan, problem: { code: 'PLAN_UNFIT', field: 'password', found } };
}

/**
 * A person who logs in by neither a link nor a passkey has a password somewhere, though the record does not hold it.
 * A marker in its place (`!`) says that there is none.
 */
function needsPassword({ kind, password, links, factors }: Identity): boolean {
  const passkey = factors.some((factor) => factor.type === 'webauthn' && factor.passwordless);
  return kind === 'person' && password === undefined && links.length === 0 && !passkey;
}

function isAccepted(field: string, accepted: readonly string[]): boolean {
  return accepted.some((one) => field === one || field.startsWith(`${one}.`));
}
