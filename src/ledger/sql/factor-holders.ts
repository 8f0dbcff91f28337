/** A page of the customers who have a second factor or a passkey, in the order of their ids. */
import type { Queries } from '../database/database.ts';

export interface FactorHolderRow {
  readonly id: string;
  readonly cohort: string;
  readonly body: Uint8Array;
}

/** Who stays behind has nothing to lose, and a record that was merged is asked as part of another. */
export async function pageFactorHolders(
  db: Queries,
  after: string | null,
  limit: number,
): Promise<readonly FactorHolderRow[]> {
  const { rows } = await db.query<FactorHolderRow>(
    `select i.id, i.cohort, s.body
       from identity i join seal s on s.identity_id = i.id
      where cardinality(i.factors) > 0 and i.merged_into is null and i.kind = 'person'
        and i.state not in ('excluded', 'returned') and ($1::uuid is null or i.id > $1::uuid)
      order by i.id limit $2`,
    [after, limit],
  );
  return rows;
}
