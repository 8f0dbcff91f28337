/**
 * The intent behind a proof: committed before anything is written, so that a killed one can be cleaned up after.
 *
 * What is removed later is found by these ids; a user who only has one of the names is never touched.
 *
 * @module
 */
import { z } from 'zod';
import { Identifier } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { beginProving, endProving, openProvings, type ProvingRow } from '../../ledger/sql/proofs.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { FindKey } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import { note, noteAlone } from '../note.ts';
import { removeByKey } from './remove.ts';
import { removeScratch } from './scratch.ts';

const Expected = z.array(z.object({ externalId: z.string(), identifiers: z.array(Identifier) }));

export interface Intent {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly FindKey[];
  readonly scratch: string;
}

/** @throws PROOF_NAME_TAKEN when one of the reserved names belongs to somebody in the target */
export async function commitIntent(
  ledger: Ledger,
  target: CrossingTarget,
  { id, name, keys, scratch }: Intent,
  operator: string,
): Promise<void> {
  const found = await target.session.find(keys);
  if (found.some((one) => one !== undefined)) throw new FootbridgeError('PROOF_NAME_TAKEN');
  const target_fingerprint = await target.session.fingerprint();
  await ledger.db.transaction(async (tx) => {
    await beginProving(tx, { id, name, target_fingerprint, expected: keys, scratch }, operator);
    await note(ledger, tx, [
      { kind: 'proving-begun', facts: { name, customers: keys.length, by: operator } },
    ]);
  });
}

export async function closeIntent(ledger: Ledger, { id, name }: Pick<Intent, 'id' | 'name'>): Promise<void> {
  await ledger.db.transaction(async (tx) => {
    await endProving(tx, id);
    await note(ledger, tx, [{ kind: 'proving-cleaned', facts: { name } }]);
  });
}

export interface Cleaning {
  /** Synthetic customers that killed proofs had left behind, and that are gone now. */
  readonly removed: number;
  /** Of killed proofs at another target: they can only be removed there. */
  readonly elsewhere: number;
  /** Could not be removed. */
  readonly left: readonly string[];
}

/** Removes what killed proofs left in this target. */
export async function cleanUp(ledger: Ledger, target: CrossingTarget): Promise<Cleaning> {
  const open = await openProvings(ledger.db);
  const fingerprint = open.length === 0 ? '' : await target.session.fingerprint();
  let removed = 0;
  let elsewhere = 0;
  const left: string[] = [];
  for (const proving of open) {
    if (proving.target_fingerprint !== fingerprint) {
      elsewhere += 1;
      continue;
    }
    const cleaned = await cleanOne(ledger, target, proving);
    removed += cleaned.found - cleaned.left.length;
    left.push(...cleaned.left);
  }
  return { removed, elsewhere, left };
}

async function cleanOne(
  ledger: Ledger,
  target: CrossingTarget,
  { id, name, expected, scratch }: ProvingRow,
): Promise<{ readonly found: number; readonly left: readonly string[] }> {
  const cleaned = await removeByKey(target, Expected.parse(expected));
  await removeScratch(scratch);
  if (cleaned.left.length === 0) await closeIntent(ledger, { id, name });
  else await noteAlone(ledger, { kind: 'proving-left', facts: { name, left: cleaned.left.length } });
  return cleaned;
}
