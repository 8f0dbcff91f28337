/**
 * Makes a plan of what the configuration says now: for `plan make` and `plan import`.
 *
 * @module
 */
import type { GivenAssumption } from '../../engine/forecast/assumptions.ts';
import type { LegacyFacts } from '../../engine/forecast/judge-path.ts';
import { readMeasuredRate } from '../../engine/forecast/measured-rate.ts';
import type { GivenCohort } from '../../engine/plan/candidates.ts';
import { type MadePlan, makePlan } from '../../engine/plan/make-plan.ts';
import type { GivenWave } from '../../engine/plan/propose-waves.ts';
import type { Path } from '../../identity/path.ts';
import type { PlanCalendar } from '../../identity/planned.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { askedTargets } from '../assess/asked-targets.ts';
import { openConfigured } from '../assess/open-sources.ts';
import { showReading } from '../assess/show-reading.ts';
import type { Invocation } from '../commands/command.ts';
import { type Opened, operatorName } from '../parts.ts';
import { withProgress } from '../with-progress.ts';
import { readCircumstances } from './circumstances.ts';

/** What a person decided; absent: what the configuration says. */
export interface Wanted {
  readonly asOf?: Date;
  readonly cohorts?: readonly GivenCohort[];
  readonly waves?: readonly GivenWave[];
  readonly calendar?: PlanCalendar;
  /** What is known of the legacy beside that it is configured. */
  readonly legacy?: LegacyFacts;
  readonly assume?: Readonly<Record<string, GivenAssumption>>;
  readonly instead?: Readonly<Record<string, Path>>;
}

export async function makePlanOf(invocation: Invocation, opened: Opened, wanted: Wanted): Promise<MadePlan> {
  const { loaded, ledger } = opened;
  const { config } = loaded;
  const { environment } = invocation.terminal;
  if (config.target === undefined)
    throw new FootbridgeError('CONFIG_INVALID', 'A plan needs a `target`: what it accepts decides the paths');
  const [target] = askedTargets([], loaded, environment);
  if (target === undefined)
    throw new FootbridgeError('INTERNAL', 'The target of the configuration was not found');
  if (config.waves.length > 0)
    invocation.output.warn('`waves` does not count once there is a plan: lay them down in `plan.waves`.');
  const { lists, settings: settingsDigest } = await readCircumstances(loaded, ledger);
  const measured = await readMeasuredRate(ledger, target.id);
  const { sources } = openConfigured(loaded, environment);
  try {
    return await withProgress(invocation, ({ stop }, onProgress) =>
      makePlan({
        name: config.name,
        by: operatorName(environment),
        now: new Date(),
        sources,
        target,
        lists,
        settingsDigest,
        settings: {
          accept: config.accept,
          unsupported: config.credentials.unsupported,
          absent: config.credentials.absent,
        },
        cohorts: wanted.cohorts ?? config.cohorts,
        waves: wanted.waves ?? config.plan.waves,
        calendar: wanted.calendar ?? config.plan.calendar,
        means: {
          hooks: config.hooks.length > 0,
          ...(config.legacy === undefined && wanted.legacy === undefined
            ? {}
            : { legacy: wanted.legacy ?? {} }),
        },
        assume: { ...config.assume, ...wanted.assume },
        ...(measured === undefined ? {} : { measured }),
        ...(wanted.instead === undefined ? {} : { instead: wanted.instead }),
        ...(wanted.asOf === undefined ? {} : { asOf: wanted.asOf }),
        onProgress: showReading(onProgress),
        signal: stop,
      }),
    );
  } finally {
    for (const { reader } of sources) await reader.close();
  }
}
