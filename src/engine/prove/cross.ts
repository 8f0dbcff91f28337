/**
 * Takes synthetic customers across and back: intent, real import, logins, real undo.
 *
 * All populations cross in one run of one scratch ledger.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { FindKey } from '../../targets/target.ts';
import type { Crossing, CrossingTarget } from '../crossing.ts';
import { importRun } from '../import.ts';
import { type Door, type LoginSettings, openDoor } from '../login.ts';
import { createMeter, type OnProgress } from '../progress.ts';
import { RunStopped } from '../stopped.ts';
import type { Candidate } from './candidate.ts';
import { byDoor, byTarget, type LogIn, observeTrial, unasked } from './observe.ts';
import { countEvents, onScratch } from './on-scratch.ts';
import type { ProvenCase } from './proof.ts';
import { type Removal, undoSynthetic } from './remove.ts';
import type { Scratch } from './scratch.ts';

export interface Crossed {
  readonly cases: ReadonlyMap<Candidate, readonly ProvenCase[]>;
  /** Ids in the target. */
  readonly created: ReadonlyMap<Candidate, readonly string[]>;
  readonly removal: Removal;
  readonly ledgerEvents: Readonly<Record<string, number>>;
}

export interface CrossOptions {
  /** The reserved name of this proof. */
  readonly name: string;
  readonly login: LoginSettings;
  secret(name: string): string;
  readonly signal: AbortSignal;
  readonly report: OnProgress;
  /** Tests copy one that is laid out. */
  readonly scratch?: () => Promise<Scratch>;
}

const NOBODY: Crossed = {
  cases: new Map(),
  created: new Map(),
  removal: { removed: [], left: [] },
  ledgerEvents: {},
};

/** @throws PROOF_NAME_TAKEN, RunStopped, and what an import throws */
export async function crossSynthetic(
  crossing: Crossing,
  candidates: readonly Candidate[],
  options: CrossOptions,
): Promise<Crossed> {
  const customers = candidates.flatMap(({ trials }) => trials.map(({ customer }) => customer));
  if (customers.length === 0) return NOBODY;
  const { name, scratch } = options;
  return onScratch(
    { ...crossing, target: keepingInVault(crossing.target, candidates) },
    { name, customers, settings: { unsupported: 'vault', waves: [{ name }] }, scratch },
    (inScratch, keys) => crossAndBack(inScratch, candidates, keys, options),
  );
}

/**
 * A plan may keep a hash in the vault although the target could take it. What is typed at the door is hashed anew, and
 * that hash goes where it fits.
 */
function keepingInVault(target: CrossingTarget, candidates: readonly Candidate[]): CrossingTarget {
  const kept = new Set(
    candidates
      .filter(({ judge }) => judge === 'door')
      .flatMap(({ trials }) => trials.map(({ stored }) => stored.hash)),
  );
  return {
    ...target,
    fit: (identity) =>
      kept.has(identity.password?.hash ?? '')
        ? { ...target.fit(identity), credentialPlan: 'vault' }
        : target.fit(identity),
  };
}

async function crossAndBack(
  crossing: Crossing,
  candidates: readonly Candidate[],
  keys: readonly FindKey[],
  options: CrossOptions,
): Promise<Crossed> {
  const { ledger, target } = crossing;
  const { run, ended } = await importRun(crossing, {
    signal: options.signal,
    onProgress: (progress) => progress.phase !== 'stage' && options.report(progress),
  });
  if (ended !== 'done') throw new RunStopped();
  const door = await openDoorOf(crossing, options);
  const cases = new Map<Candidate, readonly ProvenCase[]>();
  const created = new Map<Candidate, readonly string[]>();
  const meter = createMeter(candidates.length);
  try {
    for (const candidate of candidates) {
      if (options.signal.aborted) throw new RunStopped();
      const placed = await placesOf(ledger, options.name, candidate);
      created.set(
        candidate,
        placed.flatMap(({ targetId }) => (targetId === undefined ? [] : [targetId])),
      );
      cases.set(candidate, await observeAll(candidate, placed, loginOf(candidate, door, target)));
      meter.add(1);
      options.report({ phase: 'login', ...meter.reading(), total: candidates.length, counts: {} });
    }
  } finally {
    await door.close();
  }
  const ids = [...created.values()].flat();
  const removal = await undoSynthetic(crossing, run.id, ids, keys);
  return { cases, created, removal, ledgerEvents: await countEvents(ledger) };
}

/** Wrong guesses are the purpose here: the throttle is proven elsewhere. */
const UNTHROTTLED = { burst: 1_000_000, perMinute: 1_000_000 };

function openDoorOf(crossing: Crossing, { login, secret, name }: CrossOptions): Promise<Door> {
  const throttle = { perIdentifier: UNTHROTTLED, perAddress: UNTHROTTLED, overall: UNTHROTTLED };
  const settings = { ...login, throttle, accept: crossing.settings.accept, shadow: false };
  return openDoor({ ledger: crossing.ledger, source: name, target: crossing.target, settings, secret });
}

function loginOf({ judge }: Candidate, door: Door, { session }: CrossingTarget): LogIn | undefined {
  if (judge === 'door') return byDoor(door, session.login);
  return session.login === undefined ? undefined : byTarget(session.login);
}

interface Place {
  readonly targetId?: string;
  /** Why it did not arrive as it should. */
  readonly problem?: string;
}

/** Where the import put every customer of a candidate, in the order of its trials. */
async function placesOf(
  { db, index }: Ledger,
  name: string,
  { trials }: Candidate,
): Promise<readonly Place[]> {
  const ids = trials.map(({ customer }) => index.identityId(name, customer.sourceId));
  const { rows } = await db.query<{
    id: string;
    state: string;
    target_id: string | null;
    code: string | null;
    found: string | null;
  }>(
    `select i.id, i.state, i.target_id, p.code, p.found from identity i
       left join problem p on p.identity_id = i.id and p.state = 'open' where i.id = any($1::uuid[])`,
    [ids],
  );
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id);
    const arrived = row?.state === 'moved' || row?.state === 'proven';
    const why =
      row?.code === null || row?.code === undefined
        ? (row?.state ?? 'nowhere')
        : `${row.code}${row.found === null ? '' : `, ${row.found}`}`;
    return {
      ...(row?.target_id == null ? {} : { targetId: row.target_id }),
      ...(arrived ? {} : { problem: `the target did not take the synthetic customer: ${why}` }),
    };
  });
}

async function observeAll(
  { trials }: Candidate,
  places: readonly Place[],
  logIn: LogIn | undefined,
): Promise<readonly ProvenCase[]> {
  const all = await Promise.all(
    trials.map((trial, index) => {
      const problem =
        places[index]?.problem ?? (logIn === undefined ? 'nobody can log in to this target' : undefined);
      const [identifier] = trial.customer.identifiers;
      if (problem !== undefined || logIn === undefined || identifier === undefined)
        return unasked(trial, problem ?? 'it has no identifier');
      return observeTrial(trial, identifier, logIn);
    }),
  );
  return all.flat();
}
