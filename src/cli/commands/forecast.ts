/**
 * `footbridge forecast`: from an assessment, who comes back by themselves and when, how long an import takes, and what
 * each path costs. Asks nobody and changes nothing.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { LoadedConfig } from '../../config/load.ts';
import type { Assessment } from '../../engine/assess/assessment.ts';
import type { Forecast } from '../../engine/forecast/forecast.ts';
import { readMeasuredRate } from '../../engine/forecast/measured-rate.ts';
import { type ForecastOptions, forecastCrossing } from '../../engine/forecast.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber } from '../arguments.ts';
import { readAssessment } from '../forecast/read-assessment.ts';
import { describeForecast } from '../forecast/words.ts';
import { loadConfigOf, withLedger } from '../parts.ts';
import { type ForecastFlags, readForecastFlags, withForecastFlags } from '../plan/forecast-flags.ts';
import type { ExitCode } from '../terminal.ts';
import type { AddCommand, Invocation } from './command.ts';

interface Flags extends ForecastFlags {
  readonly cohort?: string;
  readonly target?: string;
  readonly path?: string;
  readonly measured?: boolean;
  readonly activeDays?: string;
  readonly seed?: string;
}

export const addForecast: AddCommand = (program, act) => {
  const command = program
    .command('forecast <assessment>')
    .description('who comes back and when, how long it takes, what each path costs');
  withForecastFlags(command)
    .option('--cohort <name>', 'one cohort of the assessment instead of everybody')
    .option('--target <name>', 'one target of the assessment instead of the first')
    .option('--path <path>', 'ask for bulk, jit or reset: exit code 3 where it is refused')
    .option('--measured', 'go by the speed of the largest run in the ledger, else of the newest rehearsal')
    .option('--active-days <days>', 'who logged in within so many days is active (90)')
    .option('--seed <number>', 'of the random numbers; the same one gives the same answer')
    .action(act((invocation, assessment: string, flags: Flags) => foresee(invocation, assessment, flags)));
};

async function foresee(invocation: Invocation, file: string, flags: Flags): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const assessment = await readAssessment(resolve(terminal.folder, file));
  const path = readPath(flags.path);
  checkNames(assessment, flags);
  const loaded = await loadIfThere(invocation);
  const forecast = forecastCrossing(assessment, await optionsOf(invocation, loaded, flags));
  output.result(forecast, () => describeForecast(forecast, output.paint));
  return isPossible(forecast, path) ? 0 : 3;
}

/** A forecast of a bare export needs no configuration; one that is wrong is still an error. */
async function loadIfThere(invocation: Invocation): Promise<LoadedConfig | undefined> {
  return loadConfigOf(invocation).catch((error: unknown) => {
    const absent = error instanceof FootbridgeError && error.code === 'CONFIG_MISSING';
    if (absent && invocation.configFile === undefined) return undefined;
    throw error;
  });
}

async function optionsOf(
  invocation: Invocation,
  loaded: LoadedConfig | undefined,
  flags: Flags,
): Promise<ForecastOptions> {
  const { cohort, target, activeDays, seed, probe } = flags;
  const told = await readForecastFlags(flags, invocation.terminal.folder);
  // There is a legacy where the configuration names one, or where one has been probed.
  const alive = probe !== undefined || loaded?.config.legacy !== undefined;
  const measured = flags.measured === true ? await readSpeed(invocation, loaded) : undefined;
  return {
    assume: { ...loaded?.config.assume, ...told.assume },
    ...(cohort === undefined ? {} : { cohort }),
    ...(target === undefined ? {} : { target }),
    ...(alive ? { legacy: told.legacy ?? {} } : {}),
    ...(measured === undefined ? {} : { measured }),
    ...(activeDays === undefined ? {} : { activeDays: readNumber(activeDays, '--active-days') }),
    ...(seed === undefined ? {} : { seed: readNumber(seed, '--seed') }),
  };
}

async function readSpeed(invocation: Invocation, loaded: LoadedConfig | undefined) {
  const target = loaded?.config.target?.type;
  if (target === undefined)
    throw new FootbridgeError('USAGE_WRONG', '--measured needs a configuration with a target');
  const rate = await withLedger(invocation, 'share', ({ ledger }) => readMeasuredRate(ledger, target));
  if (rate !== undefined) return { target, rate };
  invocation.output.warn(
    'No run and no rehearsal of this ledger was large enough to say how fast the target is.',
  );
  return undefined;
}

const PATHS = ['bulk', 'jit', 'reset'] as const;

function readPath(text: string | undefined): (typeof PATHS)[number] | undefined {
  const path = PATHS.find((one) => one === text);
  if (text === undefined || path !== undefined) return path;
  throw new FootbridgeError('USAGE_WRONG', '--path is none of bulk, jit and reset');
}

function checkNames({ cohorts, outlooks }: Assessment, { cohort, target }: Flags): void {
  const names = Object.keys(cohorts);
  if (cohort !== undefined && !names.includes(cohort))
    throw new FootbridgeError(
      'USAGE_WRONG',
      `The assessment has no cohort "${cohort}"${didYouMean(cohort, names)}`,
    );
  const targets = outlooks.map((one) => one.target);
  if (target !== undefined && !targets.includes(target))
    throw new FootbridgeError(
      'USAGE_WRONG',
      `The assessment did not ask about the target "${target}"${didYouMean(target, targets)}`,
    );
}

/** Problems are left where the data cannot say, and where what was asked for cannot be. */
function isPossible({ paths, parallelRun, decision }: Forecast, asked: string | undefined): boolean {
  if (asked !== undefined) return paths.some(({ path, refused }) => path === asked && refused === undefined);
  return parallelRun.method !== 'none' && decision.cheapest !== undefined;
}
