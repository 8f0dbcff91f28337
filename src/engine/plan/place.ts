/**
 * Finds the cohort of one identity: the first whose rule holds. What staging, counting and explaining have in common.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Path } from '../../identity/path.ts';
import type { PlannedCredential } from '../../identity/planned.ts';
import { compileRule, type Test } from '../../identity/rule/compile.ts';
import type { RuleFacts } from '../../identity/rule/fields.ts';
import { parseRule } from '../../identity/rule/parse.ts';
import { PasswordHashError, parse, strengthOf } from '../../passwords/index.ts';
import type { Fit } from '../../targets/target.ts';
import { regionOf, tenantOf } from '../assess/places.ts';
import type { PeopleList } from './lists.ts';
import type { PlanCohort } from './plan-document.ts';

/** Where a plan puts one identity. */
export interface Place {
  readonly cohort: string;
  readonly path: Path;
  readonly credentialPlan: PlannedCredential;
}

/** One identity, judged by the target. */
export interface Weighable {
  readonly identity: Identity;
  /** Name of the source. */
  readonly source: string;
  readonly fit: Fit;
  /** Of the password. */
  readonly parameters?: string | undefined;
}

export type Placing = (one: Weighable) => Place;

/** Whoever falls under no rule: a plan without a rule for everybody leaves them where they are. */
const NOWHERE: Place = { cohort: '', path: 'exclude', credentialPlan: 'as-fits' };

/** @throws {FootbridgeError} RULE_INVALID */
export function placingBy(
  cohorts: readonly Pick<PlanCohort, 'name' | 'rule' | 'path' | 'credentialPlan'>[],
  lists: readonly PeopleList[],
  asOf: string,
): Placing {
  const known = { lists: lists.map(({ name }) => name) };
  const places = cohorts.map(({ name, rule, path, credentialPlan }) => ({
    holds: compileRule(parseRule(rule, known)) satisfies Test,
    place: { cohort: name, path, credentialPlan } satisfies Place,
  }));
  const at = Date.parse(asOf);
  return (one) => {
    const facts = factsOf(one, lists, at);
    return places.find(({ holds }) => holds(facts))?.place ?? NOWHERE;
  };
}

/** @param asOf milliseconds since 1970 */
export function factsOf(one: Weighable, lists: readonly PeopleList[], asOf: number): RuleFacts {
  const { identity, source, fit, parameters } = one;
  return {
    identity,
    source,
    asOf,
    credentialPlan: fit.credentialPlan,
    ...(parameters === undefined || parameters === '' ? {} : { passwordParameters: parameters }),
    passwordStrength: () => strengthOfPassword(identity),
    region: () => regionOf(identity),
    tenant: () => tenantOf(identity),
    losses: fit.losses.flatMap(({ field }) => field ?? []),
    inList: (name) => lists.some((list) => list.name === name && list.has(identity)),
  };
}

/** Only where a rule asks: parsing costs more than all the rest. */
function strengthOfPassword({ password }: Identity): string | undefined {
  if (password?.format === undefined) return undefined;
  const { hash, format, beside } = password;
  try {
    return strengthOf(parse({ hash, format, ...(beside === undefined ? {} : { beside }) }).parts).class;
  } catch (error) {
    if (error instanceof PasswordHashError) return 'unknown';
    throw error;
  }
}
