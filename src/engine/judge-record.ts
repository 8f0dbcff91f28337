/**
 * Turns one record of the source into a judged identity: mapped, its password named, weighed against the target.
 *
 * Pure but for the keyed hashes. Sealing is left to the caller, who knows which records need storing at all.
 *
 * @module
 */
import type { CredentialPlan } from '../identity/credential-plan.ts';
import { canonicalBytes } from '../identity/digest.ts';
import { identifierKey } from '../identity/identifier.ts';
import type { Identity } from '../identity/identity.ts';
import type { StagedIdentity } from '../ledger/sql/stage-page.ts';
import type { RecordProblem } from '../problems/problem.ts';
import type { Operation, SourceRecord } from '../sources/source.ts';
import type { Crossing } from './crossing.ts';
import { judgePassword } from './judge-password.ts';

/** A record that became an identity; `problems` hold it, `losses` are accepted. */
export interface JudgedIdentity {
  readonly kind: 'identity';
  readonly operation: Operation;
  readonly id: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly row: number;
  readonly position: string;
  readonly identity: Identity;
  readonly credentialPlan: CredentialPlan;
  readonly losses: readonly string[];
  readonly problems: readonly RecordProblem[];
}

/** A record without an identity: its problems and itself. */
export interface JudgedLoss {
  readonly kind: 'lost';
  readonly row: number;
  readonly position: string;
  readonly problems: readonly RecordProblem[];
  readonly raw: string;
}

export type Judged = JudgedIdentity | JudgedLoss;

export function judgeRecord(record: SourceRecord, crossing: Crossing): Judged {
  const { source, target, settings, ledger } = crossing;
  const { row, position } = record;
  const { operation, identity: mapped, problems: fromMapping } = source.map(record);
  const problems = [...record.problems, ...fromMapping];
  if (mapped === undefined) {
    return { kind: 'lost', row, position, problems, raw: record.raw ?? JSON.stringify(record.fields) };
  }

  const { identity, problem } = settlePassword(mapped);
  if (problem !== undefined) problems.push(problem);
  const fit = target.fit(identity);
  if (fit.refusal !== undefined) problems.push(fit.refusal);
  const losses: string[] = [];
  for (const loss of fit.losses) {
    if (isAccepted(loss.field ?? '', settings.accept)) losses.push(loss.field ?? '');
    else problems.push(loss);
  }
  const credentialPlan = planCredential(fit.credentialPlan, settings.unsupported);
  if (credentialPlan === undefined) {
    const field = identity.password?.format ?? 'password.hash';
    problems.push({ code: 'PASSWORD_NOT_PORTABLE', field, found: fit.reason });
  }

  const bytes = canonicalBytes(identity);
  return {
    kind: 'identity',
    operation,
    id: ledger.index.identityId(source.name, identity.sourceId),
    digest: ledger.index.digest(bytes),
    bytes,
    row,
    position,
    identity,
    credentialPlan: credentialPlan ?? fit.credentialPlan,
    losses,
    // A delete needs no more than to know whom.
    problems: operation === 'delete' ? [] : problems,
  };
}

/** The part of a judged identity that is stored: sealed body, blind index, harmless columns. */
export function toStaged(
  judged: JudgedIdentity,
  as: Pick<StagedIdentity, 'state' | 'operation'>,
  { ledger }: Crossing,
): StagedIdentity {
  const { identity } = judged;
  return {
    ...as,
    id: judged.id,
    digest: judged.digest,
    credentialPlan: judged.credentialPlan,
    ...(identity.password?.format === undefined ? {} : { passwordFormat: identity.password.format }),
    kind: identity.kind,
    status: identity.status,
    factors: [...new Set(identity.factors.map(({ type }) => type))],
    links: identity.links.length,
    losses: judged.losses,
    row: judged.row,
    position: judged.position,
    body: ledger.seals.seal(judged.id, judged.bytes),
    identifiers: identity.identifiers.map((identifier) => ({
      hash: ledger.index.identifier(identifier.type, identifierKey(identifier)),
      type: identifier.type,
      verified: identifier.verified,
    })),
    problems: judged.problems,
  };
}

function settlePassword(identity: Identity): { identity: Identity; problem?: RecordProblem } {
  if (identity.password === undefined) return { identity };
  const judgement = judgePassword(identity.password);
  if (judgement.kind === 'known') return { identity: { ...identity, password: judgement.password } };
  if (judgement.kind === 'problem') return { identity, problem: judgement.problem };
  const { password: _disabled, ...without } = identity;
  return { identity: without };
}

/** @returns undefined: the operator has not said what to do, so it is held. */
function planCredential(
  fits: CredentialPlan,
  unsupported: 'hold' | 'vault' | 'reset',
): CredentialPlan | undefined {
  if (fits !== 'vault') return fits;
  return unsupported === 'hold' ? undefined : unsupported;
}

function isAccepted(field: string, accepted: readonly string[]): boolean {
  return accepted.some((one) => field === one || field.startsWith(`${one}.`));
}
