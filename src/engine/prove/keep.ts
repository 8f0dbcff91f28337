/** Keeps proofs and their events, in the transaction of whoever made them. */
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { insertProof } from '../../ledger/sql/proofs.ts';
import { note } from '../note.ts';
import type { Proof } from './proof.ts';

export async function keepProofs(ledger: Ledger, tx: Queries, proofs: readonly Proof[]): Promise<void> {
  for (const proof of proofs) {
    const { population, id, kind, verdict, basis, at, validUntil, by } = proof;
    await insertProof(tx, { ...population, id, kind, verdict, basis, at, validUntil, by, document: proof });
  }
  await note(
    ledger,
    tx,
    proofs.map(({ id, population: { format, parameters, credentialPlan }, verdict, kind, by }) => ({
      kind: 'proof',
      facts: { id, format, parameters, credentialPlan, verdict, of: kind, by },
    })),
  );
}
