/**
 * The quarantine lane: list what needs a person, export it, resolve it by trying again or by leaving it out.
 *
 * @module
 */

import { readIdentity } from '../identity/digest.ts';
import type { Identity } from '../identity/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { CATALOGUE, type ProblemCode } from '../problems/catalogue.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { note } from './note.ts';

export interface ProblemFilter {
  readonly code?: string;
  readonly runId?: number;
  readonly state?: 'open' | 'resolved' | 'exempt' | 'superseded';
  /** Only what is worth sending again as it is. */
  readonly retry?: boolean;
}

export interface ListedProblem {
  readonly id: number;
  readonly run_id: number;
  readonly identity_id: string | null;
  readonly row: number | null;
  readonly position: string | null;
  readonly code: ProblemCode;
  readonly field: string | null;
  readonly found: string | null;
  readonly expected: string | null;
  readonly state: string;
}

/** Problems in one page of listing or exporting. */
const PAGE = 1_000;

/** In the order they were found. Harmless columns only. */
export async function* listProblems(
  ledger: Ledger,
  filter: ProblemFilter = {},
): AsyncIterable<ListedProblem> {
  const codes = filter.retry === true ? RETRY : filter.code === undefined ? null : [filter.code];
  for (let after = 0; ; ) {
    const { rows } = await ledger.db.query<ListedProblem>(
      `select id, run_id, identity_id, row, position, code, field, found, expected, state from problem
        where id > $1 and state = $2 and ($3::text[] is null or code = any($3)) and ($4::int is null or run_id = $4)
        order by id limit ${PAGE}`,
      [after, filter.state ?? 'open', codes, filter.runId ?? null],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

const RETRY = Object.entries(CATALOGUE)
  .filter(([, entry]) => 'retry' in entry)
  .map(([code]) => code);

export interface ExportedProblem extends ListedProblem {
  /** The identity as it was staged, hash included. */
  readonly identity?: Identity;
  /** The record as it was read, where no identity could be made of it. */
  readonly record?: string;
}

/** With the opened records: personal data and hashes. Each export is an event. */
export async function* exportProblems(
  ledger: Ledger,
  operator: string,
  filter: ProblemFilter = {},
): AsyncIterable<ExportedProblem> {
  await ledger.db.transaction((tx) =>
    note(ledger, tx, [{ kind: 'problems-exported', facts: { ...filter, by: operator } }]),
  );
  for await (const problem of listProblems(ledger, filter)) {
    yield { ...problem, ...(await openRecord(ledger, problem)) };
  }
}

async function openRecord(
  ledger: Ledger,
  { id, identity_id }: ListedProblem,
): Promise<{ identity?: Identity; record?: string }> {
  if (identity_id !== null) {
    const { rows } = await ledger.db.query<{ body: Uint8Array }>(
      `select body from seal where identity_id = $1`,
      [identity_id],
    );
    const body = rows[0]?.body;
    return body === undefined ? {} : { identity: readIdentity(ledger.seals.open(identity_id, body)) };
  }
  const { rows } = await ledger.db.query<{ seal_id: string | null; raw: Uint8Array | null }>(
    `select seal_id, raw from problem where id = $1`,
    [id],
  );
  const { seal_id, raw } = rows[0] ?? { seal_id: null, raw: null };
  return seal_id === null || raw === null ? {} : { record: ledger.seals.open(seal_id, raw).toString() };
}

export interface Resolution {
  /** `retry`: the cause is gone, let it cross at the next import. `exempt`: it shall not move. */
  readonly as: 'retry' | 'exempt';
  readonly note?: string;
}

/**
 * Resolves problems by number, or all open ones of a code. An identity goes on only when nothing else holds it.
 *
 * @returns how many problems were closed.
 */
export async function resolveProblems(
  ledger: Ledger,
  which: { readonly ids: readonly number[] } | { readonly code: string },
  resolution: Resolution,
  operator: string,
): Promise<number> {
  return ledger.db.transaction(async (tx) => {
    const closed = resolution.as === 'retry' ? 'resolved' : 'exempt';
    const { rows } = await tx.query<{ id: number; identity_id: string | null }>(
      `update problem set state = $1, closed_at = now(), closed_by = $2, note = $3
        where state = 'open' and (id = any($4::bigint[]) or code = $5) returning id, identity_id`,
      [
        closed,
        operator,
        resolution.note ?? null,
        'ids' in which ? which.ids : [],
        'code' in which ? which.code : null,
      ],
    );
    if (rows.length === 0) throw new FootbridgeError('USAGE_WRONG', 'There is no such open problem');
    const identities = [
      ...new Set(rows.flatMap(({ identity_id }) => (identity_id === null ? [] : [identity_id]))),
    ];
    const state = resolution.as === 'retry' ? 'staged' : 'excluded';
    const { rows: changed } = await tx.query<{ id: string }>(
      `update identity i set state = $2, wave = 0,
              operation = case when i.operation = 'delete' then 'delete' when i.target_id is null then 'create' else 'update' end
        where i.id = any($1::uuid[]) and i.state = 'held'
          and ($2 = 'excluded' or not exists (select 1 from problem p where p.identity_id = i.id and p.state = 'open'))
        returning id`,
      [identities, state],
    );
    const facts = { by: operator, as: resolution.as };
    await note(ledger, tx, [
      { kind: 'problems-resolved', facts: { ...facts, problems: rows.length } },
      ...changed.map(({ id }) => ({ kind: state, identityId: id, facts })),
    ]);
    return rows.length;
  });
}
