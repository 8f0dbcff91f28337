/**
 * Applies what was decided about records of one person to what was just staged: before shared identifiers are looked
 * for, so that nobody is held for sharing an address with themselves.
 *
 * A newer record of somebody who was merged is merged again; whoever is gone from one source stays with the others.
 * Where the operator says so, certain matches are merged here by themselves.
 *
 * @module
 */
import { reachStep } from '../../ledger/runs.ts';
import { findChangedGroups } from '../../ledger/sql/groups.ts';
import { FIRST_ID } from '../../ledger/sql/open-batch.ts';
import type { Correlation } from '../correlate/rule.ts';
import type { Staging } from '../crossing.ts';
import { mergeTier } from '../link/decide.ts';
import { findMatches } from '../link/find-matches.ts';
import { rebuild } from '../link/rebuild.ts';
import type { StagingContext, Step } from '../step.ts';

/** Groups in one transaction. */
const BATCH = 100;

export const uniteRecords: Step<StagingContext> = {
  name: 'unite',
  async run({ crossing, run, signal, report }) {
    const { ledger, correlation, settings } = crossing;
    await reachStep(ledger.db, run.id, 'unite');
    if (correlation === undefined) return;
    await mergeAgain(crossing, correlation);
    if (correlation.merge !== 'certain') return;
    const { operator } = settings;
    await findMatches(ledger, correlation, { operator, signal, onProgress: report });
    const { merged } = await mergeTier(crossing, correlation, 'certain', { operator });
    report({ phase: 'link', done: merged, rate: 0, counts: { merged } });
  },
};

async function mergeAgain(crossing: Staging, correlation: Correlation): Promise<void> {
  const { ledger, settings } = crossing;
  for (let after = FIRST_ID; ; ) {
    const ids = await ledger.db.transaction(async (tx) => {
      const changed = await findChangedGroups(tx, after, BATCH);
      for (const id of changed) await rebuild(tx, [id], crossing, correlation, settings.operator);
      return changed;
    });
    const last = ids.at(-1);
    if (last === undefined || ids.length < BATCH) return;
    after = last;
  }
}
