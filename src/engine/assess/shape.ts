/**
 * What of an identity decides how it fits a target, as one number: identities of one shape fit alike.
 *
 * A million customers have a few hundred shapes, so every target is asked once for each of those instead of once for
 * each customer, and asking all targets costs no more than asking one. Where a value itself may decide (a control
 * character, a text longer than most columns) there is no shape, and the target is asked about this very identity.
 *
 * Held to its word by a property: whatever two identities of one shape are, all targets answer the same.
 *
 * @module
 */
import type { Factor, Identifier, Identity, Json } from '../../identity/identity.ts';
import { beginFold, endFold, foldedAlone, foldFlag, foldNumber, foldText } from './fold.ts';
import type { Glance } from './glance.ts';
import type { PasswordFacts } from './password-judge.ts';

/** Below so many characters no target's limit on all attributes together can be reached; above, the length decides. */
const SMALL_ATTRIBUTES = 200;

/** Stands where a length stands, and is none. */
const END = -1;

export function shapeOf(identity: Identity, password: PasswordFacts, glance: Glance): number | undefined {
  if (glance.odd) return undefined;
  const { status, kind, sourceId, identifiers, profile, attributes } = identity;
  beginFold();
  foldText(status);
  foldText(kind);
  foldClass(sourceId, true);
  for (const identifier of identifiers) foldIdentifier(identifier, identifiers);
  for (const claim in profile) foldValue(claim, profile[claim as keyof typeof profile] as Json);
  foldNumber(END);
  for (const name in attributes) foldValue(name, attributes[name]);
  foldNumber(END);
  if (glance.attributeLength >= SMALL_ATTRIBUTES) foldNumber(JSON.stringify(attributes).length);
  foldPassword(password);
  foldBelongings(identity);
  foldGiven(identity.createdAt);
  foldGiven(identity.updatedAt);
  foldGiven(identity.lastLoginAt);
  return endFold();
}

function foldBelongings({ factors, links, consents, memberships, sourceId }: Identity): void {
  for (const factor of factors) foldFactor(factor, sourceId);
  foldNumber(END);
  for (const { provider, issuer, username } of links) {
    foldText(provider);
    foldText(issuer ?? '');
    foldGiven(username);
  }
  foldNumber(END);
  for (const { purpose, status, version, at, evidence } of consents) {
    foldText(purpose);
    foldText(status);
    foldGiven(version);
    foldGiven(at);
    foldGiven(evidence);
  }
  foldNumber(END);
  for (const { type, name, client, id, roles = NO_ROLES } of memberships) {
    foldText(type);
    foldText(name);
    foldText(client ?? '');
    foldGiven(id);
    for (const role of roles) foldText(role);
    foldNumber(END);
  }
  foldNumber(END);
}

const NO_ROLES: readonly string[] = [];

/** Is it there? */
function foldGiven(value: unknown): void {
  foldFlag(value !== undefined);
}

function foldIdentifier(
  { type, value, verified, verifiedAt, evidence }: Identifier,
  all: readonly Identifier[],
): void {
  foldText(type);
  foldNumber(verified === undefined ? 0 : verified ? 1 : 2);
  foldGiven(verifiedAt);
  foldGiven(evidence);
  foldClass(value, type === 'username');
  if (type === 'email') foldFlag(ORDINARY_DOMAIN.test(value));
  // Many systems fill the user name with the address, and such a name is no loss.
  else if (type === 'username') foldFlag(value.toLowerCase() === firstAddress(all));
}

function firstAddress(identifiers: readonly Identifier[]): string | undefined {
  for (const { type, value } of identifiers) if (type === 'email') return value.toLowerCase();
  return undefined;
}

/** Rules for addresses differ in what they want of the domain, and agree on this one. */
const ORDINARY_DOMAIN = /@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** In the place of kinds of characters. */
const LOWER_UUID = -1;
const UPPER_UUID = -2;

const LOWER = 1;
const UPPER = 2;
const DIGIT = 4;
const FOREIGN = 8;
/** Signs that rules for user names and ids tell apart. */
const SIGNS = '-_.@+|/: ~!#$%&\'*=?^`{}\\"(),;<>[]';

/** Which kinds of characters it has, how it begins and ends, and how long it is. */
function foldClass(text: string, measured: boolean): void {
  const size = text.length;
  if (measured && size === 36 && UUID.test(text)) {
    foldNumber(text === text.toLowerCase() ? LOWER_UUID : UPPER_UUID);
    return;
  }
  let kinds = 0;
  let signs = 0;
  let last = 0;
  let doubled = 0;
  let first = 0;
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i);
    let kind = 0;
    if (code >= 97 && code <= 122) kind = LOWER;
    else if (code >= 48 && code <= 57) kind = DIGIT;
    else if (code >= 65 && code <= 90) kind = UPPER;
    else if (code > 126) kind = FOREIGN;
    else {
      const sign = SIGN_BITS[code] ?? 0;
      if (sign === last && sign !== 0) doubled |= sign;
      signs |= sign;
      last = sign;
      if (i === 0) first = 16 + code;
      continue;
    }
    last = 0;
    kinds |= kind;
    if (i === 0) first = kind;
  }
  foldNumber(kinds * 256 + first);
  foldNumber(signs);
  foldNumber(doubled);
  foldNumber(last);
  foldNumber(measured ? Math.min(size, 0xffff) : size === 0 ? 0 : 1);
}

const SIGN_BITS: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const at = SIGNS.indexOf(String.fromCharCode(code));
  // 31 bits: the rarest share the last.
  return at < 0 ? 0 : 1 << Math.min(at, 30);
});

/** Beyond it, texts are told apart by the power of two that holds them. */
const LONG = 255;

const TEXT = 1;
const EMPTY = 2;
const NUMBER = 3;
const FLAG = 4;
const NULL = 5;
const ABSENT = 6;
const LIST = 7;
const RECORD = 8;
/** And above it, one for each power of two. */
const LONG_TEXT = 16;

/** Its name, its type, and whether there is anything in it. */
function foldValue(name: string, value: Json | undefined): void {
  foldText(name);
  if (typeof value === 'string') {
    const isLong = value.length > LONG;
    foldNumber(isLong ? LONG_TEXT + Math.ceil(Math.log2(value.length)) : value === '' ? EMPTY : TEXT);
  } else if (typeof value === 'number') foldNumber(NUMBER);
  else if (typeof value === 'boolean') foldNumber(FLAG);
  else if (value === null) foldNumber(NULL);
  else if (value === undefined) foldNumber(ABSENT);
  else if (Array.isArray(value)) {
    foldNumber(LIST);
    for (const item of value as readonly Json[]) foldValue('', item);
    foldNumber(END);
  } else {
    foldNumber(RECORD);
    const record = value as Readonly<Record<string, Json>>;
    for (const member in record) foldValue(member, record[member]);
    foldNumber(END);
  }
}

function foldPassword(facts: PasswordFacts): void {
  foldText(facts.kind);
  if (!('population' in facts)) return;
  const { population, password, signature } = facts;
  foldText(population.format);
  foldText(population.parameters);
  foldText(signature);
  foldGiven(password.setAt);
}

function foldFactor(factor: Factor, sourceId: string): void {
  foldText(factor.type);
  switch (factor.type) {
    case 'totp':
      foldText(factor.algorithm);
      foldNumber(factor.digits);
      foldNumber(factor.period);
      foldNumber(factor.secret.length);
      foldGiven(factor.label);
      break;
    case 'webauthn':
      foldFlag(factor.passwordless);
      foldText(factor.rpId ?? '');
      foldGiven(factor.transports);
      foldGiven(factor.aaguid);
      foldText(String(factor.backedUp));
      foldNumber(likenessOf(factor.userHandle, sourceId));
      break;
    case 'recovery-codes':
      foldText(factor.hash ?? '');
      foldNumber(factor.codes.length);
      foldGiven(factor.total);
      foldCodes(factor.codes);
      break;
  }
}

function foldCodes(codes: readonly string[]): void {
  for (const kind of new Set(codes.map((code) => foldedAlone(() => foldClass(code, true)))))
    foldText(String(kind));
}

/** Is the handle the id itself? Then passkeys work without a user name wherever the id is kept. */
function likenessOf(handle: string | undefined, sourceId: string): number {
  if (handle === undefined) return 0;
  const text = Buffer.from(handle, 'base64url').toString('utf8');
  return text === sourceId ? 1 : text.toLowerCase() === sourceId.toLowerCase() ? 2 : 3;
}
