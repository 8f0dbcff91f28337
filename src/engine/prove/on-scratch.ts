/**
 * Runs something with synthetic customers on a scratch ledger, and sees to it that they are gone afterwards.
 *
 * The intent is committed in the operator's ledger before anything is written, and closed when nobody is left. However
 * the work ends, whoever is still there is looked for by id and removed; where even that is cut short, the intent says
 * whom to look for.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Identity } from '../../identity/identity.ts';
import { externalId } from '../../ledger/blind-index.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { FindKey } from '../../targets/target.ts';
import type { Crossing, ImportSettings } from '../crossing.ts';
import type { PlanInForce } from '../plan/in-force.ts';
import { closeIntent, commitIntent } from './intent.ts';
import { type Removal, removeByKey } from './remove.ts';
import { listSource, openScratch, type Scratch } from './scratch.ts';

export interface SyntheticSet {
  /** The reserved name of this set. */
  readonly name: string;
  readonly customers: readonly Identity[];
  /** What is otherwise than in the operator's settings. */
  readonly settings: Partial<ImportSettings>;
  /** Places them. Absent: they cross in bulk, whatever the operator's plan says. */
  readonly plan?: PlanInForce | undefined;
  /** Tests copy one that is laid out. */
  readonly scratch?: (() => Promise<Scratch>) | undefined;
}

/** @throws PROOF_NAME_TAKEN, and what the work throws */
export async function onScratch<T extends { readonly removal: Removal }>(
  crossing: Crossing,
  set: SyntheticSet,
  work: (crossing: Crossing, keys: readonly FindKey[]) => Promise<T>,
): Promise<T> {
  const scratch = await (set.scratch ?? openScratch)();
  try {
    const keys = set.customers.map((customer) => keyOf(scratch.ledger, set.name, customer));
    const intent = { id: randomUUID(), name: set.name, keys, scratch: scratch.folder };
    await commitIntent(crossing.ledger, crossing.target, intent, crossing.settings.operator);
    let gone = false;
    try {
      const result = await work(scratchCrossing(crossing, scratch.ledger, set), keys);
      gone = result.removal.left.length === 0;
      return result;
    } finally {
      if (!gone) gone = (await removeByKey(crossing.target, keys)).left.length === 0;
      if (gone) await closeIntent(crossing.ledger, intent);
    }
  } finally {
    await scratch.remove();
  }
}

function keyOf({ index }: Ledger, name: string, { sourceId, identifiers }: Identity): FindKey {
  return { externalId: externalId(index.identityId(name, sourceId)), identifiers };
}

/** The operator's crossing, but for its ledger, its source, its plan, and losses that synthetic customers do not mind. */
function scratchCrossing(
  { target, settings, sleep }: Crossing,
  ledger: Ledger,
  { name, customers, settings: changed, plan }: SyntheticSet,
): Crossing {
  const losses = new Set(
    customers.flatMap((customer) => target.fit(customer).losses.map(({ field = '' }) => field)),
  );
  const reason = 'they are what is tried';
  return {
    ledger,
    source: listSource(name, customers),
    target,
    settings: {
      ...settings,
      accept: [...settings.accept, ...losses],
      proofs: { basis: '', waived: [{ population: 'all', by: settings.operator, reason }] },
      ...changed,
    },
    ...(plan === undefined ? {} : { plan }),
    ...(sleep === undefined ? {} : { sleep }),
  };
}

/** Events of a ledger, kind → how many. */
export async function countEvents({ db }: Ledger): Promise<Record<string, number>> {
  const { rows } = await db.query<{ kind: string; count: number }>(
    'select kind, count(*)::int as count from event group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}
