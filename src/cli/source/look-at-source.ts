/**
 * Looks at an export before there is a configuration: what it is, which fields it has, what they could become.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type SuggestedMapping, suggestMapping } from '../../identity/suggest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { recogniseSource, SOURCES } from '../../sources/index.ts';
import { readSample } from '../../sources/reading/sample.ts';
import type { Source, SourceRecord } from '../../sources/source.ts';

export interface FoundSource {
  readonly source: Source;
  /** What is known of its settings without asking. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @param named a file or folder, or the name of a source that needs more than a file. */
export async function findSource(named: string, folder: string): Promise<FoundSource> {
  const byName = SOURCES.find(({ id }) => id === named);
  if (byName !== undefined && !existsSync(resolve(folder, named))) return { source: byName, settings: {} };
  const path = resolve(folder, named);
  const sample = await readSample(path);
  if (sample.bytes.length === 0) throw new FootbridgeError('SOURCE_BROKEN', `${named} is empty`);
  const source = recogniseSource(sample);
  if (source?.fromFile === undefined) {
    throw new FootbridgeError('SOURCE_UNRECOGNISED', `The format of ${named} was not recognised`);
  }
  return { source, settings: { ...(source.fromFile(relative(folder, path) || named) as object) } };
}

/** Enough rows to see nine in ten of what a column holds. */
const PAGE_SIZE = 1_000;

/** The first page, read with the settings as they will stand in the configuration. */
export async function readFirstPage(
  { source, settings }: FoundSource,
  folder: string,
): Promise<readonly SourceRecord[]> {
  const reader = source.open(source.config.parse(settings), { folder, pageSize: PAGE_SIZE });
  try {
    for await (const page of reader.read()) return page.records;
    return [];
  } finally {
    await reader.close();
  }
}

/** What the fields that the source itself does not understand could become. */
export function proposeMapping(records: readonly SourceRecord[]): SuggestedMapping {
  const rows = records.filter(({ problems }) => problems.length === 0).map(({ fields }) => fields);
  const names = new Set(rows.flatMap((fields) => Object.keys(fields)));
  return suggestMapping([...names], rows);
}
