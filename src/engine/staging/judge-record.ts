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
import type { StagedIdentity } from '../../ledger/sql/stage-page.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Operation, SourceRecord } from '../../sources/source.ts';
import type { Fit } from '../../targets/target.ts';
import type { Crossing, ImportSettings } from '../crossing.ts';
import { judgePassword } from './judge-password.ts';

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
  if (problem !== undefined) problems.push(problem);
  const fit = target.fit(identity);
  const weighed = weigh(fit, identity, settings, mapped);
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
    credentialPlan: weighed.credentialPlan,
    losses: weighed.losses,
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
    source: judged.source,
    path: 'bulk',
    cohort: '',
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

/** What the target would refuse or lose, less what the operator accepted or decided. */
function weigh(
  fit: Fit,
  identity: Identity,
  { accept, unsupported, absent }: ImportSettings,
  mapped: Identity,
): Pick<JudgedIdentity, 'credentialPlan' | 'losses' | 'problems'> {
  const problems: RecordProblem[] = fit.refusal === undefined ? [] : [fit.refusal];
  const losses: string[] = [];
  for (const loss of fit.losses) {
    if (isAccepted(loss.field ?? '', accept)) losses.push(loss.field ?? '');
    else problems.push(loss);
  }
  if (fit.credentialPlan === 'none' && needsPassword(mapped))
    return { credentialPlan: absent, losses, problems };
  if (fit.credentialPlan !== 'vault') return { credentialPlan: fit.credentialPlan, losses, problems };
  if (unsupported !== 'hold') return { credentialPlan: unsupported, losses, problems };
  problems.push({
    code: 'PASSWORD_NOT_PORTABLE',
    field: identity.password?.format ?? 'password.hash',
    found: fit.reason,
  });
  return { credentialPlan: 'vault', losses, problems };
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
