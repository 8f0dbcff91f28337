/**
 * Chooses a path for each population: the first way that can be taken, with the numbers and limits that decided.
 *
 * @module
 */

import type { CountedCohort } from './count-cohorts.ts';
import type { Means } from './means.ts';
import type { PlanCohort } from './plan-document.ts';
import { type Candidate, type Turn, turnOf, type Way } from './way.ts';

export interface ChosenCohort {
  readonly counted: CountedCohort;
  /** Why even this path cannot be taken: somebody has to decide. */
  readonly refused?: string;
  readonly turn: Turn;
  readonly cohort: Omit<PlanCohort, 'activity' | 'formats' | 'kind' | 'status'>;
}

export function chooseWay(counted: CountedCohort, means: Means): ChosenCohort {
  const { candidate, count } = counted;
  const judged = candidate.ways.map((way) => ({ way, refused: refuse(way, candidate, means) }));
  const open = judged.filter(({ refused }) => refused === undefined);
  // Where nothing can be done, asking the customer is what support can still help with; it says why it will not do.
  const last = judged.find(({ way }) => way.path === 'reset') ?? judged[0];
  const chosen =
    (candidate.origin === 'rule' && candidate.ways.length > 1
      ? bestOf(counted, open)
      : cheapest(open, candidate.name, means)) ?? last;
  if (chosen === undefined) throw new Error(`The cohort ${candidate.name} has no way to cross`);
  const { way, refused } = chosen;
  const tally = counted.ways.find((one) => one.way === way);
  return {
    counted,
    ...(refused === undefined ? {} : { refused }),
    turn: way.path === 'bulk' && OF_ITS_OWN.has(candidate.turn) ? candidate.turn : turnOf(way),
    cohort: {
      name: candidate.name,
      rule: candidate.rule,
      path: way.path,
      credentialPlan: way.credentialPlan,
      origin: candidate.origin,
      reason: [
        way.because,
        ...limitsOf(way, counted, means),
        ...costsOf(way, candidate, means),
        ...(refused === undefined ? [] : [`But ${refused}`]),
      ].join(' '),
      count,
      credentials: tally?.credentials ?? {},
      held: tally?.held ?? {},
      losses: counted.losses,
      alternatives: judged
        .filter((one) => one !== chosen)
        .map((one) => describeAlternative(one, candidate, means)),
    },
  };
}

/** Turns that a population has whatever becomes of its passwords. */
const OF_ITS_OWN: ReadonlySet<Turn> = new Set(['first', 'last', 'quiet', 'dormant', 'none']);

function describeAlternative(
  { way, refused }: JudgedWay,
  candidate: Candidate,
  means: Means,
): PlanCohort['alternatives'][number] {
  const { path } = way;
  if (refused !== undefined) return { path, verdict: 'refused', reason: refused };
  const reason = [way.instead ?? way.because, ...costsOf(way, candidate, means)].join(' ');
  return { path, verdict: 'dearer', reason };
}

/** In the currency of the assumptions. */
function costsOf({ path, complete }: Way, { name }: Candidate, means: Means): readonly string[] {
  const cost = complete === true ? undefined : means.sayCost(path, name);
  return cost === undefined ? [] : [`Expected to cost ${cost}.`];
}

interface JudgedWay {
  readonly way: Way;
  readonly refused: string | undefined;
}

/** Of an operator's cohort without a path: the way that holds the fewest, and of equal ones the first. */
function bestOf(counted: CountedCohort, open: readonly JudgedWay[]): JudgedWay | undefined {
  const trouble = ({ way }: JudgedWay) => {
    const tally = counted.ways.find((one) => one.way === way);
    const held = Object.values(tally?.held ?? {}).reduce((sum, count) => sum + count, 0);
    // `none` for people without a hash is a customer who does not get in.
    return held + (way.path === 'bulk' ? (tally?.credentials.reset ?? 0) : 0);
  };
  return open.toSorted((a, b) => trouble(a) - trouble(b))[0];
}

/** Whether a hash can be carried was decided by the rule of the population; what is said of bulk here is of everybody. */
function refuse({ path, credentialPlan }: Way, { name }: Candidate, means: Means): string | undefined {
  if (path === 'bulk' || path === 'exclude') return undefined;
  const needsLegacy = path === 'jit' && credentialPlan !== 'vault';
  return path === 'jit' && !needsLegacy ? undefined : means.refuse(path, name);
}

/** Bulk where it can be; between asking the legacy and asking the customer, what costs less. */
function cheapest(open: readonly JudgedWay[], name: string, means: Means): JudgedWay | undefined {
  const [first] = open;
  if (first === undefined || first.way.path === 'bulk' || first.way.path === 'exclude') return first;
  const cost = ({ way }: JudgedWay) => means.costOf(way.path, name) ?? Number.POSITIVE_INFINITY;
  return open.toSorted((a, b) => cost(a) - cost(b))[0];
}

/** The limits of the target that decided, by format, and what has to be there. */
function limitsOf(way: Way, { verdicts }: CountedCohort, means: Means): readonly string[] {
  if (way.path === 'exclude' || way.complete === true) return [];
  const sentences = verdicts
    .slice(0, MOST_VERDICTS)
    .map(({ format, count, reason }) => `${format} (${count}): ${reason}`);
  const rest = verdicts.length - MOST_VERDICTS;
  if (rest > 0) sentences.push(`And ${rest} more formats.`);
  const needsUs = way.path === 'jit' || way.credentialPlan === 'vault' || way.credentialPlan === 'legacy';
  if (needsUs && !means.hooks)
    sentences.push('The target has to ask us at a login: `hooks` names no hook yet (`footbridge hooks`).');
  return sentences;
}

const MOST_VERDICTS = 3;
