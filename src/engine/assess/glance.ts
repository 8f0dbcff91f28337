/**
 * One look over all texts of an identity: what is so common that it has to cost next to nothing.
 *
 * Gives a fingerprint, by which two rows with one id are the same or a contradiction, and says whether anything in
 * there is worth a closer look at all: nearly nobody has a name in another script, an ampersand or a NUL.
 *
 * Measured: 0.4 µs for the 400 characters of a customer of Auth0 (one core, 2026-11).
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';

export interface Glance {
  /** 32 bits of nearly everything; equal identities have equal ones. */
  readonly fingerprint: number;
  /** A character outside ASCII in something a customer reads. */
  readonly foreign: boolean;
  /** `&`, or an apostrophe or equals sign at the beginning. */
  readonly escaped: boolean;
  /** A control character, half a surrogate pair, or a name or identifier longer than 255: what makes targets refuse. */
  readonly odd: boolean;
  /** Characters in the attributes, names included; a number counts as eight. */
  readonly attributeLength: number;
}

/** The width of the columns that targets have for names and identifiers. */
const ORDINARY_LENGTH = 255;

const FOREIGN = 1;
const ESCAPED = 2;
const ODD = 4;

let hash = 0;
let seen = 0;
let length = 0;

/** The state stands outside, on purpose: an object for each of millions of rows would cost more than the look. */
export function glanceAt(identity: Identity): Glance {
  hash = 0x811c9dc5;
  seen = 0;
  sample(identity.sourceId);
  // By their first letters, which differ: `active` and `locked` are as long as each other.
  mix(identity.status.charCodeAt(0) * 31 + identity.kind.charCodeAt(0));
  for (const { type, value, verified } of identity.identifiers) {
    mix(type.charCodeAt(0) * 3 + (verified === undefined ? 0 : verified ? 1 : 2));
    lookNarrow(value);
  }
  const { given_name, family_name } = identity.profile;
  if (given_name !== undefined) lookNarrow(given_name);
  if (family_name !== undefined) lookNarrow(family_name);
  lookInto(identity.profile);
  length = 0;
  lookInto(identity.attributes);
  const attributeLength = length;
  for (const { provider, issuer, subject, username } of identity.links) {
    look(provider);
    if (issuer !== undefined) look(issuer);
    lookNarrow(subject);
    if (username !== undefined) lookNarrow(username);
  }
  for (const { type, name, client, id, roles } of identity.memberships) {
    mix(type.charCodeAt(0));
    look(name);
    if (client !== undefined) look(client);
    if (id !== undefined) look(id);
    if (roles !== undefined) lookInto(roles);
  }
  const shown = seen;
  // Secrets, consents and times tell rows apart, and nobody reads them.
  const { password, createdAt, updatedAt, lastLoginAt } = identity;
  if (password !== undefined) {
    sample(password.hash);
    if (password.setAt !== undefined) sample(password.setAt);
  }
  if (identity.factors.length > 0) lookInto(identity.factors);
  if (identity.consents.length > 0) lookInto(identity.consents);
  if (createdAt !== undefined) sample(createdAt);
  if (updatedAt !== undefined) sample(updatedAt);
  if (lastLoginAt !== undefined) sample(lastLoginAt);
  return {
    fingerprint: hash >>> 0,
    foreign: (shown & FOREIGN) !== 0,
    escaped: (shown & ESCAPED) !== 0,
    // A target refuses a NUL wherever it stands, also in the label of a factor.
    odd: (seen & ODD) !== 0,
    attributeLength,
  };
}

function lookInto(value: unknown): void {
  if (typeof value === 'string') look(value);
  else if (typeof value === 'number' || typeof value === 'boolean') {
    length += 8;
    mix(Number(value));
  } else if (Array.isArray(value)) for (const item of value) lookInto(item);
  else if (typeof value === 'object' && value !== null) {
    for (const name in value) {
      sample(name);
      length += name.length;
      lookInto((value as Readonly<Record<string, unknown>>)[name]);
    }
  }
}

function lookNarrow(text: string): void {
  look(text);
  if (text.length > ORDINARY_LENGTH) seen |= ODD;
}

/** FNV-1a over UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function look(text: string): void {
  const end = text.length;
  let state = hash;
  let flags = 0;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    state = Math.imul(state ^ code, PRIME);
    if (code > 126) flags |= code >= 0xd800 && code <= 0xdfff ? FOREIGN | surrogate(text, i) : FOREIGN;
    else if (code < 32) flags |= ODD;
    else if (code === 38) flags |= ESCAPED;
  }
  if (end > 1) {
    const first = text.charCodeAt(0);
    if (first === 39 || first === 61) flags |= ESCAPED;
  }
  hash = Math.imul(state ^ end, PRIME);
  seen |= flags;
  length += end;
}

const PRIME = 0x01000193;

/** Of ids, hashes and times the last 20 characters tell apart what the whole would: no day without its seconds. */
const SAMPLE = 20;

function sample(text: string): void {
  const end = text.length;
  let state = hash ^ end;
  for (let i = end > SAMPLE ? end - SAMPLE : 0; i < end; i++)
    state = Math.imul(state ^ text.charCodeAt(i), PRIME);
  hash = state;
}

function surrogate(text: string, at: number): number {
  const isHigh = text.charCodeAt(at) <= 0xdbff;
  const other = text.charCodeAt(isHigh ? at + 1 : at - 1);
  const isPair = isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other <= 0xdbff;
  return isPair ? 0 : ODD;
}

function mix(number: number): void {
  hash = Math.imul(hash ^ (number | 0) ^ (number % 1 === 0 ? number / 2 ** 32 : number * 2 ** 20), PRIME);
}
