/**
 * Chooses a path for each population: the first way that can be taken, with the numbers and limits that decided.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import { type Turn, turnOf, type Way } from './candidates.ts';
import type { CountedCohort } from './count-cohorts.ts';
import type { PlanCohort } from './plan-document.ts';

/** What is there to cross with. */
export interface Means {
  /** Is there a live legacy that may be asked? */
  readonly legacy: boolean;
  /** May the target ask us at a login? */
  readonly hooks: boolean;
  /** Why a path cannot be taken by this population; undefined: it can. */
  refuse(path: Path, counted: CountedCohort): string | undefined;
}

export interface ChosenCohort {
  readonly counted: CountedCohort;
  readonly turn: Turn;
  readonly cohort: Omit<PlanCohort, 'activity' | 'formats' | 'kind' | 'status'>;
}

export function chooseWay(counted: CountedCohort, means: Means): ChosenCohort {
  const { candidate, count } = counted;
  const judged = candidate.ways.map((way) => ({ way, refused: refuse(way, counted, means) }));
  const open = judged.filter(({ refused }) => refused === undefined);
  // Where nothing can be done the first way stands, and says why it will not do.
  const chosen =
    (candidate.origin === 'rule' && candidate.ways.length > 1 ? bestOf(counted, open) : open[0]) ?? judged[0];
  if (chosen === undefined) throw new Error(`The cohort ${candidate.name} has no way to cross`);
  const { way, refused } = chosen;
  const tally = counted.ways.find((one) => one.way === way);
  return {
    counted,
    turn: candidate.ways.length > 1 && candidate.turn !== 'dormant' ? turnOf(way) : candidate.turn,
    cohort: {
      name: candidate.name,
      rule: candidate.rule,
      path: way.path,
      credentialPlan: way.credentialPlan,
      origin: candidate.origin,
      reason: [
        way.because,
        ...limitsOf(way, counted, means),
        ...(refused === undefined ? [] : [`But ${refused}`]),
      ].join(' '),
      count,
      credentials: tally?.credentials ?? {},
      held: tally?.held ?? {},
      losses: counted.losses,
      alternatives: judged
        .filter((one) => one !== chosen)
        .map((one) =>
          one.refused === undefined
            ? { path: one.way.path, verdict: 'dearer', reason: one.way.instead ?? one.way.because }
            : { path: one.way.path, verdict: 'refused', reason: one.refused },
        ),
    },
  };
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

function refuse({ path }: Way, counted: CountedCohort, means: Means): string | undefined {
  return path === 'bulk' || path === 'exclude' ? undefined : means.refuse(path, counted);
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
