/** Where everybody is, in one answer: states, formats, problems, losses, runs, and the account of the last reading. */

import type { Ledger } from '../ledger/ledger.ts';
import { listRuns, type Run } from '../ledger/runs.ts';
import { tallyMatches } from '../ledger/sql/matches.ts';
import {
  type CohortTally,
  type FormatTally,
  type ProblemTally,
  type SourceTally,
  type Tally,
  tallyCohorts,
  tallyFormats,
  tallyIdentities,
  tallyLosses,
  tallyProblems,
  tallySources,
} from '../ledger/sql/tally.ts';
import { accountForRun, type RunAccount } from './account.ts';

export interface Status {
  readonly identities: number;
  readonly states: readonly Tally[];
  /** Identities by the source that they came from. */
  readonly sources: readonly SourceTally[];
  /** Records that may be one person, by how sure that is and what was decided. */
  readonly matches: Awaited<ReturnType<typeof tallyMatches>>;
  /** By cohort of the plan, and by the path that everybody takes or took. */
  readonly cohorts: readonly CohortTally[];
  readonly formats: readonly FormatTally[];
  readonly problems: readonly ProblemTally[];
  /** What was or will be left behind with the operator's consent, by field and number of customers. */
  readonly losses: readonly { readonly loss: string; readonly count: number }[];
  readonly runs: readonly Run[];
  /** Of the newest run that read the source; undefined before the first. */
  readonly account: RunAccount | undefined;
}

export async function readStatus(ledger: Ledger): Promise<Status> {
  const { db } = ledger;
  const states = await tallyIdentities(db);
  const runs = await listRuns(db);
  const lastReading = runs.find(({ verb }) => verb === 'import' || verb === 'stage');
  return {
    identities: states.reduce((sum, { count }) => sum + Number(count), 0),
    states,
    sources: await tallySources(db),
    matches: await tallyMatches(db),
    cohorts: await tallyCohorts(db),
    formats: await tallyFormats(db),
    problems: await tallyProblems(db),
    losses: await tallyLosses(db),
    runs,
    account: lastReading === undefined ? undefined : await accountForRun(db, lastReading.id),
  };
}
