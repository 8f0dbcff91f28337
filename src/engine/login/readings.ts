/**
 * What a typed identifier may mean: an address, a number, a user name, likeliest first.
 *
 * Login forms have one box for all of them, and many systems fill the user name with the address, so every reading
 * that is well-formed is looked up. The order decides who is meant when two customers answer to one text: an address
 * belongs to its mailbox, not to whoever chose it as a user name.
 *
 * @module
 */
import { identifierKey, normaliseIdentifier } from '../../identity/identifier.ts';
import type { IdentifierType, Identity } from '../../identity/identity.ts';
import type { BlindIndex } from '../../ledger/blind-index.ts';
import type { LegacyIdentifier } from '../../legacy/legacy.ts';

export interface Reading extends LegacyIdentifier {
  /** Under which the ledger finds it. */
  readonly hash: string;
}

const ORDER: readonly IdentifierType[] = ['email', 'phone', 'username'];

/** Empty where the text can be nobody's identifier. */
export function readingsOf(
  typed: string,
  type: IdentifierType | undefined,
  index: BlindIndex,
): readonly Reading[] {
  const order = type === undefined ? ORDER : [type, ...ORDER.filter((one) => one !== type)];
  return order.flatMap((one) => {
    const normalised = normaliseIdentifier(one, typed);
    if ('problem' in normalised) return [];
    const { value, key } = normalised;
    const hash = index.identifier(one, identifierKey({ type: one, value }));
    return [{ type: one, value, key, hash }];
  });
}

/**
 * By which of their names a live legacy is asked for somebody the ledger knows: what was typed, as far as it is theirs,
 * else any of them, because a target may name a user by an id alone.
 */
export function readingsFor(
  identity: Identity | undefined,
  typed: readonly Reading[],
  index: BlindIndex,
): readonly Reading[] {
  if (identity === undefined) return typed;
  const theirs = identity.identifiers
    .flatMap(({ type, value }) => readingsOf(value, type, index).slice(0, 1))
    .toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const meant = typed.filter(({ hash }) => theirs.some((one) => one.hash === hash));
  if (meant.length > 0) return meant;
  return theirs.length > 0 ? theirs : typed;
}
