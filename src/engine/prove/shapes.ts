/**
 * Whom a rehearsal's customers are shaped like: a sample of what is staged, else of what the source would stage.
 *
 * Ids are keyed hashes, so the first of them in their order are a sample at random.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { beginRun } from '../../ledger/runs.ts';
import type { Crossing } from '../crossing.ts';
import type { StagingContext } from '../step.ts';
import { stageSource } from '../steps/stage-source.ts';

/** Shapes beyond these are rarer than one in two thousand. */
const MOST = 2_000;

export async function sampleShapes(
  crossing: Crossing,
  context: Pick<StagingContext, 'signal' | 'report'>,
): Promise<readonly Identity[]> {
  const staged = await readShapes(crossing.ledger);
  if (staged.length > 0) return staged;
  return crossing.ledger.db.rehearse(async (db) => {
    const ledger: Ledger = { ...crossing.ledger, db };
    const run = await beginRun(db, 'import', { rehearsal: true }, crossing.settings.operator);
    await stageSource.run({ ...context, crossing: { ...crossing, ledger }, run });
    return readShapes(ledger);
  });
}

async function readShapes({ db, seals }: Ledger): Promise<readonly Identity[]> {
  const { rows } = await db.query<{ id: string; body: Uint8Array }>(
    `select i.id, s.body from identity i join seal s on s.identity_id = i.id
      where i.state in ('staged', 'held') and i.operation = 'create' and i.path <> 'exclude' order by i.id limit $1`,
    [MOST],
  );
  return rows.map(({ id, body }) => readIdentity(seals.open(id, body)));
}
