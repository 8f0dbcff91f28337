/**
 * Reads the source and stages it: every row ends in exactly one counted outcome.
 *
 * While the database takes one page in, the next one is parsed, mapped and sealed; a page, its counts and the
 * cursor behind it are one transaction, so a kill costs one page of reading and never a row.
 *
 * Outcomes: `new`, `changed`, `again` (held or rolled back before, judged once more), `unchanged`, `deleted`,
 * `excluded` (the plan leaves them behind), `repeated` (the same row again, word for word) and `lost` (no identity could
 * be made of it, or it contradicts an earlier row: a problem holds the record).
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { canonicalBytes } from '../../identity/digest.ts';
import { reachStep } from '../../ledger/runs.ts';
import {
  findKnown,
  type KnownIdentity,
  type LostRow,
  type StagedIdentity,
  type StagedPage,
  stagePage,
} from '../../ledger/sql/stage-page.ts';
import type { Page } from '../../sources/source.ts';
import type { Staging } from '../crossing.ts';
import { note } from '../note.ts';
import { createMeter } from '../progress.ts';
import { type JudgedIdentity, judgeRecord, toStaged } from '../staging/judge-record.ts';
import type { StagingContext, Step } from '../step.ts';
import { RunStopped } from '../stopped.ts';

/** States in which an identity with an unchanged record is left alone; any other is judged again. */
const AT_REST = new Set(['moved', 'proven', 'retired', 'excluded']);

/** The planner knows nothing of rows that came a moment ago, and autovacuum looks only once a minute. */
const REFRESH_STATISTICS = 'analyze identity, seal, identifier';

export const stageSource: Step<StagingContext> = {
  name: 'stage',
  async run({ crossing, run, signal, report }) {
    const { ledger, source } = crossing;
    const meter = createMeter(undefined);
    const totals: Record<string, number> = {};
    let writing: Promise<void> = Promise.resolve();
    let share: number | undefined;

    await reachStep(ledger.db, run.id, 'stage');
    for await (const page of source.reader.read(run.cursor ?? undefined)) {
      const judged = judgePage(page, crossing);
      await writing;
      if (signal.aborted) break;
      writing = store(judged, page, crossing, run.id).then((counts) => {
        for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
        meter.add(page.records.length);
        share = page.done;
        report({
          phase: 'stage',
          ...meter.reading(),
          ...shareAndEta(share, meter.reading()),
          counts: totals,
        });
      });
      // A failure surfaces at the next `await writing`, not as an unhandled rejection.
      writing.catch(() => undefined);
    }
    await writing;
    if (signal.aborted) throw new RunStopped();
    if (meter.reading().done > 0) await ledger.db.script(REFRESH_STATISTICS);
  },
};

function shareAndEta(share: number | undefined, { done, rate }: { done: number; rate: number }): object {
  if (share === undefined || share === 0 || rate === 0) return {};
  return { share, eta: ((done / share - done) / rate) * 1000 };
}

interface JudgedPage {
  readonly identities: readonly JudgedIdentity[];
  readonly lost: readonly LostRow[];
}

function judgePage(page: Page, crossing: Staging): JudgedPage {
  const identities: JudgedIdentity[] = [];
  const lost: LostRow[] = [];
  for (const record of page.records) {
    const judged = judgeRecord(record, crossing);
    if (judged.kind === 'identity') identities.push(judged);
    else lost.push(sealLost(judged.row, judged.position, judged.problems, judged.raw, crossing));
  }
  return { identities, lost };
}

async function store(
  judged: JudgedPage,
  page: Page,
  crossing: Staging,
  runId: number,
): Promise<Readonly<Record<string, number>>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeOnce(judged, page, crossing, runId);
    } catch (error) {
      // A login admitted one of these customers between our look and our COPY: now it is known.
      if (!isUniqueViolation(error) || attempt >= LOGINS_IN_A_ROW) throw error;
    }
  }
}

/** First logins that may slip into one page: each costs a page of staging, some 50 ms. */
const LOGINS_IN_A_ROW = 20;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

async function storeOnce(
  judged: JudgedPage,
  page: Page,
  crossing: Staging,
  runId: number,
): Promise<Readonly<Record<string, number>>> {
  const { ledger } = crossing;
  return ledger.db.transaction(async (tx) => {
    const known = await findKnown(
      tx,
      judged.identities.map(({ id }) => id),
    );
    const sorted = sortPage(judged, known, crossing, runId);
    const counts = {
      read: page.records.length,
      new: sorted.new,
      changed:
        sorted.changed.length +
        sorted.created.length -
        sorted.new -
        sorted.deleted -
        sorted.again -
        sorted.excluded,
      again: sorted.again,
      deleted: sorted.deleted,
      excluded: sorted.excluded,
      unchanged: sorted.unchanged.length,
      repeated: sorted.repeated,
      lost: sorted.lost.length,
    };
    const { created, changed, unchanged, lost } = sorted;
    const keyVersion = ledger.seals.version;
    await stagePage(tx, {
      runId,
      cursor: page.cursor,
      keyVersion,
      created,
      changed,
      unchanged,
      lost,
      counts,
    });
    await note(ledger, tx, [{ kind: 'staged', runId, facts: counts }]);
    return counts;
  });
}

interface SortedPage extends Pick<StagedPage, 'unchanged'> {
  readonly created: StagedIdentity[];
  readonly changed: StagedIdentity[];
  readonly unchanged: { readonly id: string; readonly row: number }[];
  readonly lost: LostRow[];
  new: number;
  deleted: number;
  again: number;
  excluded: number;
  repeated: number;
}

/** Decides for every identity of a page whether it is new, changed, as it was, or a contradiction. */
function sortPage(
  page: JudgedPage,
  known: ReadonlyMap<string, KnownIdentity>,
  crossing: Staging,
  runId: number,
): SortedPage {
  const sorted: SortedPage = {
    created: [],
    changed: [],
    unchanged: [],
    lost: [...page.lost],
    new: 0,
    deleted: 0,
    again: 0,
    excluded: 0,
    repeated: 0,
  };
  const inPage = new Map<string, string>();
  for (const judged of page.identities) {
    const before = known.get(judged.id);
    const seen = inPage.get(judged.id) ?? (before?.seen_run === runId ? before.digest : undefined);
    if (seen !== undefined) {
      if (seen === judged.digest) sorted.repeated += 1;
      else sorted.lost.push(contradict(judged, 'ID_REPEATED', crossing));
      continue;
    }
    const fits = judged.operation === 'upsert' || (judged.operation === 'insert') === (before === undefined);
    if (!fits) {
      sorted.lost.push(contradict(judged, 'OPERATION_INVALID', crossing));
      continue;
    }
    inPage.set(judged.id, judged.digest);
    sortOne(judged, before, sorted, crossing);
  }
  return sorted;
}

function sortOne(
  judged: JudgedIdentity,
  before: KnownIdentity | undefined,
  sorted: SortedPage,
  crossing: Staging,
): void {
  const state = judged.problems.length > 0 ? 'held' : 'staged';
  if (before === undefined) {
    const isLeft = judged.path === 'exclude';
    sorted[isLeft ? 'excluded' : 'new'] += 1;
    sorted.created.push(
      toStaged(judged, { state: isLeft ? 'excluded' : state, operation: 'create' }, crossing),
    );
  } else if (before.owner === 'deleted' || before.state === 'moving' || isLeftToLogin(judged, before)) {
    // Deleted in the target on purpose, or on its way through a login (the import's own writes were settled before).
    sorted.unchanged.push({ id: judged.id, row: judged.row });
  } else if (judged.operation === 'delete') {
    sorted.deleted += 1;
    const gone = before.target_id === null ? 'excluded' : 'staged';
    sorted.changed.push(toStaged(judged, { state: gone, operation: 'delete' }, crossing));
  } else if (before.digest === judged.digest && isAtRest(judged, before)) {
    sorted.unchanged.push({ id: judged.id, row: judged.row });
  } else if (judged.path === 'exclude' && before.target_id === null) {
    sorted.excluded += 1;
    sorted.changed.push(toStaged(judged, { state: 'excluded', operation: 'create' }, crossing));
  } else {
    if (before.digest === judged.digest) sorted.again += 1;
    const operation = before.target_id === null ? 'create' : 'update';
    const given = before.owner === 'target' ? withoutPassword(judged) : judged;
    // Whoever is in the target is beyond the plan: they have taken their path.
    const path = before.target_id === null ? judged.path : before.path;
    sorted.changed.push(toStaged({ ...given, path }, { state, operation }, crossing));
  }
}

/**
 * Somebody left behind by a plan is at rest as long as the plan leaves them there; somebody who was gone from the
 * source and is back is not.
 */
function isAtRest({ path }: JudgedIdentity, before: KnownIdentity): boolean {
  if (before.state === 'excluded' && before.operation === 'delete') return false;
  if (before.state === 'excluded' && before.path === 'exclude') return path === 'exclude';
  return AT_REST.has(before.state);
}

/** The target may be storing their password just now. A deletion does not wait for that. */
function isLeftToLogin({ operation }: JudgedIdentity, { crossing }: KnownIdentity): boolean {
  return crossing && operation !== 'delete';
}

/** Whoever crossed has another password by now: the old hash must not come back into the ledger with an export. */
function withoutPassword(judged: JudgedIdentity): JudgedIdentity {
  const { password: _dead, ...identity } = judged.identity;
  return { ...judged, identity, bytes: canonicalBytes(identity) };
}

function contradict(
  { row, position, identity, operation }: JudgedIdentity,
  code: 'ID_REPEATED' | 'OPERATION_INVALID',
  crossing: Staging,
): LostRow {
  const found = code === 'OPERATION_INVALID' ? `"${operation}"` : undefined;
  const problem = { code, field: 'id', ...(found === undefined ? {} : { found }) };
  return sealLost(row, position, [problem], JSON.stringify(identity), crossing);
}

function sealLost(
  row: number,
  position: string,
  problems: LostRow['problems'],
  raw: string,
  { ledger }: Staging,
): LostRow {
  const sealId = randomUUID();
  return { row, position, problems, sealId, raw: ledger.seals.seal(sealId, Buffer.from(raw)) };
}
