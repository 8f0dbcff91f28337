/**
 * Where a customer stands: who may judge their password at this moment. The heart of the door, and pure.
 *
 * Crossed is final: once the target has the credential, neither vault nor legacy is asked again, whatever the old
 * password was. A tombstone is as final. Only then comes the question of who judges: the vault where our copy is as
 * good as the legacy's own, else the legacy.
 *
 * @module
 */
import type { CustomerRow } from '../../ledger/sql/find-customer.ts';

export type Standing =
  /** The ledger has never heard of them. */
  | { readonly kind: 'stranger' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'crossed' }
  /** A bulk write is under way: in a second it is known which. */
  | { readonly kind: 'busy' }
  /** `held`: whatever the verdict, a person has to look first. */
  | { readonly kind: 'open'; readonly judge: 'vault' | 'legacy' | 'nobody'; readonly held: boolean };

export interface Circumstances {
  /** Is there a live legacy? */
  readonly legacy: boolean;
  /** Can passwords still change in the legacy without us knowing? Then our copy proves nothing while it lives. */
  readonly legacyPasswords: 'may-change' | 'frozen';
  /** Both are to judge, and the legacy's word counts. */
  readonly shadow: boolean;
  /** Is there a hash in the sealed identity? */
  readonly hasHash: boolean;
}

type Row = Pick<CustomerRow, 'state' | 'operation' | 'owner' | 'credential_plan' | 'open_write'>;

export function standingOf(row: Row | undefined, given: Circumstances): Standing {
  if (row === undefined) return { kind: 'stranger' };
  const { state, owner } = row;
  if (owner === 'deleted' || state === 'excluded') return { kind: 'deleted' };
  if (owner === 'target' || state === 'retired') return { kind: 'crossed' };
  // Gone from the source: whether their user is gone from the target yet makes no difference.
  if (row.operation === 'delete') return { kind: 'deleted' };
  if (state === 'moving' && row.open_write === null) return { kind: 'busy' };
  if ((state === 'moved' || state === 'proven') && !waitsForLogin(row)) return { kind: 'crossed' };
  return { kind: 'open', judge: judgeOf(owner, given), held: state === 'held' };
}

/** The profile has moved, the password has not. */
function waitsForLogin({ credential_plan }: Row): boolean {
  return credential_plan === 'vault' || credential_plan === 'wrapped' || credential_plan === 'legacy';
}

function judgeOf(owner: Row['owner'], given: Circumstances): 'vault' | 'legacy' | 'nobody' {
  const copyIsGood = given.hasHash && owner !== 'legacy';
  const legacyGoesFirst = given.legacyPasswords === 'may-change' || given.shadow;
  if (copyIsGood && !(given.legacy && legacyGoesFirst)) return 'vault';
  return given.legacy ? 'legacy' : 'nobody';
}
