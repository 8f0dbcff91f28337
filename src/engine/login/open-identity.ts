/** Opens the sealed identity of a row. */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';

/** undefined: it was destroyed. */
export function openIdentity(
  { seals }: Pick<Ledger, 'seals'>,
  { id, body }: { readonly id: string; readonly body: Uint8Array | null },
): Identity | undefined {
  return body === null ? undefined : readIdentity(seals.open(id, body));
}
