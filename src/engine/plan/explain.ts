/**
 * Says of one person what the plan has for them, and why: before an import from the source, afterwards from the ledger.
 *
 * Data only; the words are the command line's. `found` in the parts of the rule is the customer's own data.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Path } from '../../identity/path.ts';
import { explainRule, type RulePart } from '../../identity/rule/explain.ts';
import { parseRule } from '../../identity/rule/parse.ts';
import type { PlannedRow } from '../../ledger/sql/find-planned.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { CrossingTarget, ImportSettings } from '../crossing.ts';
import { judgePassword } from '../staging/judge-password.ts';
import { usesHash, weigh } from '../staging/weigh.ts';
import { isOpen, type Opening } from './calendar.ts';
import type { PlanInForce } from './in-force.ts';
import type { PeopleList } from './lists.ts';
import { factsOf } from './place.ts';
import type { PlanCohort, PlanWave } from './plan-document.ts';

export interface Explanation {
  /** Of the ledger: absent before the first import. */
  readonly state?: PlannedRow['state'];
  readonly cohort: string;
  readonly reason: string;
  readonly rule: RulePart;
  /** Cohorts that were asked before, and did not mean them. */
  readonly passedOver: readonly string[];
  readonly path: Path;
  readonly credentialPlan: CredentialPlan;
  /** What the target says of the password. */
  readonly verdict: string;
  readonly wave?: ExplainedWave;
  /** Fields that stay behind. */
  readonly losses: readonly string[];
  readonly held: readonly RecordProblem[];
  /** Providers and passkeys they can go on with. */
  readonly otherWays: readonly string[];
}

interface ExplainedWave {
  readonly name: string;
  readonly notBefore?: string;
  /** At most so many cross in it: who is too late for it crosses in a later one. */
  readonly limit?: number;
  readonly opening: Opening;
}

export interface ToExplain {
  /** As the mapping made it, or as it is sealed. */
  readonly identity: Identity;
  readonly source: string;
  /** Keyed hash: decides about shares of waves. */
  readonly id: string;
  readonly row?: PlannedRow;
}

export interface ExplainWith {
  readonly plan: PlanInForce;
  readonly lists: readonly PeopleList[];
  readonly fit: CrossingTarget['fit'];
  readonly settings: Pick<ImportSettings, 'accept' | 'unsupported' | 'absent'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function explainCustomer(
  one: ToExplain,
  { plan, lists, fit: fitOf, settings, now }: ExplainWith,
): Explanation {
  const { identity: mapped, source, row } = one;
  const judged = mapped.password === undefined ? undefined : judgePassword(mapped.password);
  const identity = settle(mapped, judged);
  const fit = fitOf(identity);
  const parameters = judged?.kind === 'known' ? judged.parameters : undefined;
  const weighable = { identity, source, fit, parameters };
  const place = plan.place(weighable);
  const { cohorts, waves, calendar } = plan.plan;
  const index = cohorts.findIndex(({ name }) => name === place.cohort);
  const cohort = cohorts[index] as PlanCohort;
  const weighed = weigh(fit, identity, settings, mapped, place);
  const facts = factsOf(weighable, lists, Date.parse(plan.plan.counted.asOf));
  const wave = waveOf(one, cohort.name, waves);
  const crossed = row !== undefined && CROSSED.has(row.state);
  const damaged = judged?.kind === 'problem' && usesHash(weighed.credentialPlan) ? [judged.problem] : [];
  return {
    ...(row === undefined ? {} : { state: row.state }),
    cohort: cohort.name,
    reason: cohort.reason,
    rule: explainRule(parseRule(cohort.rule), facts),
    passedOver: cohorts.slice(0, index).map(({ name }) => name),
    path: crossed ? row.path : place.path,
    credentialPlan: crossed ? row.credential_plan : weighed.credentialPlan,
    verdict: fit.reason,
    ...(wave === undefined || place.path === 'jit' || place.path === 'exclude'
      ? {}
      : { wave: describeWave(wave, isOpen(wave, calendar, now)) }),
    losses: [...new Set(weighed.losses)],
    held: place.path === 'exclude' ? [] : [...damaged, ...weighed.problems],
    otherWays: otherWaysOf(identity),
  };
}

const CROSSED = new Set(['moved', 'proven', 'retired']);

function settle(identity: Identity, judged: ReturnType<typeof judgePassword> | undefined): Identity {
  if (judged?.kind === 'known') return { ...identity, password: judged.password };
  if (judged?.kind !== 'disabled') return identity;
  const { password: _marker, ...without } = identity;
  return without;
}

/** The one they stand in; before an import the one whose share of the cohort they fall into. */
function waveOf({ id, row }: ToExplain, cohort: string, waves: readonly PlanWave[]): PlanWave | undefined {
  const stands = waves.find(({ name }) => name === row?.wave);
  if (stands !== undefined) return stands;
  const place = (Number.parseInt(id.slice(0, 8), 16) % 10_000) / 100;
  let from = 0;
  for (const wave of waves) {
    if (!wave.cohorts.includes(cohort)) continue;
    if (wave.percent === undefined) {
      // Who is first of a limited wave is decided when it is cut; most of a large cohort are not.
      if (wave.limit === undefined) return wave;
      continue;
    }
    if (place >= from && place < from + wave.percent) return wave;
    from += wave.percent;
  }
  return undefined;
}

function describeWave({ name, notBefore, limit }: PlanWave, opening: Opening): ExplainedWave {
  return {
    name,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(limit === undefined ? {} : { limit }),
    opening,
  };
}

function otherWaysOf({ links, factors }: Identity): readonly string[] {
  const providers = links.map(({ provider }) => provider);
  const passkey = factors.some((factor) => factor.type === 'webauthn' && factor.passwordless);
  return [...new Set(providers), ...(passkey ? ['a passkey'] : [])];
}
