/**
 * Why these records cannot become one account now; undefined: they can.
 *
 * What stands in the target is not taken away by the way: that is a rollback of its own, with its own traces.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { GroupRow } from '../../ledger/sql/groups.ts';
import { MOST_MEMBERS } from '../correlate/edges.ts';

type Standing = Pick<
  GroupRow,
  'state' | 'operation' | 'target_id' | 'merged_into' | 'owner' | 'crossing' | 'body' | 'problems'
>;

export function obstacleTo(rows: readonly Standing[], identities: readonly Identity[]): string | undefined {
  if (rows.length > MOST_MEMBERS)
    return `there are ${rows.length} of them; more than ${MOST_MEMBERS} are not merged at once`;
  if (new Set(identities.map(({ kind }) => kind)).size > 1)
    return 'a person and a service account are not one';
  if (rows.some(({ body, state, owner }) => body === null || state === 'retired' || owner === 'deleted'))
    return 'the data of one of them was destroyed';
  if (rows.some(({ state, merged_into }) => state === 'excluded' && merged_into === null))
    return 'one of them was left out and shall not move';
  if (rows.some(({ operation }) => operation === 'delete')) return 'one of them is gone from its source';
  if (rows.some(({ state, crossing }) => state === 'moving' || crossing))
    return 'one of them is on the way into the target at this moment; try again when it has arrived';
  if (rows.filter(({ target_id }) => target_id !== null).length > 1)
    return 'several of them stand in the target already; take all but one back first (`footbridge rollback RUN --only ID`)';
  if (rows.some(({ problems }) => problems > 0))
    return 'one of them has other problems; resolve those first (`footbridge problems list`)';
  return undefined;
}
