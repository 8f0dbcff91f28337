/**
 * Volunteers: real people who agreed to log in once, with the password that only they know.
 *
 * They are marked, moved like anybody else, and log in. What shows it is the door's own knowledge of a first login
 * (`proven`), or that the target shows them otherwise than when they were read back behind the move. It proves that
 * the right password gets in; no wrong one was tried, and the proof says so by having no such case.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.ts';
import { linkProof, markVolunteers, openVolunteers, type VolunteerRow } from '../../ledger/sql/volunteers.ts';
import type { Crossing } from '../crossing.ts';
import { readingsOf } from '../login/readings.ts';
import { note } from '../note.ts';
import { keepProofs } from './keep.ts';
import type { Proof } from './proof.ts';

export interface Asked {
  readonly marked: number;
  /** Of what was typed, in its order: places of those whom the ledger does not know. */
  readonly unknown: readonly number[];
}

export async function askVolunteers(
  ledger: Ledger,
  typed: readonly string[],
  operator: string,
): Promise<Asked> {
  return ledger.db.transaction(async (tx) => {
    const ids = new Set<string>();
    const unknown: number[] = [];
    for (const [place, text] of typed.entries()) {
      const hashes = readingsOf(text, undefined, ledger.index).map(({ hash }) => hash);
      const found = await markVolunteers(tx, hashes, operator);
      if (found.length === 0) unknown.push(place + 1);
      for (const id of found) ids.add(id);
    }
    await note(
      ledger,
      tx,
      [...ids].map((identityId) => ({ kind: 'volunteer-asked', identityId, facts: { by: operator } })),
    );
    return { marked: ids.size, unknown };
  });
}

export interface Watched {
  readonly proofs: readonly Proof[];
  /** Marked, and not moved or not seen to log in yet. */
  readonly waiting: number;
}

interface WatchOptions {
  readonly validDays: number;
  readonly library: string;
}

/** Turns the logins that have happened into proofs, one for each population. */
export async function watchVolunteers(crossing: Crossing, options: WatchOptions): Promise<Watched> {
  const { ledger, target } = crossing;
  const open = await openVolunteers(ledger.db);
  const moved = open.filter(({ target_id }) => target_id !== null);
  const snapshots =
    moved.length === 0 ? [] : await target.session.read(moved.map(({ target_id }) => target_id ?? ''));
  const seen = moved.filter((one, index) => {
    const fingerprint = snapshots[index]?.fingerprint;
    const isOther = one.after !== null && fingerprint !== undefined && fingerprint !== one.after;
    return one.format !== null && (one.state === 'proven' || isOther);
  });
  const fingerprint = seen.length === 0 ? '' : await target.session.fingerprint();
  const groups = Map.groupBy(seen, ({ format, parameters, credentialPlan }) =>
    JSON.stringify([format, parameters, credentialPlan]),
  );
  const proofs: Proof[] = [];
  for (const people of groups.values()) {
    const proof = toProof(people, crossing, fingerprint, options);
    await ledger.db.transaction(async (tx) => {
      await keepProofs(ledger, tx, [proof]);
      await linkProof(
        tx,
        people.map(({ id }) => id),
        proof.id,
      );
    });
    proofs.push(proof);
  }
  return { proofs, waiting: open.length - seen.length };
}

/** Milliseconds. */
const DAY = 86_400_000;

function toProof(
  people: readonly VolunteerRow[],
  { target, settings }: Crossing,
  targetFingerprint: string,
  { validDays, library }: WatchOptions,
): Proof {
  const now = new Date();
  const at = now.toISOString();
  const [{ format, parameters, credentialPlan } = EMPTY] = people;
  return {
    document: 'footbridge-proof',
    version: 1,
    id: randomUUID(),
    population: { format: format ?? '', parameters, credentialPlan, target: target.id, targetFingerprint },
    customers: people.length,
    kind: 'volunteer',
    verdict: 'proven',
    cases: people.map(({ state }) => ({
      name: 'right',
      expected: 'accepted',
      observed: 'accepted',
      ok: true,
      found: state === 'proven' ? 'a first login was seen' : 'the target shows them changed since the move',
      at,
      milliseconds: 0,
    })),
    evidence: {
      judgedBy: credentialPlan === 'vault' || credentialPlan === 'wrapped' ? 'door' : 'target',
      created: [],
      removed: [],
      left: [],
      ledgerEvents: {},
      library,
    },
    by: settings.operator,
    at,
    validUntil: new Date(now.getTime() + validDays * DAY).toISOString(),
    basis: settings.proofs.basis,
  };
}

const EMPTY = { format: '', parameters: '', credentialPlan: 'none' } as const;
