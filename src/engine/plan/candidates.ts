/**
 * The populations a plan is made of, and the ways each of them could take, the best first.
 *
 * What lists say comes first, then what an operator wrote, then what the planner proposes for everybody who is left.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import type { PlannedCredential } from '../../identity/planned.ts';
import { parseRule } from '../../identity/rule/parse.ts';
import { printRule } from '../../identity/rule/print.ts';
import type { PeopleList } from './lists.ts';
import { LISTED, LISTED_TURN, PROPOSED, WAYS } from './proposals.ts';
import { type Candidate, turnOf, type Way } from './way.ts';

/** What an operator wrote. */
export interface GivenCohort {
  readonly name: string;
  readonly rule: string;
  readonly path?: Path | undefined;
  readonly credentialPlan?: PlannedCredential | undefined;
  readonly reason?: string | undefined;
}

/** @throws {FootbridgeError} RULE_INVALID */
export function listCandidates(
  given: readonly GivenCohort[],
  lists: readonly PeopleList[],
  known: { readonly passwordFormats: readonly string[] },
): readonly Candidate[] {
  const names = { ...known, lists: lists.map(({ name }) => name) };
  const ownNames = new Set(given.map(({ name }) => name));
  const own = given.map((cohort) => ownCandidate(cohort, printRule(parseRule(cohort.rule, names))));
  const byList = [
    ...listed(lists, ['deny', 'test']),
    ...outside(lists),
    ...listed(lists, ['vip', 'volunteers']),
  ].filter(({ name }) => !ownNames.has(name));
  const all = [...byList, ...own];
  const taken = new Set(all.map(({ name }) => name));
  const proposed = all.some(({ rule }) => rule === 'everybody')
    ? []
    : PROPOSED.filter(({ name }) => !taken.has(name));
  return [...all, ...proposed].map((candidate) => ({
    ...candidate,
    rule: printRule(parseRule(candidate.rule, names)),
  }));
}

function ownCandidate({ name, path, credentialPlan, reason }: GivenCohort, rule: string): Candidate {
  const because = reason ?? 'An operator laid it down.';
  const complete = reason === undefined ? {} : ({ complete: true } as const);
  const chosen = WAYS.map((way) => ({ ...way, ...complete, because: reason ?? way.because }));
  const fixed: Way[] =
    path === undefined
      ? chosen
      : [{ path, credentialPlan: credentialPlan ?? usualCredential(path), because, ...complete }];
  return { name, rule, origin: 'rule', ways: fixed, turn: path === undefined ? 'carried' : turnOf(fixed[0]) };
}

function usualCredential(path: Path): PlannedCredential {
  return path === 'reset' ? 'reset' : 'as-fits';
}

function listed(lists: readonly PeopleList[], uses: readonly PeopleList['use'][]): readonly Candidate[] {
  return uses.flatMap((use) =>
    lists
      .filter((list) => list.use === use)
      .map(({ name }) => ({
        name,
        rule: `in list(${JSON.stringify(name)})`,
        origin: 'rule' as const,
        ways: [LISTED[use]],
        turn: LISTED_TURN[use],
      })),
  );
}

/** With an allow list everybody else waits. */
function outside(lists: readonly PeopleList[]): readonly Candidate[] {
  const allowed = lists
    .filter(({ use }) => use === 'allow')
    .map(({ name }) => `in list(${JSON.stringify(name)})`);
  if (allowed.length === 0) return [];
  return [
    {
      name: 'not-allowed-yet',
      rule: `not (${allowed.join(' or ')})`,
      origin: 'rule',
      ways: [LISTED.allow],
      turn: 'none',
    },
  ];
}
