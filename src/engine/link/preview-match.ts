/**
 * What a merge would make of a match, field by field, before anybody decides. Changes nothing.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { readGroups } from '../../ledger/sql/groups.ts';
import { findMatch, type MatchRow } from '../../ledger/sql/matches.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Correlation } from '../correlate/rule.ts';
import { noteAlone } from '../note.ts';
import { chooseSurvivor } from './choose-survivor.ts';
import { obstacleNow } from './decide.ts';
import { type Merged, mergeIdentities } from './merge-identities.ts';
import { toMember, toOwnRecord } from './rebuild.ts';

export interface PreviewedMember {
  readonly id: string;
  readonly source: string;
  readonly row: number;
  readonly state: string;
  readonly inTarget: boolean;
  /** As its own source says; undefined: destroyed. */
  readonly identity: Identity;
}

export interface MatchPreview {
  readonly match: MatchRow;
  /** The survivor first; `decisions` and `losses` speak of their places. */
  readonly members: readonly PreviewedMember[];
  readonly merged: Merged | undefined;
  /** Why it cannot be merged now. */
  readonly obstacle: string | undefined;
}

/**
 * @param reveals the operator will see it in the clear, which is an event
 * @throws MATCH_UNKNOWN
 */
export async function previewMatch(
  ledger: Ledger,
  correlation: Correlation,
  id: number,
  reveals: string | undefined,
): Promise<MatchPreview> {
  if (reveals !== undefined) {
    await noteAlone(ledger, { kind: 'match-revealed', facts: { match: id, by: reveals } });
  }
  return ledger.db.transaction(async (tx) => {
    const match = await findMatch(tx, id);
    if (match === undefined) throw new FootbridgeError('MATCH_UNKNOWN', `There is no match ${id}`);
    const rows = await readGroups(tx, match.members);
    const records = chooseSurvivor(rows.flatMap((row) => toOwnRecord(row, { ledger }) ?? []));
    const obstacle =
      match.state === 'open'
        ? (match.obstacle ?? (await obstacleNow(tx, match.members, { ledger })))
        : undefined;
    return {
      match,
      members: records.map(({ id, source, row, state, target_id, identity }) => ({
        id,
        source,
        row,
        state,
        inTarget: target_id !== null,
        identity,
      })),
      merged: records.length < 2 ? undefined : mergeIdentities(records.map(toMember), correlation),
      obstacle,
    };
  });
}
