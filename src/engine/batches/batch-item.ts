/** One write on its way through a batch: what was intended, what became of it. */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PendingWrite } from '../../ledger/sql/load-batch.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Snapshot } from '../../targets/target.ts';

export interface BatchItem {
  readonly write: PendingWrite;
  readonly identity: Identity;
  /** Create until somebody found the user already there. */
  operation: 'create' | 'update' | 'delete';
  targetId: string | undefined;
  /** Sealed snapshot of before an update or delete. */
  before?: Uint8Array;
  /** Calls since this worker has it while the target was there: how long it was away says nothing about a record. */
  tries: number;
  answer?:
    | { readonly kind: 'done'; readonly snapshot: Snapshot | undefined }
    | { readonly kind: 'problem'; readonly problem: RecordProblem; readonly gaveUp: boolean };
}

export function toItem(write: PendingWrite, ledger: Ledger): BatchItem {
  const identity = readIdentity(ledger.seals.open(write.identity_id, write.body));
  const operation =
    write.operation === 'remove' || write.operation === 'restore' ? 'update' : write.operation;
  return { write, identity, operation, targetId: write.target_id ?? undefined, tries: 0 };
}
