/**
 * How a value gets into a draft: one small writer per part of the identity. `canonical-path.ts` says which path
 * takes which.
 *
 * @module
 */

import type { Consent, IdentifierType, Json, Membership, PasswordCredential, Profile } from '../identity.ts';
import { toBoolean, toNumber, toText, toTextList, toWord } from './coerce.ts';
import type { Draft, DraftTotp } from './draft.ts';
import { Fault } from './fault.ts';
import { toJson } from './json-value.ts';
import { isRecord } from './merge.ts';
import type { Slot } from './settle-identifiers.ts';
import { readTimestamp } from './timestamp.ts';

/** Where a value came from: the field, and what to say as evidence for a flag. */
export interface Origin {
  readonly field: string;
  readonly evidence: string;
}

/** Writes a value that is not empty, or says why it does not fit. */
export type Write = (draft: Draft, value: unknown, origin: Origin) => Fault | undefined;

type Put<T> = (draft: Draft, value: T, origin: Origin) => void;
type Understand<T> = (value: unknown) => T | undefined | Fault;

/** Understands, then puts; a value that means "nothing" is not put. */
export function writer<T>(understand: Understand<T>, put: Put<T>): Write {
  return (draft, value, origin) => {
    const understood = understand(value);
    if (understood instanceof Fault) return understood;
    if (understood !== undefined) put(draft, understood, origin);
    return undefined;
  };
}

export const writeText = (put: Put<string>): Write => writer(toText, put);
export const writeFlag = (put: Put<boolean>): Write => writer(toBoolean, put);
export const writeTime = (put: Put<string>): Write => writer(readTimestamp, put);

export function writeWord<Word extends string>(words: readonly Word[], put: Put<Word>): Write {
  return writer((value) => toWord(value, words), put);
}

export function assign(draft: Draft, part: Partial<Draft>): void {
  Object.assign(draft, part);
}

export function writeIdentifier(type: IdentifierType, index: number): Write {
  return writeText((draft, value, { field }) => putIdentifier(draft, type, index, { value, field }));
}

/** Where a flag came from is part of it, unless the mapping says it in other words. */
export function writeVerified(type: IdentifierType, index: number): Write {
  return writeFlag((draft, verified, { evidence }) => {
    putIdentifier(draft, type, index, { verified, evidence: draft.slots[type][index]?.evidence ?? evidence });
  });
}

export function putIdentifier(draft: Draft, type: IdentifierType, index: number, part: Slot): void {
  const slots = draft.slots[type];
  while (slots.length <= index) slots.push(undefined);
  slots[index] = Object.assign(slots[index] ?? {}, part);
}

export function putClaim(draft: Draft, claim: Exclude<keyof Profile, 'address'>, value: string): void {
  draft.profile ??= {};
  draft.profile[claim] = value;
}

export function putAddress(draft: Draft, part: keyof NonNullable<Profile['address']>, value: string): void {
  draft.profile ??= {};
  draft.profile.address ??= {};
  draft.profile.address[part] = value;
}

export function writeAttribute(names: readonly string[]): Write {
  return writer(toJson, (draft, value) => {
    draft.attributes = setWithin(draft.attributes, names, value);
  });
}

function setWithin(
  target: Json | undefined,
  [name = '', ...rest]: readonly string[],
  value: Json,
): Record<string, Json> {
  const record: Record<string, Json> = isRecord(target) ? { ...target } : {};
  record[name] = rest.length === 0 ? value : setWithin(record[name], rest, value);
  return record;
}

export function putPassword(draft: Draft, part: Partial<PasswordCredential>): void {
  draft.password = Object.assign(draft.password ?? {}, part);
}

/** A salt, a count of iterations: numbers stay numbers. */
export function writeBeside(name: string): Write {
  return writer(
    (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : toText(value)),
    (draft, value) => putPassword(draft, { beside: { ...draft.password?.beside, [name]: value } }),
  );
}

export function writeTotp<T>(understand: Understand<T>, part: (value: T) => DraftTotp): Write {
  return writer(understand, (draft, value) => {
    draft.totp = Object.assign(draft.totp ?? {}, part(value));
  });
}

/** `SHA-1`, `HmacSHA256`, `sha512`. */
export function toAlgorithm(value: unknown): 'SHA1' | 'SHA256' | 'SHA512' | Fault {
  const name = String(value).toUpperCase().replace(/^HMAC/, '').replace(/[-_ ]/g, '');
  const known = (['SHA1', 'SHA256', 'SHA512'] as const).find((algorithm) => algorithm === name);
  return known ?? new Fault('FACTOR_INVALID', 'an algorithm that is none of SHA1, SHA256, SHA512');
}

export function countBetween(least: number, most: number): Understand<number> {
  return (value) => {
    const count = toNumber(value);
    if (typeof count === 'number' && Number.isInteger(count) && count >= least && count <= most) return count;
    return new Fault('FACTOR_INVALID', `not a whole number from ${least} to ${most}`);
  };
}

export function writeLink(provider: string): Write {
  return writeText((draft, subject) => {
    draft.links ??= [];
    draft.links.push({ provider, subject });
  });
}

export function putConsent(draft: Draft, purpose: string, part: Partial<Consent>): void {
  draft.consents ??= new Map();
  draft.consents.set(purpose, { ...draft.consents.get(purpose), ...part });
}

export function writeMemberships(type: Membership['type']): Write {
  return writer(toTextList, (draft, names) => {
    draft.memberships ??= [];
    for (const name of names) draft.memberships.push({ type, name });
  });
}
