/**
 * Pieces of a customer as most targets want them told. Which of them a protocol carries is said in its own file.
 *
 * Nothing is invented: what the legacy did not verify is not verified, and what it did not say is absent.
 *
 * @module
 */
import { identifierKey } from '../../identity/identifier.ts';
import type { Identifier, IdentifierType, Identity, Json, Membership } from '../../identity/identity.ts';

/** The one of this kind a target with room for one gets: the verified one, else the first. */
export function chosen({ identifiers }: Identity, type: IdentifierType): Identifier | undefined {
  const candidates = identifiers.filter((one) => one.type === type);
  return candidates.find(({ verified }) => verified === true) ?? candidates[0];
}

/** The identifier that was typed; undefined where the customer is known by another one. */
export function typedOne({ identifiers }: Identity, typed: string): Identifier | undefined {
  return identifiers.find((one) => identifierKey(one) === identifierKey({ type: one.type, value: typed }));
}

/** Absent means that the source did not say, which is no yes. */
export function isVerified(identifier: Identifier | undefined): boolean {
  return identifier?.verified === true;
}

/** May they log in at all? There is no third state in most targets: locked is disabled. */
export function isEnabled({ status }: Identity): boolean {
  return status === 'active' || status === 'invited';
}

/** Names of the memberships of a kind; of roles those that belong to no single application. */
export function membershipNames({ memberships }: Identity, type: Membership['type']): readonly string[] {
  return memberships.flatMap((one) => (one.type === type && one.client === undefined ? [one.name] : []));
}

/** An attribute as a list of texts; containers as JSON text. `null` has no text. */
export function asTexts(value: Json): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every(isScalar)) return value.map(String);
  return [isScalar(value) ? String(value) : JSON.stringify(value)];
}

function isScalar(value: Json): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}
