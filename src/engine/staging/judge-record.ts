/**
 * Turns one record of the source into a judged identity: mapped, its password named, weighed against the target.
 *
 * Pure but for the keyed hashes. Sealing is left to the caller, who knows which records need storing at all.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import { canonicalBytes } from '../../identity/digest.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Path } from '../../identity/path.ts';
import type { StagedIdentity } from '../../ledger/sql/stage-page.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Operation, SourceRecord } from '../../sources/source.ts';
import type { Staging } from '../crossing.ts';
import { judgePassword } from './judge-password.ts';
import { usesHash, weigh } from './weigh.ts';

/** A record that became an identity; `problems` hold it, `losses` are accepted. */
export interface JudgedIdentity {
  readonly kind: 'identity';
  readonly operation: Operation;
  readonly id: string;
  /** Name of the source it came from. */
  readonly source: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly row: number;
  readonly position: string;
  readonly identity: Identity;
  /** `cost 10`; absent where the format has none, or there is no password. */
  readonly passwordParameters?: string;
  /** Of the plan; `bulk` without one. */
  readonly path: Path;
  readonly cohort: string;
  readonly planVersion?: number;
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

export function judgeRecord(record: SourceRecord, crossing: Staging): Judged {
  const { source, target, settings, ledger, plan } = crossing;
  const { row, position, source: name = source.name } = record;
  const { operation, identity: mapped, problems: fromMapping } = source.map(record);
  // A row that could not be read has no fields: what the mapping misses in it says nothing new.
  const unread = record.identity === undefined && Object.keys(record.fields).length === 0;
  const problems =
    unread && record.problems.length > 0 ? [...record.problems] : [...record.problems, ...fromMapping];
  if (mapped === undefined) {
    return { kind: 'lost', row, position, problems, raw: record.raw ?? JSON.stringify(record.fields) };
  }

  const { identity, parameters, problem } = settlePassword(mapped);
  const fit = target.fit(identity);
  const place = plan?.place({ identity, source: name, fit, parameters });
  const weighed = weigh(fit, identity, settings, mapped, place);
  if (problem !== undefined && usesHash(weighed.credentialPlan)) problems.push(problem);
  // An identity that is incomplete already would only be blamed for that once more.
  if (problems.length === 0) problems.push(...weighed.problems);

  const bytes = canonicalBytes(identity);
  return {
    kind: 'identity',
    operation,
    id: ledger.index.identityId(name, identity.sourceId),
    source: name,
    digest: ledger.index.digest(bytes),
    bytes,
    row,
    position,
    identity,
    ...(parameters === undefined || parameters === '' ? {} : { passwordParameters: parameters }),
    path: place?.path ?? 'bulk',
    cohort: place?.cohort ?? '',
    ...(plan === undefined ? {} : { planVersion: plan.version }),
    credentialPlan: weighed.credentialPlan,
    losses: weighed.losses,
    // A delete needs no more than to know whom; whoever stays behind needs no repair.
    problems: operation === 'delete' || place?.path === 'exclude' ? [] : problems,
  };
}

/** The part of a judged identity that is stored: sealed body, blind index, harmless columns. */
export function toStaged(
  judged: JudgedIdentity,
  as: Pick<StagedIdentity, 'state' | 'operation'>,
  { ledger }: Staging,
): StagedIdentity {
  const { identity } = judged;
  return {
    ...as,
    id: judged.id,
    digest: judged.digest,
    source: judged.source,
    path: judged.path,
    cohort: judged.cohort,
    ...(judged.planVersion === undefined ? {} : { planVersion: judged.planVersion }),
    credentialPlan: judged.credentialPlan,
    ...(identity.password?.format === undefined ? {} : { passwordFormat: identity.password.format }),
    ...(judged.passwordParameters === undefined ? {} : { passwordParameters: judged.passwordParameters }),
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

interface SettledPassword {
  readonly identity: Identity;
  readonly parameters?: string;
  readonly problem?: RecordProblem;
}

function settlePassword(identity: Identity): SettledPassword {
  if (identity.password === undefined) return { identity };
  const judgement = judgePassword(identity.password);
  if (judgement.kind === 'known') {
    const { password, parameters } = judgement;
    return { identity: { ...identity, password }, parameters };
  }
  if (judgement.kind === 'problem') return { identity, problem: judgement.problem };
  const { password: _disabled, ...without } = identity;
  return { identity: without };
}
