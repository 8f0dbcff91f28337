/**
 * What of an identity decides how it fits a target, as one short text: identities of one shape fit alike.
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
import type { Glance } from './glance.ts';
import type { PasswordFacts } from './password-judge.ts';

/** Below so many characters no target's limit on all attributes together can be reached; above, the length decides. */
const SMALL_ATTRIBUTES = 200;

export function shapeOf(identity: Identity, password: PasswordFacts, glance: Glance): string | undefined {
  if (glance.odd) return undefined;
  const { status, kind, sourceId, identifiers, profile, attributes } = identity;
  let shape = `${status}${kind}${classOf(sourceId, true)}`;
  const email = identifiers.find(({ type }) => type === 'email')?.value.toLowerCase();
  for (const identifier of identifiers) shape += identifierShape(identifier, email);
  for (const claim in profile) shape += valueShape(claim, profile[claim as keyof typeof profile] as Json);
  shape += END;
  for (const name in attributes) shape += valueShape(name, attributes[name]);
  shape += END;
  if (glance.attributeLength >= SMALL_ATTRIBUTES) shape += JSON.stringify(attributes).length;
  shape += passwordShape(password);
  for (const factor of identity.factors) shape += factorShape(factor, sourceId);
  for (const { provider, issuer, username } of identity.links)
    shape += `L${sized(provider)}${sized(issuer)}${has(username)}`;
  for (const { purpose, status: given, version, at, evidence } of identity.consents)
    shape += `C${sized(purpose)}${given}${has(version)}${has(at)}${has(evidence)}`;
  for (const { type, name, client, id, roles } of identity.memberships)
    shape += `M${type}${sized(name)}${sized(client)}${has(id)}${roles?.map(sized).join('') ?? ''}`;
  return `${shape}${has(identity.createdAt)}${has(identity.updatedAt)}${has(identity.lastLoginAt)}`;
}

/** Stands where a length stands, and is none. */
const END = '\uffff';

/** With its length before it: without, `new` and `letter` would read as `newsletter` does. */
function sized(text = ''): string {
  return String.fromCharCode(text.length) + text;
}

function has(value: unknown): string {
  return value === undefined ? '0' : '1';
}

function identifierShape(
  { type, value, verified, verifiedAt, evidence }: Identifier,
  email: string | undefined,
): string {
  const flag = verified === undefined ? '?' : verified ? '+' : '-';
  const shape = `${type}${flag}${has(verifiedAt)}${has(evidence)}${classOf(value, type === 'username')}`;
  if (type === 'email') return ORDINARY_DOMAIN.test(value) ? `${shape}o` : shape;
  // Many systems fill the user name with the address, and such a name is no loss.
  return type === 'username' && value.toLowerCase() === email ? `${shape}=` : shape;
}

/** Rules for addresses differ in what they want of the domain, and agree on this one. */
const ORDINARY_DOMAIN = /@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const LOWER = 1;
const UPPER = 2;
const DIGIT = 4;
const FOREIGN = 8;
/** Signs that rules for user names and ids tell apart. */
const SIGNS = '-_.@+|/: ~!#$%&\'*=?^`{}\\"(),;<>[]';

/** Which kinds of characters it has, how it begins and ends, and how long it is. */
function classOf(text: string, measured: boolean): string {
  if (measured && text.length === 36 && UUID.test(text)) return text === text.toLowerCase() ? 'u' : 'U';
  let kinds = 0;
  let signs = 0;
  let last = 0;
  let doubled = 0;
  let first = 0;
  for (let i = 0; i < text.length; i++) {
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
  const size = measured ? Math.min(text.length, 0xffff) : text === '' ? 0 : 1;
  // As characters: writing six numbers out takes longer than looking at the text.
  return String.fromCharCode(
    kinds * 256 + first,
    signs & 0xffff,
    signs >>> 16,
    doubled & 0xffff,
    doubled >>> 16,
    last & 0xffff,
    last >>> 16,
    size,
  );
}

const SIGN_BITS: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const at = SIGNS.indexOf(String.fromCharCode(code));
  // 31 bits: the rarest share the last.
  return at < 0 ? 0 : 1 << Math.min(at, 30);
});

/** Beyond it, texts are told apart by the power of two that holds them. */
const LONG = 255;

/** Its name, its type, and whether there is anything in it. */
function valueShape(name: string, value: Json | undefined): string {
  if (typeof value === 'string') {
    if (value.length > LONG)
      return `${sized(name)}S${String.fromCharCode(Math.ceil(Math.log2(value.length)))}`;
    return `${sized(name)}${value === '' ? '0' : 's'}`;
  }
  if (typeof value !== 'object' || value === null)
    return `${sized(name)}${value === null ? '-' : (typeof value).charAt(0)}`;
  if (Array.isArray(value)) return `${sized(name)}[${listShape(value)}${END}`;
  let shape = `${sized(name)}{`;
  const record = value as Readonly<Record<string, Json>>;
  for (const member in record) shape += valueShape(member, record[member]);
  return shape + END;
}

function listShape(list: readonly Json[]): string {
  let shape = '';
  for (const item of list) shape += valueShape('', item);
  return shape;
}

function passwordShape(facts: PasswordFacts): string {
  if (!('population' in facts)) return `P${facts.kind}`;
  const { population, password, signature, kind } = facts;
  return `P${kind}${population.format} ${population.parameters} ${signature}${has(password.setAt)}`;
}

function factorShape(factor: Factor, sourceId: string): string {
  switch (factor.type) {
    case 'totp':
      return `T${factor.algorithm}${factor.digits},${factor.period},${factor.secret.length}${has(factor.label)}`;
    case 'webauthn':
      return `W${factor.passwordless}${sized(factor.rpId)}${has(factor.transports)}${has(factor.aaguid)}${factor.backedUp}${handleShape(factor.userHandle, sourceId)}`;
    case 'recovery-codes':
      return `R${sized(factor.hash)}${factor.codes.length},${has(factor.total)}${codesShape(factor.codes)}`;
    default:
      return `F${factor.type}`;
  }
}

function codesShape(codes: readonly string[]): string {
  return [...new Set(codes.map((code) => classOf(code, true)))].join();
}

/** Is the handle the id itself? Then passkeys work without a user name wherever the id is kept. */
function handleShape(handle: string | undefined, sourceId: string): string {
  if (handle === undefined) return '-';
  const text = Buffer.from(handle, 'base64url').toString('utf8');
  return text === sourceId ? '=' : text.toLowerCase() === sourceId.toLowerCase() ? '~' : '!';
}
