/**
 * The kinds of personal data that occur: from an assessment that was made, or by reading the sources now.
 *
 * @module
 */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Counts } from '../engine/assess/assessment.ts';
import { assessSources } from '../engine/assess.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { openConfigured, openFiles } from './assess/open-sources.ts';
import { showReading } from './assess/show-reading.ts';
import type { Invocation } from './commands/command.ts';
import { loadConfigOf } from './parts.ts';
import { withProgress } from './with-progress.ts';

interface FoundCategories {
  readonly categories: Counts;
  /** What was read: for the name of a new record. */
  readonly from: string;
}

const Assessed = z.object({
  document: z.literal('footbridge-assessment'),
  categories: z.record(z.string(), z.number()),
});

/** @param files an assessment as JSON, or exports; none: the sources of the configuration */
export async function findCategories(
  invocation: Invocation,
  files: readonly string[],
): Promise<FoundCategories> {
  const [first] = files;
  const assessed =
    files.length === 1 && first !== undefined ? await readAssessed(invocation, first) : undefined;
  if (assessed !== undefined && first !== undefined) return { categories: assessed, from: first };
  return readSources(invocation, files);
}

/** Bytes. An assessment holds counts; what is larger is an export. */
const LARGEST = 16 * 1024 * 1024;

/** Undefined where the file is no assessment. */
async function readAssessed({ terminal }: Invocation, file: string): Promise<Counts | undefined> {
  const path = resolve(terminal.folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > LARGEST) return undefined;
  try {
    return Assessed.safeParse(JSON.parse(await readFile(path, 'utf8'))).data?.categories;
  } catch {
    return undefined;
  }
}

async function readSources(invocation: Invocation, files: readonly string[]): Promise<FoundCategories> {
  const { folder, environment } = invocation.terminal;
  const loaded = files.length > 0 ? undefined : await loadConfigOf(invocation);
  const { sources } =
    loaded === undefined ? await openFiles(files, {}, folder) : openConfigured(loaded, environment);
  try {
    const found = await withProgress(invocation, ({ stop }, onProgress) =>
      assessSources({
        sources,
        targets: [],
        now: new Date(),
        onProgress: showReading(onProgress),
        signal: stop,
      }).catch((error: unknown) => {
        if (stop.aborted) throw new FootbridgeError('USAGE_WRONG', 'Stopped before everything was read');
        throw error;
      }),
    );
    return { categories: found.categories, from: loaded?.config.name ?? files.join(', ') };
  } finally {
    for (const { reader } of sources) await reader.close();
  }
}
