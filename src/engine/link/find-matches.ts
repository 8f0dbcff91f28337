/**
 * Searches everybody in the ledger for records that may be one person, and fills the queue that people work through.
 *
 * Everybody is opened once; what could agree with somebody else is kept as keyed hashes in files of its own, so that
 * memory grows with the duplicates and not with the population. The same search again finds the same matches; after a
 * delta it adds what is new and closes what is gone.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { readComparable } from '../../ledger/sql/groups.ts';
import { listApart } from '../../ledger/sql/matches.ts';
import { FIRST_ID } from '../../ledger/sql/open-batch.ts';
import { type Edge, edgesBetween } from '../correlate/edges.ts';
import { type IdFile, openIdFile } from '../correlate/id-file.ts';
import { type KeyGroups, openKeyGroups } from '../correlate/key-groups.ts';
import { createKeyHash } from '../correlate/key-hash.ts';
import { type FieldSet, fieldSetsOf, keysOf } from '../correlate/keys.ts';
import { propose } from '../correlate/propose.ts';
import { allRules, type Correlation } from '../correlate/rule.ts';
import { createMeter, type OnProgress } from '../progress.ts';
import { type FoundMatches, storeMatches } from './store-matches.ts';

export interface FindResult extends FoundMatches {
  /** Records that were compared. */
  readonly read: number;
  /** Values that more people share than can be one person, by rule: no matches, a hint at the data. */
  readonly crowds: Readonly<Record<string, number>>;
}

export interface FindOptions {
  readonly operator: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Where the files of the search go; absent: the system's temporary folder. */
  readonly folder?: string;
}

/** Records opened at once: some 2 MB. */
const PAGE = 1_000;

/** A value that more share is no list of people: a reception desk, a default value. */
const MOST_CROWD = 100;

export async function findMatches(
  ledger: Ledger,
  correlation: Correlation,
  { operator, signal, onProgress, folder }: FindOptions,
): Promise<FindResult> {
  const sets = fieldSetsOf(allRules(correlation));
  const ids = openIdFile(folder);
  const groups = await openKeyGroups(folder);
  try {
    const apart = await apartIn(ledger);
    const read = await addEverybody({ ledger, sets, ids, groups, apart, signal, onProgress });
    const { edges, crowds } = await edgesOf(groups, sets);
    const proposals = propose(edges, apart.areApart);
    const stored = await storeMatches(ledger, proposals, ids, correlation, operator);
    return { read, crowds, ...stored };
  } finally {
    await groups.close();
    ids.close();
  }
}

interface Search {
  readonly ledger: Ledger;
  readonly sets: readonly FieldSet[];
  readonly ids: IdFile;
  readonly groups: KeyGroups;
  readonly apart: Apart;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress | undefined;
}

/** @returns how many there are. */
async function addEverybody({
  ledger,
  sets,
  ids,
  groups,
  apart,
  signal,
  onProgress,
}: Search): Promise<number> {
  const meter = createMeter(undefined);
  const hash = createKeyHash();
  for (let after = FIRST_ID; ; ) {
    signal?.throwIfAborted();
    const rows = await readComparable(ledger.db, after, PAGE);
    for (const { id, body } of rows) {
      const entry = ids.append(id);
      apart.meet(id, entry);
      for (const { set, text, verified } of keysOf(readIdentity(ledger.seals.open(id, body)), sets)) {
        groups.add(hash(text), pack(entry, set, verified, sets.length));
      }
    }
    meter.add(rows.length);
    onProgress?.({ phase: 'link', ...meter.reading(), counts: {} });
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return meter.reading().done;
    after = last.id;
  }
}

/** Who, by which field set, verified or not: one whole number below 2^53. */
function pack(entry: number, set: number, verified: boolean, sets: number): number {
  return (entry * sets + set) * 2 + Number(verified);
}

function unpack(packed: number, sets: number): { entry: number; set: number; verified: boolean } {
  const place = Math.floor(packed / 2);
  return { entry: Math.floor(place / sets), set: place % sets, verified: packed % 2 === 1 };
}

async function edgesOf(
  groups: KeyGroups,
  sets: readonly FieldSet[],
): Promise<{ readonly edges: readonly Edge[]; readonly crowds: Record<string, number> }> {
  const edges: Edge[] = [];
  const crowds: Record<string, number> = {};
  for await (const { entries, count } of groups.groups()) {
    const sharers = entries.map((packed) => unpack(packed, sets.length));
    const set = sets[sharers[0]?.set ?? 0];
    if (set === undefined) continue;
    if (count <= MOST_CROWD) edges.push(...edgesBetween(sharers, set));
    else for (const { name } of set.rules) crowds[name] = (crowds[name] ?? 0) + 1;
  }
  return { edges, crowds };
}

interface Apart {
  meet(id: string, entry: number): void;
  areApart(a: number, b: number): boolean;
}

/** What people said before. As large as that is. */
async function apartIn({ db }: Ledger): Promise<Apart> {
  const pairs = await listApart(db);
  const told = new Set(pairs.flatMap(({ one, other }) => [one, other]));
  const entries = new Map<string, number>();
  let between: Set<string> | undefined;
  const keyOf = (a: number, b: number) => `${Math.min(a, b)} ${Math.max(a, b)}`;
  return {
    meet(id, entry) {
      if (told.has(id)) entries.set(id, entry);
    },
    areApart(a, b) {
      between ??= new Set(
        pairs.map(({ one, other }) =>
          keyOf(entries.get(one) ?? Number.NaN, entries.get(other) ?? Number.NaN),
        ),
      );
      return between.has(keyOf(a, b));
    },
  };
}
