/**
 * Destroys the hashes that the records of a merged account kept for an un-merge: once its owner crossed, or our copy
 * is known to be stale, none of them may come back.
 *
 * @module
 */
import { canonicalBytes, readIdentity } from '../../identity/digest.ts';
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { keepOwn, openSeals, readGroups } from '../../ledger/sql/groups.ts';
import { putSeal } from '../../ledger/sql/login-crossing.ts';

/** @param id of the account */
export async function destroyCopies(
  tx: Queries,
  id: string,
  { seals }: Pick<Ledger, 'seals'>,
): Promise<void> {
  const strip = (owner: string, body: Uint8Array) => {
    const { password: _dead, ...rest } = readIdentity(seals.open(owner, body));
    return seals.seal(owner, canonicalBytes(rest));
  };
  const rows = await readGroups(tx, [id]);
  for (const row of rows) {
    if (row.own_body !== null && row.own_run !== null)
      await keepOwn(tx, row.id, seals.version, strip(row.id, row.own_body), row.own_run);
  }
  const members = rows.flatMap((row) => (row.merged_into === id ? [row.id] : []));
  for (const { id: member, body } of await openSeals(tx, members))
    await putSeal(tx, member, seals.version, strip(member, body));
}
