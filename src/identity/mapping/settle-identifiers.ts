/**
 * The identifiers of one identity: normalised, each once, each with the flag that was given for it and no other.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import { identifierKey, normaliseIdentifier } from '../identifier.ts';
import type { Identifier, IdentifierType } from '../identity.ts';
import { type Cleaning, refuseFix } from './fixes.ts';

/** One identifier: what the source understood (`seed`), and what the mapping says about it. */
export interface Slot extends Partial<Omit<Identifier, 'type'>> {
  seed?: Identifier;
  /** Where the value came from, in the words of the source. */
  field?: string;
}

/** By type, in the order of the paths: the first is the primary one. */
export type Slots = Readonly<Record<IdentifierType, (Slot | undefined)[]>>;

/** All that stand, in the order e-mail, phone, user name; those that are not valid are problems. */
export function finishIdentifiers(slots: Slots, cleaning: Cleaning, problems: RecordProblem[]): Identifier[] {
  const identifiers: Identifier[] = [];
  const fields: string[] = [];
  for (const type of ['email', 'phone', 'username'] as const) {
    for (const slot of slots[type]) {
      const identifier = slot === undefined ? undefined : finishSlot(type, slot);
      if (identifier === undefined) continue;
      identifiers.push(identifier);
      fields.push(slot?.field ?? type);
    }
  }
  return settleIdentifiers(identifiers, (index) => fields[index] ?? '', cleaning, problems);
}

/** A flag belongs to the address it was given for: another address from the mapping does not inherit it. */
function finishSlot(type: IdentifierType, slot: Slot): Identifier | undefined {
  const { seed } = slot;
  const value = slot.value ?? seed?.value;
  if (value === undefined) return undefined;
  const isSame =
    seed !== undefined && (seed.value === value || identifierKey(seed) === identifierKey({ type, value }));
  const identifier: Identifier = isSame ? { ...seed, value } : { type, value };
  if (slot.verified !== undefined) {
    identifier.verified = slot.verified;
    if (slot.evidence !== undefined) identifier.evidence = slot.evidence;
  }
  if (slot.verifiedAt !== undefined) identifier.verifiedAt = slot.verifiedAt;
  return identifier;
}

/**
 * Would settling give the very same, without a problem? Of identifiers sorted by type. Says no where two have one type,
 * which may be the same twice: few have, and they can be looked at closely.
 */
export function areSettled(identifiers: readonly Identifier[], { defaultCountry }: Cleaning): boolean {
  let before: IdentifierType | undefined;
  for (const { type, value } of identifiers) {
    if (type === before) return false;
    before = type;
    const normalised = normaliseIdentifier(type, value, defaultCountry);
    if ('problem' in normalised || normalised.value !== value) return false;
  }
  return true;
}

/** Normalises in place of trusting: also what a vendor source understood is checked here. */
export function settleIdentifiers(
  identifiers: readonly Identifier[],
  fieldOf: (index: number) => string,
  cleaning: Cleaning,
  problems: RecordProblem[],
): Identifier[] {
  const settled: Identifier[] = [];
  // One alone, which most people have, cannot be there twice.
  const keys = identifiers.length > 1 ? new Set<string>() : undefined;
  identifiers.forEach((identifier, index) => {
    const normalised = normaliseIdentifier(identifier.type, identifier.value, cleaning.defaultCountry);
    if ('problem' in normalised) {
      problems.push({ ...normalised.problem, field: fieldOf(index) });
      return;
    }
    const unwanted = refuseFix(identifier.type, identifier.value, normalised.value, fieldOf(index), cleaning);
    if (unwanted !== undefined) {
      problems.push(unwanted);
      return;
    }
    const key = `${identifier.type}:${normalised.key}`;
    if (keys?.has(key) === true) return;
    keys?.add(key);
    settled.push(
      normalised.value === identifier.value ? identifier : { ...identifier, value: normalised.value },
    );
  });
  return settled;
}
