/**
 * Counts the cohorts: reads the sources once more, and judges everybody as an import would, for every way they could
 * take.
 *
 * Problems of single rows (an address that is none) are not counted here but in the findings of the assessment.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Fit } from '../../targets/target.ts';
import type { RecordFacts } from '../assess/assessing.ts';
import type { Assessment, Counts } from '../assess/assessment.ts';
import { type AssessOptions, assessSources } from '../assess.ts';
import type { ImportSettings } from '../crossing.ts';
import { usesHash, weigh } from '../staging/weigh.ts';
import type { PeopleList } from './lists.ts';
import { type Placing, placingBy } from './place.ts';
import type { Candidate, Way } from './way.ts';

export interface CountOptions extends Pick<AssessOptions, 'sources' | 'now' | 'onProgress' | 'signal'> {
  readonly target: AssessOptions['targets'][number];
  readonly asOf: Date;
  readonly candidates: readonly Candidate[];
  readonly lists: readonly PeopleList[];
  readonly settings: Pick<ImportSettings, 'accept' | 'unsupported' | 'absent'>;
}

export interface CountedCohort {
  readonly candidate: Candidate;
  readonly count: number;
  /** In the order of the candidate's ways. */
  readonly ways: readonly CountedWay[];
  readonly losses: Counts;
  /** Without an e-mail address or a phone number. */
  readonly unreachable: number;
  /** What the target says of each format, the most frequent first. */
  readonly verdicts: readonly Verdict[];
}

export interface CountedWay {
  readonly way: Way;
  readonly credentials: Counts;
  /** By code. */
  readonly held: Counts;
}

export interface Verdict {
  readonly format: string;
  readonly plan: Fit['credentialPlan'];
  readonly reason: string;
  readonly count: number;
}

export interface Counted {
  readonly assessment: Assessment;
  readonly cohorts: readonly CountedCohort[];
  /** List → identities found in it. */
  readonly found: Counts;
}

export async function countCohorts(options: CountOptions): Promise<Counted> {
  const { candidates, lists, target, sources, now, asOf, onProgress, signal } = options;
  const place = placingOf(candidates, lists, asOf);
  const tallies = new Map(candidates.map((candidate) => [candidate.name, new CohortTally(candidate)]));
  const found = new Map(lists.map(({ name }) => [name, 0]));
  const classify = (identity: Identity, facts: RecordFacts): string => {
    for (const list of lists) if (list.has(identity)) found.set(list.name, (found.get(list.name) ?? 0) + 1);
    const settled = settle(identity, facts);
    const fit = target.fit(settled);
    const { source, password } = facts;
    const parameters = 'population' in password ? password.population.parameters : undefined;
    const { cohort } = place({ identity: settled, source, fit, parameters });
    tallies.get(cohort)?.add(identity, settled, fit, facts, options.settings);
    return cohort;
  };
  const assessment = await assessSources({
    sources,
    targets: [target],
    now,
    asOf,
    classify,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    assessment,
    cohorts: [...tallies.values()].map((tally) => tally.result()),
    found: Object.fromEntries(found),
  };
}

/** Which path it will be does not matter for whom a rule means. */
function placingOf(candidates: readonly Candidate[], lists: readonly PeopleList[], asOf: Date): Placing {
  const ruled = candidates.map(({ name, rule }) => ({
    name,
    rule,
    path: 'bulk' as const,
    credentialPlan: 'as-fits' as const,
  }));
  return placingBy(ruled, lists, asOf.toISOString());
}

/** As staging leaves it: a recognised hash has its format, a marker is no password. */
function settle(identity: Identity, { password }: RecordFacts): Identity {
  if (password.kind === 'known') return { ...identity, password: password.password };
  if (password.kind !== 'disabled') return identity;
  const { password: _marker, ...without } = identity;
  return without;
}

class CohortTally {
  readonly #candidate: Candidate;
  #count = 0;
  #unreachable = 0;
  readonly #credentials: readonly Map<string, number>[];
  readonly #held: readonly Map<string, number>[];
  readonly #losses = new Map<string, number>();
  readonly #verdicts = new Map<
    string,
    { reason: string; plan: Fit['credentialPlan']; format: string; count: number }
  >();

  constructor(candidate: Candidate) {
    this.#candidate = candidate;
    this.#credentials = candidate.ways.map(() => new Map());
    this.#held = candidate.ways.map(() => new Map());
  }

  add(
    mapped: Identity,
    identity: Identity,
    fit: Fit,
    { password }: RecordFacts,
    settings: CountOptions['settings'],
  ): void {
    this.#count += 1;
    if (!identity.identifiers.some(({ type }) => type !== 'username')) this.#unreachable += 1;
    for (const { field } of fit.losses) increase(this.#losses, field ?? '');
    this.#addVerdict(identity, fit);
    const damaged = 'problem' in password ? password.problem : undefined;
    for (const [index, way] of this.#candidate.ways.entries()) {
      const credentials = this.#credentials[index];
      const held = this.#held[index];
      if (credentials === undefined || held === undefined || way.path === 'exclude') continue;
      const weighed = weigh(fit, identity, settings, mapped, { cohort: '', ...way });
      const problems =
        damaged !== undefined && usesHash(weighed.credentialPlan) ? [damaged] : weighed.problems;
      increase(credentials, weighed.credentialPlan);
      for (const code of new Set(problems.map((problem) => problem.code))) increase(held, code);
    }
  }

  result(): CountedCohort {
    return {
      candidate: this.#candidate,
      count: this.#count,
      unreachable: this.#unreachable,
      losses: toCounts(this.#losses),
      ways: this.#candidate.ways.map((way, index) => ({
        way,
        credentials: toCounts(this.#credentials[index]),
        held: toCounts(this.#held[index]),
      })),
      verdicts: [...this.#verdicts.values()].sort((a, b) => b.count - a.count),
    };
  }

  #addVerdict({ password }: Identity, { credentialPlan: plan, reason }: Fit): void {
    if (password?.format === undefined) return;
    const { format } = password;
    const key = `${format} ${plan}`;
    const known = this.#verdicts.get(key);
    if (known === undefined) this.#verdicts.set(key, { format, plan, reason, count: 1 });
    else known.count += 1;
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function toCounts(counts: ReadonlyMap<string, number> = new Map()): Counts {
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
