/**
 * Makes a plan: reads the sources, counts the cohorts, chooses their paths, lays out waves. It proposes; people decide.
 *
 * Two passes over the sources, because an age needs to know what it is counted back from: one finds the newest time
 * there is, one counts. With a day given the first is left out.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import type { Path } from '../../identity/path.ts';
import type { PlanCalendar } from '../../identity/planned.ts';
import { canonicalJson } from '../../ledger/chain.ts';
import { FORMATS } from '../../passwords/index.ts';
import { CATALOGUE, type ProblemCode } from '../../problems/catalogue.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Assessment, Census, Counts } from '../assess/assessment.ts';
import { type AssessOptions, assessSources } from '../assess.ts';
import type { MeasuredRate } from '../forecast/bulk.ts';
import type { Forecast } from '../forecast/forecast.ts';
import { type ForecastOptions, forecastCrossing } from '../forecast.ts';
import { type GivenCohort, listCandidates } from './candidates.ts';
import { type ChosenCohort, chooseWay } from './choose.ts';
import { type Counted, type CountOptions, countCohorts } from './count-cohorts.ts';
import type { PeopleList } from './lists.ts';
import { type MeansGiven, meansOf } from './means.ts';
import type { PlanCohort, PlanList } from './plan-document.ts';
import { TEST_ACCOUNTS, waysBy } from './proposals.ts';
import { countWaves, type GivenWave, proposeWaves, waitingCohorts } from './propose-waves.ts';
import type { PlanDraft } from './stored-plan.ts';
import type { Candidate } from './way.ts';

export interface MakeOptions extends Pick<AssessOptions, 'sources' | 'now' | 'onProgress' | 'signal'> {
  /** Of the migration. */
  readonly name: string;
  readonly by: string;
  readonly asOf?: Date;
  readonly target: CountOptions['target'];
  readonly cohorts: readonly GivenCohort[];
  readonly waves: readonly GivenWave[];
  readonly calendar: PlanCalendar;
  readonly lists: readonly PeopleList[];
  /** Digest over the settings that decide. */
  readonly settingsDigest: string;
  readonly settings: CountOptions['settings'];
  readonly means: MeansGiven;
  /** Numbers of the operator's own in place of those of docs/assumptions.md. */
  readonly assume?: ForecastOptions['assume'];
  /** What the target has shown it takes in. */
  readonly measured?: MeasuredRate;
  /** Cohorts that take another path than the best: what if? */
  readonly instead?: Readonly<Record<string, Path>>;
}

export interface MadePlan {
  readonly draft: PlanDraft;
  /** Sentences that the operator should read. */
  readonly warnings: readonly string[];
}

export async function makePlan(options: MakeOptions): Promise<MadePlan> {
  const asOf = options.asOf ?? (await findNewestTime(options));
  const { lists, target, settings } = options;
  const passwordFormats = FORMATS.map(({ id }) => id);
  const candidates = turnAside(listCandidates(options.cohorts, lists, { passwordFormats }), options.instead);
  const count = (some: readonly Candidate[]) =>
    countCohorts({ ...options, asOf, candidates: some, lists, target, settings });
  const counted = await count(candidates);
  if (!isMadeUp(counted)) return planOf(counted, options);
  return planOf(await count(candidates.filter(({ name }) => name !== TEST_ACCOUNTS)), options);
}

/** A twentieth: more than that are no test accounts among customers, and their addresses say nothing. */
const MOST_TESTS = 0.05;

function isMadeUp({ cohorts, assessment }: Counted): boolean {
  const tests = cohorts.find(({ candidate }) => candidate.name === TEST_ACCOUNTS);
  return tests?.candidate.origin === 'proposed' && tests.count > assessment.account.identities * MOST_TESTS;
}

async function findNewestTime({ sources, now, onProgress, signal }: MakeOptions): Promise<Date> {
  const { asOf } = await assessSources({
    sources,
    targets: [],
    now,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return new Date(asOf);
}

/** A cohort that is asked to take another path has only the ways of that path left. */
function turnAside(
  candidates: readonly Candidate[],
  instead: Readonly<Record<string, Path>> = {},
): readonly Candidate[] {
  for (const name of Object.keys(instead)) {
    const names = candidates.map((one) => one.name);
    if (!names.includes(name))
      throw new FootbridgeError('USAGE_WRONG', `There is no cohort "${name}"${didYouMean(name, names)}`);
  }
  return candidates.map((candidate) => {
    const path = instead[candidate.name];
    return path === undefined ? candidate : { ...candidate, ways: waysBy(path, candidate.ways) };
  });
}

function planOf(counted: Counted, options: MakeOptions): MadePlan {
  const { assessment, found } = counted;
  // A proposed population without anybody in it is no news; one that somebody wrote is.
  const forecasts = foreseeCohorts(counted, options);
  const means = meansOf(options.means, forecasts);
  const chosen = counted.cohorts
    .filter(
      ({ count, candidate }) => count > 0 || candidate.origin === 'rule' || candidate.rule === 'everybody',
    )
    .map((one) => chooseWay(one, means));
  const cohorts = chosen.map((one) => describeCohort(one, assessment));
  const known = counted.cohorts.map(({ candidate }) => candidate.name);
  const waves = countWaves(options.waves.length > 0 ? options.waves : proposeWaves(chosen), cohorts, known);
  return {
    draft: {
      document: 'footbridge-plan',
      format: 1,
      name: options.name,
      made: { at: options.now.toISOString(), by: options.by },
      counted: describeCounting(assessment),
      target: { id: options.target.id, title: options.target.title },
      cohorts,
      lists: options.lists.map((list) => describeList(list, found)),
      waves,
      calendar: options.calendar,
      assumptions: forecasts[0]?.assumptions.map((one) => ({ ...one })) ?? [],
      forecasts: [...forecasts],
      settings: options.settingsDigest,
    },
    warnings: [
      ...chosen.flatMap(({ refused, cohort }) =>
        refused === undefined || cohort.count === 0
          ? []
          : [`No path is open to "${cohort.name}": ${refused}`],
      ),
      ...blockedWords(assessment, cohorts),
      ...warningsOf(cohorts, waitingCohorts(waves, cohorts), options.lists, found),
    ],
  };
}

/** Everybody first, then each population that has a choice. The choice is made by what they cost and what they refuse. */
function foreseeCohorts(
  { assessment, cohorts }: Counted,
  { target, means, assume, measured, instead = {} }: MakeOptions,
): readonly Forecast[] {
  const shared = {
    target: target.id,
    ...(assume === undefined ? {} : { assume }),
    ...(means.legacy === undefined ? {} : { legacy: means.legacy }),
    ...(measured === undefined ? {} : { measured: { target: target.id, rate: measured } }),
  };
  const choosing = cohorts.filter(
    ({ candidate: { name, ways }, count }) => count > 0 && (ways.length > 1 || Object.hasOwn(instead, name)),
  );
  return [
    forecastCrossing(assessment, shared),
    ...choosing.map(({ candidate: { name } }) => forecastCrossing(assessment, { ...shared, cohort: name })),
  ];
}

function describeCohort({ cohort }: ChosenCohort, { cohorts }: Assessment): PlanCohort {
  const census = cohorts[cohort.name];
  return {
    ...cohort,
    activity: withoutZeros(census?.activity ?? {}),
    formats: census === undefined ? {} : formatsOf(census),
    kind: census?.kind ?? {},
    status: census?.status ?? {},
  };
}

function withoutZeros(counts: Counts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function formatsOf({ passwords, passwordless }: Census): Record<string, number> {
  const formats: Record<string, number> = {};
  for (const { format, count } of passwords) formats[format] = (formats[format] ?? 0) + count;
  const none = Object.values(passwordless).reduce((sum, count) => sum + count, 0);
  return none === 0 ? formats : { ...formats, none };
}

function describeCounting(assessment: Assessment): PlanDraft['counted'] {
  const { at, asOf, sources, account, categories } = assessment;
  return {
    at,
    asOf: new Date(asOf).toISOString(),
    sources: sources.map(({ name, type, rows, fingerprint }) => ({ name, type, rows, fingerprint })),
    rows: account.rows,
    identities: account.identities,
    categories: { ...categories },
    assessment: createHash('sha256').update(canonicalJson(assessment)).digest('hex'),
  };
}

function describeList({ name, use, file, entries, digest }: PeopleList, found: Counts): PlanList {
  return { name, use, file, entries, digest, found: found[name] ?? 0 };
}

function warningsOf(
  cohorts: readonly PlanCohort[],
  waiting: readonly string[],
  lists: readonly PeopleList[],
  found: Counts,
): readonly string[] {
  const warnings: string[] = [];
  for (const { name, origin, count, path } of cohorts) {
    if (origin === 'rule' && count === 0)
      warnings.push(`Nobody falls under the rule of the cohort "${name}".`);
    if (path === 'exclude' && origin === 'proposed' && count > 0)
      warnings.push(`${count} of "${name}" are proposed to stay behind: look at them before you approve.`);
  }
  warnings.push(...heldWords(cohorts));
  for (const name of waiting) warnings.push(`The cohort "${name}" stands in no wave: it stays where it is.`);
  for (const { name, entries } of lists) {
    const missing = entries - (found[name] ?? 0);
    if (missing > 0) warnings.push(`${missing} entries of the list "${name}" are nobody in the sources.`);
  }
  return warnings;
}

/** What an import would hold whatever the plan says: no cohort counts it, and nobody of these crosses. */
function blockedWords({ findings }: Assessment, cohorts: readonly PlanCohort[]): readonly string[] {
  const told = new Set(cohorts.flatMap(({ held }) => Object.keys(held)));
  const untold = findings.filter(({ code, severity }) => severity === 'blocks' && !told.has(code));
  return [...Map.groupBy(untold, ({ code }) => code)].map(([code, those]) => {
    // One row may have it in several fields: together they are no fewer than the most of one.
    const count = Math.max(...those.map((one) => one.count));
    const fields = those.flatMap(({ field }) => (field === undefined ? [] : [field]));
    const named = fields.length === 0 ? '' : ` (${fields.slice(0, MOST_FIELDS).join(', ')})`;
    return `${those.length > 1 ? 'At least ' : ''}${count} would be held or lost by ${code}${named}, whatever their cohort: ${CATALOGUE[code].fix}`;
  });
}

/** Named in one warning. */
const MOST_FIELDS = 8;

/** Once for each code, whichever cohorts it concerns: what to do about it is the same. */
function heldWords(cohorts: readonly PlanCohort[]): readonly string[] {
  const codes = new Map<string, PlanCohort[]>();
  for (const cohort of cohorts)
    for (const code of Object.keys(cohort.held)) codes.set(code, [...(codes.get(code) ?? []), cohort]);
  return [...codes].map(([code, concerned]) => {
    const count = concerned.reduce((sum, { held }) => sum + (held[code] ?? 0), 0);
    const names = concerned.map(({ name }) => name).join(', ');
    const known = Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ProblemCode] : undefined;
    return `${count} would be held by ${code} (${names}): ${known?.fix ?? ''}`;
  });
}
