/** Messages: written down when they are due, taken by a worker, called, settled. Each stands for one try to reach one customer. */
import type { Queries } from '../database/database.ts';

export interface NewPageMessage {
  readonly identityId: string;
  readonly kind: string;
  readonly sealed: Buffer;
  readonly dueAt: Date;
}

export async function insertPageMessage(
  tx: Queries,
  { identityId, kind, sealed, dueAt }: NewPageMessage,
): Promise<void> {
  await tx.query(
    `insert into message (identity_id, kind, state, due_at, sealed) values ($1, $2, 'due', $3, $4)`,
    [identityId, kind, dueAt, sealed],
  );
}
