/**
 * Somebody made up, shaped like somebody real: the same kinds of identifiers, factors, links and attributes, as long
 * as theirs, and none of their values.
 *
 * What belongs to the operator and not to the person stays: names of groups and roles, providers, purposes, the
 * status, the hash format. Passkeys are left out: a public key that nobody made is refused by good targets.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type {
  Factor,
  Identifier,
  Identity,
  Json,
  PasswordCredential,
  Profile,
} from '../../identity/identity.ts';
import { blankIdentity } from '../../identity/identity.ts';

/** Long enough ago for every rule about ages. */
const SOME_DAY = '2020-01-01T00:00:00Z';

/** Claims whose values must have a form. */
const FORMS: Readonly<Record<string, string>> = {
  birthdate: '1990-01-01',
  zoneinfo: 'Etc/UTC',
  locale: 'en',
  gender: 'unspecified',
  picture: 'https://footbridge-proof.invalid/picture.png',
  website: 'https://footbridge-proof.invalid/',
  profile: 'https://footbridge-proof.invalid/profile',
};

export interface Disguise {
  /** Name of the set: stands in the family name. */
  readonly name: string;
  /** This one's own name within it. */
  readonly local: string;
  /** Counted within the set. */
  readonly number: number;
  readonly emailDomain: string;
  readonly password?: PasswordCredential;
}

export function shapeLike(real: Identity, disguise: Disguise): Identity {
  const { name, local, password } = disguise;
  return {
    ...blankIdentity(local),
    kind: real.kind,
    status: real.status,
    identifiers: identifiersLike(real.identifiers, disguise),
    profile: { ...profileLike(real.profile), family_name: name },
    attributes: Object.fromEntries(
      Object.entries(real.attributes).map(([key, value]) => [key, valueLike(value)]),
    ),
    ...(password === undefined ? {} : { password }),
    factors: real.factors.flatMap((factor) => factorLike(factor, disguise)),
    links: real.links.map(({ provider }) => ({ provider, subject: `${local}-${provider}` })),
    consents: real.consents.map(({ purpose, status }) => ({ purpose, status })),
    memberships: real.memberships,
    ...(real.createdAt === undefined ? {} : { createdAt: SOME_DAY }),
  };
}

/** One of each type: a second address would only be a loss. */
function identifiersLike(real: readonly Identifier[], disguise: Disguise): Identifier[] {
  const types = new Set(real.map(({ type }) => type));
  if (disguise.number >= PHONES) types.delete('phone');
  if (types.size === 0) types.add('email');
  return [...types].map((type) => {
    const verified = real.find((one) => one.type === type)?.verified;
    const value =
      type === 'email' ? emailOf(disguise) : type === 'phone' ? phoneOf(disguise) : disguise.local;
    return { type, value, ...(verified === undefined ? {} : { verified }) };
  });
}

function emailOf({ local, emailDomain }: Disguise): string {
  return `${local}@${emailDomain}`;
}

/**
 * Ofcom keeps 07700 900000 to 900999 for drama: nobody has them. So only a thousand get a phone number.
 *
 * @see https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
 */
const PHONES = 1_000;

function phoneOf({ number }: Disguise): string {
  return `+4477009${String(number % PHONES).padStart(5, '0')}`;
}

function profileLike({ address, ...claims }: Profile): Profile {
  const filled = Object.entries(claims).map(([claim, value]) => [
    claim,
    FORMS[claim] ?? letters(String(value).length),
  ]);
  const place =
    address &&
    Object.fromEntries(Object.entries(address).map(([part, value]) => [part, letters(String(value).length)]));
  return { ...Object.fromEntries(filled), ...(place === undefined ? {} : { address: place }) };
}

function valueLike(value: Json): Json {
  if (typeof value === 'string') return letters(value.length);
  if (typeof value === 'number') return 0;
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(valueLike);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, valueLike(one)]));
}

function letters(length: number): string {
  return 'x'.repeat(length);
}

function factorLike(real: Factor, disguise: Disguise): readonly Factor[] {
  switch (real.type) {
    case 'totp':
      return [
        {
          type: 'totp',
          secret: base32(real.secret.length),
          algorithm: real.algorithm,
          digits: real.digits,
          period: real.period,
        },
      ];
    case 'recovery-codes':
      return [{ ...real, codes: real.codes.map(codeLike) }];
    case 'sms':
      return disguise.number >= PHONES ? [] : [{ type: 'sms', phone: phoneOf(disguise) }];
    case 'email':
      return [{ type: 'email', email: emailOf(disguise) }];
    case 'webauthn':
      return [];
  }
}

/** Signs stay, so that what was base 64 is base 64. */
function codeLike(code: string): string {
  return code.replaceAll(/[A-Za-z0-9]/g, () => randomBytes(1).toString('hex').charAt(0));
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(length: number): string {
  return [...randomBytes(length)].map((byte) => BASE32.charAt(byte % BASE32.length)).join('');
}
