/**
 * Rehearses the whole move with made-up customers at a copy of the target: wave by wave through the real import, a few
 * logins, the real undo; and measures.
 *
 * Where the ledger holds a plan, it is the plan that is played: its cohorts, paths, credential plans and waves, without
 * its calendar.
 *
 * @module
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { insertRehearsal } from '../../ledger/sql/rehearsals.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { FindKey } from '../../targets/target.ts';
import type { Crossing, CrossingTarget } from '../crossing.ts';
import { importRun } from '../import.ts';
import { note } from '../note.ts';
import { asOnlyImporter } from '../only-importer.ts';
import type { PlanInForce } from '../plan/in-force.ts';
import type { OnProgress } from '../progress.ts';
import { RunStopped } from '../stopped.ts';
import { type Cast, castCustomers } from './cast.ts';
import { cleanUp } from './intent.ts';
import { countProblems, describePlayed, measureWaves, rateOver, readSpread } from './measure.ts';
import { byTarget } from './observe.ts';
import { onScratch } from './on-scratch.ts';
import { planOnStage } from './plan-on-stage.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type Removal, undoSynthetic } from './remove.ts';
import type { Scratch } from './scratch.ts';
import { sampleShapes } from './shapes.ts';
import { RESERVED } from './synthetic.ts';

export interface RehearseOptions {
  /** Made-up customers. */
  readonly customers: number;
  readonly emailDomain: string;
  secret(name: string): string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Tests copy one that is laid out. */
  readonly scratch?: () => Promise<Scratch>;
}

/** Users who log in: enough to see that it works, few enough not to be part of the measurement. */
const LOGINS = 20;

/**
 * @param crossing the operator's own, whose ledger or source gives the shapes
 * @param stage the copy that is written; the operator's own target only where they insist
 * @throws LEDGER_BUSY, PLAN_OUTDATED, PROOF_NAME_TAKEN, TARGET_*, SOURCE_* of the catalogue
 */
export async function rehearseMove(
  crossing: Crossing,
  stage: CrossingTarget,
  options: RehearseOptions,
): Promise<Rehearsal> {
  return asOnlyImporter(crossing.ledger, async ({ lost }) => {
    const signal = options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]);
    const report = options.onProgress ?? (() => undefined);
    const { plan } = crossing;
    refuseOutdated(plan);
    await cleanUp(crossing.ledger, stage);
    const shapes = await sampleShapes(crossing, { signal, report });
    const name = `${RESERVED}${randomBytes(4).toString('hex')}`;
    const cast = await castCustomers(name, shapes, options);
    const played = await onScratch(
      { ...crossing, target: stage },
      {
        name,
        customers: cast.customers,
        settings: { waves: scaledWaves(crossing, options.customers) },
        plan: plan && planOnStage(plan, cast.places),
        scratch: options.scratch,
      },
      (inScratch, keys) => play(inScratch, keys, cast, signal, report),
    );
    const { removal, undoTook, ...measured } = played;
    const rehearsal: Rehearsal = {
      document: 'footbridge-rehearsal',
      version: 1,
      id: randomUUID(),
      at: new Date().toISOString(),
      by: crossing.settings.operator,
      target: stage.id,
      targetFingerprint: await stage.session.fingerprint(),
      customers: cast.customers.length,
      shapes: shapes.length,
      ...measured,
      undo: { removed: removal.removed.length, left: removal.left.length, milliseconds: undoTook },
    };
    await keepRehearsal(crossing.ledger, rehearsal);
    return rehearsal;
  });
}

/** What was laid down for another configuration is not what will happen. @throws PLAN_OUTDATED */
function refuseOutdated(plan: PlanInForce | undefined): void {
  if (plan?.outdated === undefined) return;
  throw new FootbridgeError(
    'PLAN_OUTDATED',
    `Version ${plan.version} of the plan does not hold: ${plan.outdated}`,
  );
}

/** A limit of ten thousand customers says nothing to a thousand: the last wave takes whoever is left in any case. */
function scaledWaves({ settings: { waves } }: Crossing, customers: number): Crossing['settings']['waves'] {
  const canary = Math.max(1, Math.ceil(customers / 10));
  return waves.map((wave) =>
    wave.limit === undefined ? wave : { ...wave, limit: Math.min(wave.limit, canary) },
  );
}

type Played = Pick<Rehearsal, 'plan' | 'waves' | 'usersPerSecond' | 'rate' | 'logins' | 'problems'> & {
  readonly removal: Removal;
  readonly undoTook: number;
};

async function play(
  crossing: Crossing,
  keys: readonly FindKey[],
  cast: Cast,
  signal: AbortSignal,
  report: OnProgress,
): Promise<Played> {
  const { ledger, plan } = crossing;
  const { run, ended } = await importRun(crossing, { signal, onProgress: report });
  if (ended !== 'done') throw new RunStopped();
  const waves = await measureWaves(crossing, run.id);
  const played = plan === undefined ? {} : { plan: await describePlayed(ledger, plan) };
  const usersPerSecond = rateOver(waves);
  const rate = await readSpread(ledger, usersPerSecond);
  const logins = await logSomeIn(crossing, cast);
  const problems = await countProblems(ledger);
  const began = performance.now();
  const removal = await undoSynthetic(crossing, run.id, await createdBy(ledger, run.id), keys);
  const undoTook = Math.round(performance.now() - began);
  return { ...played, waves, usersPerSecond, ...rate, logins, problems, removal, undoTook };
}

async function createdBy({ db }: Ledger, run: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ target_id: string }>(
    `select target_id from write where run_id = $1 and operation = 'create' and outcome = 'done' and target_id is not null`,
    [run],
  );
  return rows.map(({ target_id }) => target_id);
}

/** Those of whom the target has the hash, who are active and need no second factor. */
async function logSomeIn({ ledger, target }: Crossing, cast: Cast): Promise<Rehearsal['logins']> {
  const { login } = target.session;
  const able =
    login === undefined ? [] : cast.customers.filter((one) => cast.passwords.has(one) && isSimple(one));
  const logins = { tried: 0, letIn: 0, keptOut: 0 };
  if (login === undefined) return logins;
  const moved = await movedNames(ledger);
  for (const customer of able.filter((one) => moved.has(one.sourceId)).slice(0, LOGINS)) {
    const [identifier] = customer.identifiers;
    const password = cast.passwords.get(customer);
    if (identifier === undefined || password === undefined) continue;
    logins.tried += 1;
    if ((await byTarget(login)(identifier, `${password}-`)).observed === 'refused') logins.keptOut += 1;
    if ((await byTarget(login)(identifier, password)).observed === 'accepted') logins.letIn += 1;
  }
  return logins;

  async function movedNames({ db, index }: Ledger): Promise<ReadonlySet<string>> {
    const { rows } = await db.query<{ id: string }>(
      `select id from identity where state = 'moved' and credential_plan in ('native', 'transcoded')`,
    );
    const ids = new Set(rows.map(({ id }) => id));
    return new Set(
      able
        .filter(({ sourceId }) => ids.has(index.identityId(cast.name, sourceId)))
        .map(({ sourceId }) => sourceId),
    );
  }
}

function isSimple({ status, kind, factors }: Identity): boolean {
  return status === 'active' && kind === 'person' && factors.length === 0;
}

async function keepRehearsal(ledger: Ledger, rehearsal: Rehearsal): Promise<void> {
  const { id, target, customers, usersPerSecond, by } = rehearsal;
  await ledger.db.transaction(async (tx) => {
    await insertRehearsal(tx, rehearsal);
    await note(ledger, tx, [{ kind: 'rehearsal', facts: { id, target, customers, usersPerSecond, by } }]);
  });
}
