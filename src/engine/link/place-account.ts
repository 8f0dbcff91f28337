/**
 * The harmless columns and the sealed body of an account, judged as staging judges a record.
 *
 * @module
 */
import { canonicalBytes } from '../../identity/digest.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { GroupRow, PlacedIdentity } from '../../ledger/sql/groups.ts';
import type { Staging } from '../crossing.ts';
import { judgePassword } from '../staging/judge-password.ts';
import { weigh } from '../staging/weigh.ts';

/** What judging needs of a crossing. */
export type Judge = Pick<Staging, 'ledger' | 'target' | 'settings' | 'plan'>;

export function placeAccount(row: GroupRow, identity: Identity, judge: Judge): PlacedIdentity {
  const { ledger, target, settings, plan } = judge;
  const given = asOwned(row, identity);
  const fit = target.fit(given);
  const parameters = parametersOf(given);
  const place = plan?.place({ identity: given, source: row.source, fit, parameters });
  const weighed = weigh(fit, given, settings, given, place);
  const { state, operation } = standingOf(
    row,
    weighed.problems.length > 0 || row.problems > 0,
    place?.path === 'exclude',
  );
  return {
    id: row.id,
    state,
    operation,
    path: place?.path ?? 'bulk',
    cohort: place?.cohort ?? '',
    credentialPlan: weighed.credentialPlan,
    ...(given.password?.format === undefined ? {} : { passwordFormat: given.password.format }),
    ...(parameters === undefined || parameters === '' ? {} : { passwordParameters: parameters }),
    status: given.status,
    factors: [...new Set(given.factors.map(({ type }) => type))],
    links: given.links.length,
    losses: weighed.losses,
    body: ledger.seals.seal(row.id, canonicalBytes(given)),
    identifiers: given.identifiers.map((identifier) => ({
      hash: ledger.index.identifier(identifier.type, identifierKey(identifier)),
      type: identifier.type,
      verified: identifier.verified,
    })),
    problems: weighed.problems,
  };
}

/** Whoever crossed has another password by now: an old one must not come back by a merge. */
export function asOwned({ owner }: Pick<GroupRow, 'owner'>, identity: Identity): Identity {
  if (owner !== 'target') return identity;
  const { password: _dead, ...rest } = identity;
  return rest;
}

function parametersOf({ password }: Identity): string | undefined {
  if (password === undefined) return undefined;
  const judgement = judgePassword(password);
  return judgement.kind === 'known' ? judgement.parameters : undefined;
}

/** Where it has to go on from: a user in the target is updated, anybody else is made. */
function standingOf(
  { state, operation, target_id }: GroupRow,
  held: boolean,
  left: boolean,
): Pick<PlacedIdentity, 'state' | 'operation'> {
  if (operation === 'delete') return { state: target_id === null ? 'excluded' : 'staged', operation };
  if (state === 'returned') return { state, operation: 'create' };
  const next = target_id === null ? 'create' : 'update';
  if (left) return { state: 'excluded', operation: next };
  return { state: held ? 'held' : 'staged', operation: next };
}
