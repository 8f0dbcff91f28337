/**
 * Writes down the answers of a batch: writes, states, problems and the batch itself, in one transaction.
 *
 * Whoever was deleted in the target meanwhile stays buried, whatever the batch did.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Queries } from '../database/database.ts';
import { POSITION } from './position.ts';
import type { IdentityState } from './stage-page.ts';

export interface Settlement {
  readonly writeId: number;
  readonly identityId: string;
  readonly row: number;
  readonly outcome: 'done' | 'refused' | 'gave-up' | 'kept' | 'withdrawn';
  readonly state: IdentityState;
  /** What a later write on this identity has to do. */
  readonly operation: 'create' | 'update' | 'delete';
  readonly targetId: string | null;
  readonly after: string | null;
  readonly problems: readonly RecordProblem[];
}

export async function settleBatch(
  tx: Queries,
  runId: number,
  batchId: number,
  settlements: readonly Settlement[],
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  await tx.query(
    `with answer as (
       select * from jsonb_to_recordset($1::jsonb) as a(write_id bigint, identity_id uuid, outcome text, code text,
         state text, operation text, target_id text, after text)
     ), written as (
       update write w set state = 'settled', outcome = a.outcome, code = a.code, target_id = a.target_id,
              after = a.after, settled_at = now()
         from answer a where w.id = a.write_id and w.state <> 'settled'
     )
     update identity i set state = a.state, operation = a.operation, target_id = a.target_id
       from answer a
      where i.id = a.identity_id
        and not exists (select from credential c where c.identity_id = i.id and c.owner = 'deleted')`,
    [
      JSON.stringify(
        settlements.map((one) => ({
          write_id: one.writeId,
          identity_id: one.identityId,
          outcome: one.outcome,
          code: one.problems[0]?.code ?? null,
          state: one.state,
          operation: one.operation,
          target_id: one.targetId,
          after: one.after,
        })),
      ),
    ],
  );
  const problems = settlements.flatMap(({ identityId, row, problems }) =>
    problems.map((problem) => ({ identity_id: identityId, row, ...problem })),
  );
  if (problems.length > 0) await noteProblems(tx, runId, problems);
  await tx.query(`update batch set state = 'done', done_at = now(), counts = $2 where id = $1`, [
    batchId,
    JSON.stringify(counts),
  ]);
}

async function noteProblems(tx: Queries, runId: number, problems: readonly object[]): Promise<void> {
  await tx.query(
    `insert into problem (run_id, identity_id, row, position, code, field, found, expected)
     select $1, p.identity_id, p.row, ${POSITION}, p.code, p.field, p.found, p.expected
       from jsonb_to_recordset($2::jsonb) as p(identity_id uuid, row bigint, code text, field text, found text,
            expected text)
       join identity i on i.id = p.identity_id`,
    [runId, JSON.stringify(problems)],
  );
}
