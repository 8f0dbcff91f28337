/**
 * `footbridge assess`: reads everything once and says who is there, what they log in with, what is wrong with it, and
 * what they could become on each target.
 *
 * One pass, in memory that does not grow with the number of rows; nothing is written but temporary files, in which no
 * identifier stands in clear. The account always adds up: rows = identities + repeated + lost + deleted.
 *
 * On one thread: posting a page of customers to another takes 10.7 µs a row on this side, about half of what the whole
 * assessment of a row takes here, and would be paid for every row (docs/performance.md).
 *
 * @module
 */
import type { SourceReader, SourceRecord } from '../sources/source.ts';
import { Assessing, type Classify } from './assess/assessing.ts';
import type { Assessment, InventoryItem } from './assess/assessment.ts';
import type { FoundProblem } from './assess/findings.ts';
import type { AskedTarget } from './assess/outlooks.ts';
import type { Mapped } from './crossing.ts';

/** One source, opened, with its mapping. */
export interface SourceToAssess {
  readonly name: string;
  /** Id and title of the connector. */
  readonly type: string;
  readonly title: string;
  readonly reader: SourceReader;
  map(record: SourceRecord): Mapped;
  /** The mapping was decided by a person: then an unknown field holds its row, otherwise it is only counted. */
  readonly mappingDecided: boolean;
}

export interface AssessOptions {
  readonly sources: readonly SourceToAssess[];
  readonly targets: readonly AskedTarget[];
  /** When it is made; what lies behind it is the future. */
  readonly now: Date;
  /** What ages are counted back from; absent: the newest time the sources hold. */
  readonly asOf?: Date;
  /** Names the cohort of an identity; absent: there are none. */
  readonly classify?: Classify;
  /** Every single problem, as it is found. */
  readonly onProblem?: (problem: FoundProblem) => void;
  readonly onProgress?: (progress: AssessProgress) => void;
  /** Examples show values instead of their shapes. */
  readonly reveal?: boolean;
  readonly inventory?: readonly InventoryItem[];
  readonly signal?: AbortSignal;
}

export interface AssessProgress {
  readonly phase: 'read' | 'compare';
  readonly rows: number;
  /** 0 to 1, of all sources, where that can be known. */
  readonly share?: number;
}

export async function assessSources(options: AssessOptions): Promise<Assessment> {
  const assessing = await Assessing.begin(options);
  try {
    for (const [index, source] of options.sources.entries())
      await readSource(source, index, assessing, options);
    options.onProgress?.({ phase: 'compare', rows: assessing.rows });
    return await assessing.finish();
  } finally {
    await assessing.close();
  }
}

async function readSource(
  source: SourceToAssess,
  index: number,
  assessing: Assessing,
  { sources, onProgress, signal }: AssessOptions,
): Promise<void> {
  await assessing.enter(source);
  for await (const { records, done } of source.reader.read()) {
    signal?.throwIfAborted();
    for (const record of records) {
      const aside = assessing.add(record);
      // Awaiting nothing a million times is a third of the time.
      if (aside !== undefined) await aside;
    }
    const share = done === undefined ? {} : { share: (index + done) / sources.length };
    onProgress?.({ phase: 'read', rows: assessing.rows, ...share });
  }
}
