/**
 * The log of a run: its events and its problems, to be handed out; and the end of what it keeps.
 *
 * A log holds no personal data: events and problems name fields, rows and rules. What could lead back to somebody
 * (the sealed record of a problem, where it stood, what was found) is destroyed when the log expires. The chain of
 * events stays whole, or it could not be verified any more.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { findRun, type Run } from '../ledger/runs.ts';
import { accountForRun, type RunAccount } from './account.ts';
import { note } from './note.ts';

/** Rows read at once. */
const PAGE = 5_000;

export interface RunLog {
  readonly run: Run;
  readonly account: RunAccount;
  events(): AsyncIterable<LoggedEvent>;
  problems(): AsyncIterable<LoggedProblem>;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly at: Date;
  readonly identity_id: string | null;
  readonly kind: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface LoggedProblem {
  readonly id: number;
  readonly identity_id: string | null;
  readonly row: number | null;
  readonly position: string | null;
  readonly code: string;
  readonly field: string | null;
  readonly found: string | null;
  readonly state: string;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  readonly note: string | null;
}

/** @throws {FootbridgeError} RUN_UNKNOWN */
export async function readRunLog(ledger: Ledger, runId: number): Promise<RunLog> {
  return {
    run: await findRun(ledger.db, runId),
    account: await accountForRun(ledger.db, runId),
    events: () =>
      pages<LoggedEvent>((after) =>
        ledger.db.query(
          `select seq, at, identity_id, kind, facts from event
            where seq > $1 and run_id = $2 order by seq limit ${PAGE}`,
          [after?.seq ?? 0, runId],
        ),
      ),
    problems: () =>
      pages<LoggedProblem>((after) =>
        ledger.db.query(
          `select id, identity_id, row, position, code, field, found, state, created_at, closed_at, closed_by, note
             from problem where id > $1 and run_id = $2 order by id limit ${PAGE}`,
          [after?.id ?? 0, runId],
        ),
      ),
  };
}

async function* pages<Row>(
  read: (after: Row | undefined) => Promise<{ readonly rows: readonly Row[] }>,
): AsyncIterable<Row> {
  let after: Row | undefined;
  do {
    const { rows } = await read(after);
    yield* rows;
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
}

/** That a log left the ledger is itself worth a line. */
export async function noteDownload(ledger: Ledger, runId: number, operator: string): Promise<void> {
  await ledger.db.transaction((tx) =>
    note(ledger, tx, [{ kind: 'log-downloaded', runId, facts: { by: operator } }]),
  );
}

/**
 * Destroys the details of closed problems whose run ended more than `keepDays` ago. Open ones are still needed.
 *
 * @returns how many problems lost their details.
 */
export async function expireLogs(ledger: Ledger, keepDays: number): Promise<number> {
  return ledger.db.transaction(async (tx) => {
    const { rows } = await tx.query<{ expired: number }>(
      `with expired as (
         update problem p set raw = null, seal_id = null, position = null, found = null, expected = null, note = null
           from run r
          where r.id = p.run_id and p.state <> 'open' and r.ended_at < now() - make_interval(days => $1::int)
            and (p.raw is not null or p.position is not null or p.found is not null or p.note is not null)
         returning 1
       )
       select count(*) as expired from expired`,
      [keepDays],
    );
    const expired = Number(rows[0]?.expired ?? 0);
    if (expired > 0)
      await note(ledger, tx, [{ kind: 'logs-expired', facts: { problems: expired, keepDays } }]);
    return expired;
  });
}
