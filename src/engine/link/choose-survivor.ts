/**
 * Which record of one person keeps its id: the one that the target knows, else the one that was one before, else the
 * one used last. Its external id is what the target and the applications will know.
 *
 * @module
 */
import { timeOf } from './authority.ts';
import type { OwnRecord } from './rebuild.ts';

/** The same records, the survivor first. */
export function chooseSurvivor(records: readonly OwnRecord[]): readonly OwnRecord[] {
  return records.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      timeOf(b.identity.lastLoginAt) - timeOf(a.identity.lastLoginAt) ||
      verifiedOf(b) - verifiedOf(a) ||
      timeOf(a.identity.createdAt) - timeOf(b.identity.createdAt) ||
      (a.id < b.id ? -1 : 1),
  );
}

function rank({ target_id, own_body }: OwnRecord): number {
  if (target_id !== null) return 0;
  return own_body === null ? 2 : 1;
}

function verifiedOf({ identity }: OwnRecord): number {
  return identity.identifiers.filter(({ verified }) => verified === true).length;
}
