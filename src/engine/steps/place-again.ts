/**
 * Places anew whom an earlier version of the plan had placed and the newest reading did not bring: an export of changes
 * holds few, and the others must not cross by rules that count no more.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import { reachStep } from '../../ledger/runs.ts';
import { FIRST_ID } from '../../ledger/sql/open-batch.ts';
import {
  findPlacedBefore,
  type PlacedAnew,
  type PlacedBefore,
  placeAnew,
} from '../../ledger/sql/place-again.ts';
import type { Staging } from '../crossing.ts';
import { note } from '../note.ts';
import type { PlanInForce } from '../plan/in-force.ts';
import { weigh } from '../staging/weigh.ts';
import type { StagingContext, Step } from '../step.ts';
import { RunStopped } from '../stopped.ts';

/** As a page of staging: some hundred milliseconds of work. */
const PAGE = 1_000;

export const placeAgain: Step<StagingContext> = {
  name: 'place',
  async run({ crossing, run, signal }) {
    const { ledger, plan } = crossing;
    if (plan === undefined) return;
    await reachStep(ledger.db, run.id, 'place');
    let after: string | undefined = FIRST_ID;
    while (after !== undefined) {
      if (signal.aborted) throw new RunStopped();
      const from: string = after;
      after = await ledger.db.transaction(async (tx) => {
        const found = await findPlacedBefore(tx, plan.version, from, PAGE);
        if (found.length === 0) return undefined;
        const placed = found.map((one) => placeOne(one, plan, crossing));
        await placeAnew(tx, run.id, plan.version, placed);
        const facts = { plan: plan.version, identities: placed.length };
        await note(ledger, tx, [{ kind: 'placed-again', runId: run.id, facts }]);
        return found.at(-1)?.id;
      });
    }
  },
};

function placeOne(
  { id, source, password_parameters, body }: PlacedBefore,
  plan: PlanInForce,
  { ledger, target, settings }: Staging,
): PlacedAnew {
  const identity = readIdentity(ledger.seals.open(id, body));
  const fit = target.fit(identity);
  const place = plan.place({ identity, source, fit, parameters: password_parameters ?? undefined });
  const { credentialPlan, losses, problems } = weigh(fit, identity, settings, identity, place);
  const stays = place.path === 'exclude';
  return {
    id,
    state: stays ? 'excluded' : problems.length > 0 ? 'held' : 'staged',
    path: place.path,
    cohort: place.cohort,
    credentialPlan,
    losses,
    problems: stays ? [] : problems,
  };
}
