/**
 * Says in plain words what the plan has for one customer: for support, who have to tell it on.
 *
 * @module
 */
import type { Explanation } from '../../engine/plan/explain.ts';
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { RulePart } from '../../identity/rule/explain.ts';
import { describeProblem } from '../../problems/problem.ts';
import type { Paint } from '../words.ts';

/** @param who as they may be shown */
export function describeExplanation(who: string, one: Explanation, target: string, paint: Paint): string {
  const lines = [
    `${paint.bold(who)}  ${one.state === undefined ? 'not read by an import yet' : STATES[one.state]}`,
    '',
    `${paint.bold('What happens')}  ${whatHappens(one, target)}`,
    `${paint.bold('What they notice')}  ${whatTheyNotice(one, target)}`,
    `${paint.bold('When')}  ${when(one)}`,
    `${paint.bold('What they lose')}  ${one.losses.length === 0 ? 'nothing' : one.losses.join(', ')}`,
  ];
  if (one.held.length > 0)
    lines.push(`${paint.bold('What holds them')}  ${one.held.map(describeProblem).join('\n')}`);
  lines.push('', `${paint.bold('Why')}  They belong to the cohort "${one.cohort}": ${one.reason}`);
  lines.push(...describePart(one.rule, paint, '  '));
  if (one.passedOver.length > 0)
    lines.push(paint.faint(`  The rules of ${one.passedOver.join(', ')} come before, and do not mean them.`));
  lines.push(paint.faint(`  The password: ${one.verdict}`));
  return lines.join('\n');
}

const STATES = {
  staged: 'ready to move',
  held: 'held: a person must look first',
  excluded: 'left behind',
  moving: 'on the way',
  moved: 'in the target',
  proven: 'in the target, and has logged in there',
  returned: 'taken back by a rollback',
  retired: 'crossed; data destroyed',
} as const satisfies Record<NonNullable<Explanation['state']>, string>;

function hasCrossed({ state }: Explanation): boolean {
  return state === 'moved' || state === 'proven' || state === 'retired';
}

function whatHappens(one: Explanation, target: string): string {
  if (hasCrossed(one)) return `They are in ${target} already. ${PASSWORD[one.credentialPlan]}`;
  if (one.path === 'exclude') return 'They do not cross: they stay where they are.';
  if (one.path === 'jit')
    return `No wave takes them. They cross when they log in to ${target} for the first time. ${PASSWORD[one.credentialPlan]}`;
  return `Their account moves to ${target}. ${PASSWORD[one.credentialPlan]}`;
}

const PASSWORD: Readonly<Record<CredentialPlan, string>> = {
  native: 'Their password moves with them.',
  transcoded: 'Their password moves with them, written in another way.',
  wrapped: 'Their password moves with them, inside a stronger one.',
  vault: 'Their password is kept sealed with us and checked by us at their first login.',
  legacy: 'Their password is checked by the old system at their first login, so it has to be alive then.',
  reset: 'Their password does not move: nobody can verify it there.',
  none: 'They have no password.',
};

function whatTheyNotice(one: Explanation, target: string): string {
  if (one.path === 'exclude') return 'They cannot log in to the new side.';
  const others = one.otherWays.length === 0 ? '' : ` They can also use ${one.otherWays.join(', ')}.`;
  switch (one.credentialPlan) {
    case 'reset':
      return `They are asked to set a new password, once.${others}`;
    case 'none':
      return one.otherWays.length === 0
        ? `They have nothing to log in to ${target} with until they set a password.`
        : `Nothing: they go on with ${one.otherWays.join(', ')}.`;
    default:
      return `Nothing: they log in as they always did.${others}`;
  }
}

function when(one: Explanation): string {
  if (hasCrossed(one)) return 'It has happened.';
  if (one.path === 'exclude') return 'Never, as the plan stands.';
  if (one.path === 'jit') return 'At their first login on the new side.';
  if (one.wave === undefined) return 'Not yet: their cohort stands in no wave.';
  const { name, limit, opening } = one.wave;
  const room =
    limit === undefined ? '' : ` (at most ${limit} of them; whoever is over crosses in a later one)`;
  if (opening.open) return `In the wave "${name}"${room}, with the next import.`;
  const next = opening.next === undefined ? '' : `; the next time is ${opening.next}`;
  return `In the wave "${name}"${room}. It waits: ${opening.why}${next}.`;
}

function describePart(
  { text, holds, found, parts }: RulePart,
  paint: Paint,
  indent: string,
): readonly string[] {
  const mark = holds ? paint.good('✓') : paint.faint('·');
  if (parts.length === 0) {
    const shown = found === undefined ? '' : paint.faint(`  (it is ${found})`);
    return [`${indent}${mark} ${text}${shown}`];
  }
  const heading = text === 'and' ? 'all of' : text === 'or' ? 'one of' : 'not';
  return [
    `${indent}${mark} ${heading}`,
    ...parts.flatMap((part) => describePart(part, paint, `${indent}  `)),
  ];
}
