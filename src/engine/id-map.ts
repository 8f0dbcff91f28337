/**
 * The old-to-new id map: what applications need to find their customers again.
 *
 * The source id stands in the sealed body, so every row is opened; a page at a time, in the order of the ledger.
 *
 * @module
 */
import { readIdentity } from '../identity/digest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { noteAlone } from './note.ts';

export interface IdPair {
  /** Name of the source that the old id is from. */
  readonly source: string;
  readonly sourceId: string;
  readonly targetId: string;
}

const PAGE = 1_000;

/**
 * Of everybody who is in the target now, also by way of a record that theirs was merged into. Ids may be personal
 * data, so each export is an event.
 */
export async function* exportIdMap(ledger: Ledger, operator: string): AsyncIterable<IdPair> {
  await noteAlone(ledger, { kind: 'ids-exported', facts: { by: operator } });
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await ledger.db.query<{
      id: string;
      source: string;
      target_id: string;
      body: Uint8Array;
    }>(
      `select i.id, i.source, coalesce(i.target_id, whole.target_id) as target_id, s.body
         from identity i join seal s on s.identity_id = i.id left join identity whole on whole.id = i.merged_into
        where i.id > $1 and (i.target_id is not null or whole.target_id is not null) order by i.id limit ${PAGE}`,
      [after],
    );
    for (const { id, source, target_id, body } of rows) {
      yield { source, sourceId: readIdentity(ledger.seals.open(id, body)).sourceId, targetId: target_id };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}
