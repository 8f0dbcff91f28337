/** `footbridge plan explain`: what will happen to one customer, and why. */

import { type Explanation, explainCustomer } from '../../../engine/plan/explain.ts';
import { openPlan } from '../../../engine/plan/in-force.ts';
import type { Identity } from '../../../identity/identity.ts';
import type { RulePart } from '../../../identity/rule/explain.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { askedTargets } from '../../assess/asked-targets.ts';
import { withLedger } from '../../parts.ts';
import { readCircumstances } from '../../plan/circumstances.ts';
import { describeExplanation } from '../../plan/explanation-words.ts';
import { findCustomers } from '../../plan/find-customer.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

export const addExplain: AddCommand = (plan, act) => {
  plan
    .command('explain')
    .argument('<customer>', 'what they log in with, or "id:" and their id in the source')
    .description('what will happen to one customer, and why')
    .option('--reveal', 'show the values that decided, too')
    .action(
      act((invocation, customer: string, { reveal = false }: { reveal?: boolean }) =>
        withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const { loaded, ledger } = opened;
          const { config } = loaded;
          const circumstances = await readCircumstances(loaded, ledger);
          const inForce = await openPlan(ledger, async () => circumstances);
          const [target] = askedTargets([], loaded, invocation.terminal.environment);
          if (inForce === undefined || target === undefined) throw new FootbridgeError('PLAN_MISSING');
          if (!inForce.approved)
            invocation.output.warn(`Version ${inForce.version} of the plan is not approved yet.`);
          if (inForce.outdated !== undefined)
            invocation.output.warn(`The plan is out of date: ${inForce.outdated}.`);
          const found = await findCustomers(invocation, opened, customer);
          const explained = found.map((one) => ({
            who: nameOf(one.identity, reveal),
            ...redactUnless(
              reveal,
              explainCustomer(one, {
                plan: inForce,
                lists: circumstances.lists,
                fit: target.fit,
                settings: {
                  accept: config.accept,
                  unsupported: config.credentials.unsupported,
                  absent: config.credentials.absent,
                },
                now: Date.now(),
              }),
            ),
          }));
          invocation.output.result({ version: inForce.version, customers: explained }, () =>
            explained.length === 0
              ? 'Neither the ledger nor the sources know such a customer.'
              : explained
                  .map(({ who, ...one }) =>
                    describeExplanation(who, one, target.title, invocation.output.paint),
                  )
                  .join('\n\n'),
          );
          return explained.length === 0 ? 1 : 0;
        }),
      ),
    );
};

/** Who asks has the identifier; the id says which of several it is. */
function nameOf({ sourceId, identifiers }: Identity, reveal: boolean): string {
  return reveal ? [sourceId, ...identifiers.map(({ value }) => value)].join(' · ') : `Customer ${sourceId}`;
}

function redactUnless(reveal: boolean, one: Explanation): Explanation {
  return reveal ? one : { ...one, rule: redactPart(one.rule) };
}

/** Words of ours say nothing about a person that the rest does not; anything else may. */
const HARMLESS = /^(?:status|kind|credentialPlan|password\.(?:format|parameters|strength)) /;

function redactPart({ text, holds, found, parts }: RulePart): RulePart {
  const shown = found !== undefined && HARMLESS.test(`${text} `) ? { found } : {};
  return { text, holds, ...shown, parts: parts.map(redactPart) };
}
