/**
 * What `assess`, `forecast`, `plan make` and `plan what-if` may be told about the future: when the legacy ends, what it stands, other numbers.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { GivenAssumption } from '../../engine/forecast/assumptions.ts';
import type { LegacyFacts } from '../../engine/forecast/judge-path.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readProbe } from '../probe-file.ts';

export interface ForecastFlags {
  readonly assume: readonly string[];
  readonly legacyUntil?: string;
  readonly probe?: string;
}

export function withForecastFlags(command: Command): Command {
  return command
    .option(
      '--assume <name=value>',
      'a number of your own (docs/assumptions.md); several are allowed',
      collect,
      [],
    )
    .option('--legacy-until <date>', 'the day the legacy is switched off')
    .option('--probe <file>', 'what `footbridge legacy probe --out` has written');
}

/** Of an option that may be given several times. */
export function collect(one: string, all: readonly string[]): readonly string[] {
  return [...all, one];
}

export async function readForecastFlags(
  { assume, legacyUntil, probe }: ForecastFlags,
  folder: string,
): Promise<{ readonly assume: Readonly<Record<string, GivenAssumption>>; readonly legacy?: LegacyFacts }> {
  const probed = probe === undefined ? undefined : await readProbe(resolve(folder, probe));
  const legacy = {
    ...(probed === undefined ? {} : measuredBy(probed)),
    ...(legacyUntil === undefined ? {} : { endsInDays: daysUntil(legacyUntil) }),
  };
  return {
    assume: Object.fromEntries(assume.map(readAssumption)),
    ...(Object.keys(legacy).length === 0 ? {} : { legacy }),
  };
}

/** A probe that was stopped before its first step has measured nothing: not that the legacy stands nothing. */
function measuredBy({ safeLoginsPerSecond, atLeast }: Awaited<ReturnType<typeof readProbe>>): LegacyFacts {
  return atLeast && safeLoginsPerSecond === 0 ? {} : { safeLoginsPerSecond, atLeast };
}

function readAssumption(given: string): [string, number] {
  const [name, value] = splitPair(given, '--assume');
  const number = Number(value);
  if (Number.isFinite(number)) return [name, number];
  throw new FootbridgeError('USAGE_WRONG', '--assume is not name=number');
}

/** `name=value` */
export function splitPair(given: string, option: string): [string, string] {
  const at = given.indexOf('=');
  if (at > 0 && at < given.length - 1) return [given.slice(0, at), given.slice(at + 1)];
  throw new FootbridgeError('USAGE_WRONG', `${option} looks like name=value`);
}

const DAY = 86_400_000;

/** From today, however old the export is: nobody crosses in days that have passed. */
function daysUntil(text: string): number {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // 30 February is read as a day in March.
  if (Number.isNaN(end) || !new Date(end).toISOString().startsWith(text))
    throw new FootbridgeError('USAGE_WRONG', '--legacy-until is not a day like 2027-03-31');
  return Math.max(0, Math.floor((end - Date.now()) / DAY));
}
