/**
 * The dry run: the import itself up to its first write, inside one transaction that is rolled back.
 *
 * The same steps read, map, judge, dedupe and cut waves, so what is shown is what would happen; the ledger keeps
 * nothing of it. The target is only asked, never told: its checks run, and a sample of identities is looked up.
 *
 * @module
 */
import { readIdentity } from '../identity/digest.ts';
import { externalId } from '../ledger/blind-index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Check, FindKey } from '../targets/target.ts';
import type { Crossing } from './crossing.ts';
import { type UnprovenPopulation, unprovenPopulations } from './prove/gate.ts';
import { isKnownTarget } from './recognise-target.ts';
import { type RehearseOptions, rehearseStaging } from './rehearse-staging.ts';
import { readStatus, type Status } from './status.ts';

export interface Preview {
  /** As `footbridge status` would say it after staging. */
  readonly status: Status;
  readonly checks: readonly Check[];
  /** Writes that would be made, by operation. */
  readonly writes: Readonly<Record<string, number>>;
  /** Of a sample looked up in the target: how many are ours already, and how many meet somebody else. */
  readonly lookedUp: { readonly asked: number; readonly ours: number; readonly others: number };
  /** Populations that the import would refuse for want of a proof, and those that somebody lets cross without. */
  readonly unproven: readonly UnprovenPopulation[];
}

/** Enough to see a pattern, few enough for a target that is looked up one by one. */
const SAMPLE = 500;

export async function previewImport(crossing: Crossing, options: RehearseOptions = {}): Promise<Preview> {
  await isKnownTarget(crossing.ledger, crossing.target);
  return rehearseStaging(crossing, options, async (ledger) => {
    const sample = await readSample(ledger);
    return {
      status: await readStatus(ledger),
      checks: await crossing.target.session.check(sample.map(({ identity }) => identity)),
      writes: await countWrites(ledger),
      lookedUp: await lookUpSample(crossing, sample),
      unproven: await unprovenPopulations(ledger.db, crossing.target, crossing.settings.proofs),
    };
  });
}

interface Sampled {
  readonly identity: ReturnType<typeof readIdentity>;
  readonly key: FindKey;
}

async function readSample({ db, seals }: Ledger): Promise<readonly Sampled[]> {
  const { rows } = await db.query<{ id: string; body: Uint8Array; target_id: string | null }>(
    `select i.id, i.target_id, s.body from identity i join seal s on s.identity_id = i.id
      where i.state = 'staged' order by i.id limit $1`,
    [SAMPLE],
  );
  return rows.map(({ id, body, target_id }) => {
    const identity = readIdentity(seals.open(id, body));
    const { identifiers } = identity;
    const known = target_id === null ? {} : { targetId: target_id };
    return { identity, key: { externalId: externalId(id), identifiers, ...known } };
  });
}

async function countWrites({ db }: Ledger): Promise<Record<string, number>> {
  const { rows } = await db.query<{ operation: string; count: number }>(
    `select operation, count(*) as count from identity
      where state = 'staged' and not (path = 'jit' and operation = 'create') group by 1`,
  );
  return Object.fromEntries(rows.map(({ operation, count }) => [operation, Number(count)]));
}

async function lookUpSample({ target }: Crossing, sample: readonly Sampled[]): Promise<Preview['lookedUp']> {
  const found = sample.length === 0 ? [] : await target.session.find(sample.map(({ key }) => key));
  return {
    asked: sample.length,
    ours: found.filter((one) => one?.whose === 'ours').length,
    others: found.filter((one) => one?.whose === 'other').length,
  };
}
