/**
 * The desk of a running server: answers from the ledger and the door.
 *
 * @module
 */
import { readStatus } from '../../engine/index.ts';
import { findPlace } from '../../engine/login/find-place.ts';
import { readHistory } from '../../engine/login/history.ts';
import { createRouter, readRoutes, setException, setRoute } from '../../engine/login/router.ts';
import type { CohortRule, Door } from '../../engine/login.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { tallyDisagreements } from '../../ledger/sql/login-history.ts';
import type { Desk, History, Routes, Span, Status } from './desk.ts';
import { openResetDesk, type ResetDeskSettings } from './open-reset-desk.ts';

/** Each is a query of its own over an index; a chart is no wider. */
const MOST_SLICES = 200;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LENGTHS = { minute: MINUTE, hour: HOUR, day: 24 * HOUR, whole: Number.POSITIVE_INFINITY };

export interface DeskParts {
  readonly ledger: Ledger;
  readonly door: Pick<Door, 'health'>;
  readonly migration: string;
  readonly cohorts: readonly CohortRule[];
  /** For the audit chain. */
  readonly operator: string;
  readonly reset: ResetDeskSettings;
  readonly now?: () => number;
}

export function openDesk(parts: DeskParts): Desk {
  const { ledger, cohorts, operator, now = Date.now } = parts;
  const router = createRouter(ledger, now);
  return {
    reset: openResetDesk(ledger, parts.reset, operator, now),
    status: () => tellStatus(parts),
    history: (span) => tellHistory(ledger, span, now()),
    routes: () => tellRoutes(ledger),
    placeOf: (identifier) => findPlace(ledger, router, cohorts, identifier),
    setRoute: (cohort, share, by = operator) => setRoute(ledger, cohort, share, by),
    setException: (identifier, place, by = operator) => setException(ledger, identifier, place, by),
  };
}

async function tellStatus({ ledger, door, migration }: DeskParts): Promise<Status> {
  const [{ identities, states, problems }, { legacy, unsettled }, disagreements] = await Promise.all([
    readStatus(ledger),
    door.health(),
    tallyDisagreements(ledger.db),
  ]);
  return {
    migration,
    ledger: ledger.id,
    identities,
    states: [...states],
    problems: [...problems],
    unsettled,
    disagreements: [...disagreements],
    legacy,
  };
}

async function tellRoutes(ledger: Ledger): Promise<Routes> {
  const { cohorts, exceptions } = await readRoutes(ledger);
  return {
    cohorts: cohorts.map(({ changed_at, ...route }) => ({
      ...route,
      ...(changed_at === undefined ? {} : { changed_at: changed_at.toISOString() }),
    })),
    exceptions,
  };
}

async function tellHistory(ledger: Ledger, span: Span, now: number): Promise<History | undefined> {
  const until = span.until === undefined ? now : Date.parse(span.until);
  // Answers are added up by the minute: one begun is told as a whole.
  const from = toMinute(span.from === undefined ? until - HOUR : Date.parse(span.from));
  const edges = edgesOf(from, until, LENGTHS[span.by]);
  if (edges === undefined) return undefined;
  const only = {
    ...(span.hook === undefined ? {} : { hook: span.hook }),
    ...(span.cohort === undefined ? {} : { cohort: span.cohort }),
  };
  const slices: History['slices'] = [];
  for (const [start, end] of edges) {
    const summary = await readHistory(ledger, new Date(start), new Date(end), only);
    slices.push(toSlice(summary));
  }
  return { slices };
}

function toMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

/** Slices begin at whole minutes, hours and days of UTC; the first and the last may be shorter. */
function edgesOf(
  from: number,
  until: number,
  length: number,
): readonly (readonly [number, number])[] | undefined {
  if (from >= until || (until - from) / length > MOST_SLICES) return undefined;
  const edges: [number, number][] = [];
  for (let start = from; start < until; ) {
    const end = Math.min(until, Number.isFinite(length) ? (Math.floor(start / length) + 1) * length : until);
    edges.push([start, end]);
    start = end;
  }
  return edges;
}

function toSlice({
  from,
  until,
  byOutcome,
  byJudge,
  legacyShare,
  p50,
  p99,
  ...rest
}: Awaited<ReturnType<typeof readHistory>>): History['slices'][number] {
  return {
    ...rest,
    from: from.toISOString(),
    until: until.toISOString(),
    byOutcome: { ...byOutcome },
    byJudge: { ...byJudge },
    ...(legacyShare === undefined ? {} : { legacyShare }),
    ...(p50 === undefined ? {} : { p50 }),
    ...(p99 === undefined ? {} : { p99 }),
  };
}
