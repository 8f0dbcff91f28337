/**
 * Whom a rehearsal's customers are shaped like: a sample of what is staged, else of what the source would stage.
 *
 * Ids are keyed hashes, so the first of them in their order are a sample at random. With a plan everybody is in it, also
 * those who cross at a login or stay behind, each with their place under the version that counts now.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { beginRun } from '../../ledger/runs.ts';
import type { Crossing } from '../crossing.ts';
import type { Place } from '../plan/place.ts';
import type { StagingContext } from '../step.ts';
import { stageSource } from '../steps/stage-source.ts';

export interface RehearsedShape {
  readonly identity: Identity;
  /** Absent without a plan. */
  readonly place?: Place;
}

/** Shapes beyond these are rarer than one in two thousand. */
const MOST = 2_000;

export async function sampleShapes(
  crossing: Crossing,
  context: Pick<StagingContext, 'signal' | 'report'>,
): Promise<readonly RehearsedShape[]> {
  const staged = await readShapes(crossing);
  if (staged.length > 0) return staged;
  return crossing.ledger.db.rehearse(async (db) => {
    const ledger: Ledger = { ...crossing.ledger, db };
    const run = await beginRun(db, 'import', { rehearsal: true }, crossing.settings.operator);
    const inRehearsal = { ...crossing, ledger };
    await stageSource.run({ ...context, crossing: inRehearsal, run });
    return readShapes(inRehearsal);
  });
}

interface ShapeRow {
  readonly id: string;
  readonly source: string;
  readonly password_parameters: string | null;
  readonly body: Uint8Array;
}

async function readShapes({
  ledger: { db, seals },
  plan,
  target,
}: Crossing): Promise<readonly RehearsedShape[]> {
  const { rows } = await db.query<ShapeRow>(
    `select i.id, i.source, i.password_parameters, s.body from identity i join seal s on s.identity_id = i.id
      where i.operation = 'create' and (i.state in ('staged', 'held') and ($2 or i.path <> 'exclude')
            or $2 and i.state = 'excluded' and i.path = 'exclude')
      order by i.id limit $1`,
    [MOST, plan !== undefined],
  );
  return rows.map(({ id, source, password_parameters, body }) => {
    const identity = readIdentity(seals.open(id, body));
    if (plan === undefined) return { identity };
    const parameters = password_parameters ?? undefined;
    return { identity, place: plan.place({ identity, source, fit: target.fit(identity), parameters }) };
  });
}
