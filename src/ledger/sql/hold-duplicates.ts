/**
 * Holds identities that share a login identifier with another one: one customer, one account.
 *
 * Who may keep it: whoever crossed already; else the one identity that alone has it verified; else nobody, because
 * the order of rows in a file is no reason to give an address to one person rather than another.
 *
 * Asked only for what is staged now, through the blind index: 1.6 s for 200,000 staged identities on PostgreSQL 15
 * (bench/queries.ts).
 *
 * @module
 */
import type { Queries } from '../database/database.ts';
import { POSITION } from './position.ts';

/** @returns how many identities were held. */
export async function holdDuplicates(tx: Queries, runId: number): Promise<number> {
  const { rows } = await tx.query<{ held: number }>(
    `with shared as (
       select mine.identity_id, mine.hash, mine.type, mine.verified
         from identity me
         join identifier mine on mine.identity_id = me.id
        where me.state = 'staged' and me.operation <> 'delete'
          and exists (
            select 1 from identifier theirs join identity them on them.id = theirs.identity_id
             where theirs.hash = mine.hash and theirs.identity_id <> mine.identity_id
               and them.state not in ('excluded', 'returned', 'retired'))
     ), loser as (
       select s.identity_id, s.type,
              (select ${POSITION} from identifier theirs join identity i on i.id = theirs.identity_id
                where theirs.hash = s.hash and theirs.identity_id <> s.identity_id
                  and i.state not in ('excluded', 'returned', 'retired')
                order by i.source, i.row limit 1) as elsewhere
         from shared s join identity me on me.id = s.identity_id
        where me.target_id is null
          and not (coalesce(s.verified, false) and not exists (
            select 1 from identifier theirs join identity them on them.id = theirs.identity_id
             where theirs.hash = s.hash and theirs.identity_id <> s.identity_id
               and them.state not in ('excluded', 'returned', 'retired')
               and (coalesce(theirs.verified, false) or them.target_id is not null)))
     ), noted as (
       insert into problem (run_id, identity_id, row, position, code, field, found)
       select $1, l.identity_id, i.row, ${POSITION}, 'IDENTIFIER_DUPLICATE', l.type, 'also on ' || l.elsewhere
         from loser l join identity i on i.id = l.identity_id
     ), held as (
       update identity set state = 'held' where id in (select identity_id from loser) and state = 'staged' returning 1
     )
     select count(*) as held from held`,
    [runId],
  );
  return Number(rows[0]?.held ?? 0);
}
