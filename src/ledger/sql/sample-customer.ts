/** One customer with the commonest password format among a sample: whose hash is typical of this migration. */
import type { Queries } from '../database/database.ts';

/** Identities with a password: enough for the shares of formats. */
const SAMPLE = 1_000;

/** Identities looked at for them: few enough where hardly anybody of 100 million has a password. */
const LOOKED_AT = 100_000;

export async function sampleCustomer(
  db: Queries,
): Promise<{ readonly id: string; readonly body: Uint8Array } | undefined> {
  const { rows } = await db.query<{ id: string; body: Uint8Array }>(
    `with sample as (
       select id, password_format from (select id, password_format from identity limit ${LOOKED_AT}) as looked_at
        where password_format is not null limit ${SAMPLE}
     ), commonest as (
       select password_format from sample group by 1 order by count(*) desc, 1 limit 1
     )
     select s.identity_id as id, s.body from sample join commonest using (password_format)
       join seal s on s.identity_id = sample.id
      where not exists (select from credential c where c.identity_id = sample.id) limit 1`,
  );
  return rows[0];
}
