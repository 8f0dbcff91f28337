/** Rehearsals: what each measured, the newest first. */
import type { Queries } from '../database/database.ts';

interface RehearsalRow {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly target: string;
  readonly targetFingerprint: string;
  readonly usersPerSecond: number;
}

export async function insertRehearsal(tx: Queries, rehearsal: RehearsalRow): Promise<void> {
  const { id, at, by, target, targetFingerprint, usersPerSecond } = rehearsal;
  await tx.query(
    `insert into rehearsal (id, at, by_whom, target, target_fingerprint, users_per_second, document)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, at, by, target, targetFingerprint, usersPerSecond, JSON.stringify(rehearsal)],
  );
}
