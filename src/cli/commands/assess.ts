/**
 * `footbridge assess`: reads an export, or the sources of a configuration, and says what is there, what is wrong with
 * it, and what it can become. Changes nothing anywhere.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { LoadedConfig } from '../../config/load.ts';
import type { Assessment, InventoryItem } from '../../engine/assess/assessment.ts';
import { assessSources, type SourceToAssess } from '../../engine/assess.ts';
import type { LegacyFacts } from '../../engine/forecast/judge-path.ts';
import { openPaths } from '../../engine/forecast.ts';
import { scanForSecrets } from '../../engine/inventory/secret-scan.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { renderAssessment } from '../../report/index.ts';
import { askedTargets } from '../assess/asked-targets.ts';
import { type OpenedSources, openConfigured, openFiles } from '../assess/open-sources.ts';
import { openProblemsFile, type ProblemsWriter } from '../assess/problems-writer.ts';
import { showReading } from '../assess/show-reading.ts';
import { describeAssessment } from '../assess/words.ts';
import { inventoryOfExport, readInventoryFile } from '../inventory-file.ts';
import { loadConfigOf } from '../parts.ts';
import { type ForecastFlags, readForecastFlags } from '../plan/forecast-flags.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { fitLines, formatCount } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

type LegacyFlags = Pick<ForecastFlags, 'probe' | 'legacyUntil'>;

interface AssessFlags extends LegacyFlags {
  readonly target: readonly string[];
  readonly set: readonly string[];
  readonly report?: string;
  readonly problems?: string;
  readonly inventory?: string;
  readonly scan: readonly string[];
  readonly asOf?: string;
  readonly reveal?: boolean;
}

export const addAssess: AddCommand = (program, act) => {
  const collect = (one: string, all: readonly string[]): readonly string[] => [...all, one];
  program
    .command('assess [files...]')
    .description('say who is there, what is wrong, and what it can become; changes nothing')
    .option('--target <name>', 'a platform to ask about, or "all"; several are allowed', collect, [])
    .option('--set <setting=value>', 'a setting of the source: passwords=hashes.ndjson', collect, [])
    .option('--report <file>', 'write a report in HTML as well')
    .option('--problems <file>', 'write every single problem to a file: .csv or .ndjson')
    .option('--inventory <file>', 'what else hangs on the accounts: CSV or JSON (docs/reports.md)')
    .option('--scan <folder>', 'look for secrets in code and configuration; several are allowed', collect, [])
    .option('--as-of <date>', 'count ages back from this day instead of the newest time there is')
    .option('--legacy-until <date>', 'the day the legacy is switched off: is it long enough for logins?')
    .option('--probe <file>', 'what `footbridge legacy probe --out` has written: does the legacy stand them?')
    .option('--reveal', 'show values of customers in examples instead of their shapes')
    .action(
      act((invocation, files: readonly string[], flags: AssessFlags) => assess(invocation, files, flags)),
    );
};

async function assess(
  invocation: Invocation,
  files: readonly string[],
  flags: AssessFlags,
): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const { folder, environment } = terminal;
  const asOf = flags.asOf === undefined ? undefined : readDay(flags.asOf);
  const loaded = await loadIfNeeded(invocation, files);
  const targets = askedTargets(flags.target, loaded, environment);
  const inventory = await readInventories(files, flags.inventory, folder);
  const problems =
    flags.problems === undefined ? undefined : openProblemsFile(resolve(folder, flags.problems));
  try {
    const opened = await openSources(loaded, files, flags.set, invocation);
    const found = await withReaders(opened.sources, () =>
      withProgress(invocation, ({ stop }, onProgress) => {
        const show = showReading(onProgress);
        return assessSources({
          sources: opened.sources,
          targets,
          now: new Date(),
          ...(asOf === undefined ? {} : { asOf }),
          ...(problems === undefined ? {} : { onProblem: problems.add }),
          onProgress: show,
          reveal: flags.reveal === true,
          inventory,
          signal: stop,
        }).catch((error: unknown) => {
          if (stop.aborted) return undefined;
          throw error;
        });
      }),
    );
    if (found === undefined) return 130;
    const legacy = await readLegacyFacts(flags, loaded, folder);
    const paths = openPaths(found, { ...(legacy === undefined ? {} : { legacy }) });
    const assessment = await withScan({ ...found, paths }, flags.scan, folder);
    await writeReport(assessment, flags.report, folder);
    output.result(assessment, () =>
      [
        fitLines(describeAssessment(assessment, opened.proposed, output.paint), terminal.stdout.columns),
        ...describeFiles(flags, problems),
      ].join('\n\n'),
    );
    return assessment.findings.some(({ severity }) => severity === 'blocks') ? 3 : 0;
  } finally {
    problems?.close();
  }
}

/** A bare file needs no configuration; where one is named, its target counts. */
async function loadIfNeeded(
  invocation: Invocation,
  files: readonly string[],
): Promise<LoadedConfig | undefined> {
  if (files.length > 0 && invocation.configFile === undefined) return undefined;
  return loadConfigOf(invocation);
}

function openSources(
  loaded: LoadedConfig | undefined,
  files: readonly string[],
  set: readonly string[],
  { terminal }: Invocation,
): Promise<OpenedSources> | OpenedSources {
  if (files.length > 0 || loaded === undefined) return openFiles(files, readSettings(set), terminal.folder);
  if (set.length > 0)
    throw new FootbridgeError(
      'USAGE_WRONG',
      '--set is for a bare file; the configuration has settings of its own',
    );
  return openConfigured(loaded, terminal.environment);
}

function readSettings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^(?:source\.)?(\w+)=(.*)$/s.exec(pair) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new FootbridgeError('USAGE_WRONG', '--set looks like NAME=VALUE');
    }),
  );
}

function readDay(text: string): Date {
  // V8 takes the 30th of February for the 2nd of March.
  if (z.iso.date().safeParse(text).success) return new Date(`${text}T00:00:00Z`);
  throw new FootbridgeError('USAGE_WRONG', '--as-of looks like 2026-11-20');
}

async function readInventories(
  files: readonly string[],
  listed: string | undefined,
  folder: string,
): Promise<readonly InventoryItem[]> {
  const found: InventoryItem[] = [];
  if (listed !== undefined) found.push(...(await readInventoryFile(listed, folder)));
  for (const file of files) found.push(...(await inventoryOfExport(file, folder)));
  return found;
}

/** There is a legacy to ask where the configuration names one, or where one has been probed. */
async function readLegacyFacts(
  { probe, legacyUntil }: LegacyFlags,
  loaded: LoadedConfig | undefined,
  folder: string,
): Promise<LegacyFacts | undefined> {
  const flags = {
    assume: [],
    ...(probe === undefined ? {} : { probe }),
    ...(legacyUntil === undefined ? {} : { legacyUntil }),
  };
  const { legacy = {} } = await readForecastFlags(flags, folder);
  return probe === undefined && loaded?.config.legacy === undefined ? undefined : legacy;
}

async function withReaders<T>(sources: readonly SourceToAssess[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    for (const { reader } of sources) await reader.close();
  }
}

async function withScan(found: Assessment, folders: readonly string[], folder: string): Promise<Assessment> {
  if (folders.length === 0) return found;
  return { ...found, scan: await scanForSecrets({ folders, folder, now: () => new Date() }) };
}

/** Readable by its owner alone: counts may be business secrets, and with --reveal it shows customers. */
async function writeReport(found: Assessment, file: string | undefined, folder: string): Promise<void> {
  if (file === undefined) return;
  await writeFile(resolve(folder, file), renderAssessment(found), { mode: 0o600 }).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${file} cannot be written: ${cause.code}`, { cause });
  });
}

function describeFiles(flags: AssessFlags, problems: ProblemsWriter | undefined): string[] {
  return [
    ...(flags.report === undefined ? [] : [`The report is in ${flags.report}.`]),
    ...(problems === undefined
      ? []
      : [`${formatCount(problems.lines)} problems are in ${flags.problems}, one on each line.`]),
  ];
}
