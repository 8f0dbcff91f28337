/**
 * The canonical identity: one customer, or one service account, between any source and any target.
 *
 * Profile claims carry their OpenID Connect names (OIDC Core 1.0 §5.1), memberships and status follow SCIM
 * (RFC 7643). Absent means that the source did not say. Nothing here is ever guessed: no verified flag, consent
 * date or timestamp that the legacy did not hold.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 * @see https://www.rfc-editor.org/rfc/rfc7643#section-4.1
 * @module
 */
import { z } from 'zod';

/** ISO 8601 with a zone, as the source gave it: `2024-03-01T10:00:00Z`, `2024-03-01T10:00:00+01:00`. */
const Timestamp = z.iso.datetime({ offset: true });

/** Any JSON value: what an attribute may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
const Json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

export const Identifier = z.strictObject({
  type: z.enum(['email', 'phone', 'username']),
  /** As the customer writes it, trimmed and in NFC; phones in E.164. `identifierKey` gives the form to compare. */
  value: z.string().min(1),
  /** Absent: the source does not say, which no target may read as "yes". */
  verified: z.boolean().optional(),
  verifiedAt: Timestamp.optional(),
  /** Where the flag came from: "auth0 email_verified", "row in email_confirmations". */
  evidence: z.string().optional(),
});

/** OIDC standard claims except the identifiers, which stand in `identifiers`. */
export const Profile = z.strictObject({
  name: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  middle_name: z.string().optional(),
  nickname: z.string().optional(),
  profile: z.string().optional(),
  picture: z.string().optional(),
  website: z.string().optional(),
  gender: z.string().optional(),
  birthdate: z.string().optional(),
  zoneinfo: z.string().optional(),
  locale: z.string().optional(),
  address: z
    .strictObject({
      formatted: z.string().optional(),
      street_address: z.string().optional(),
      locality: z.string().optional(),
      region: z.string().optional(),
      postal_code: z.string().optional(),
      country: z.string().optional(),
    })
    .optional(),
});

/**
 * A password hash as the legacy held it, with all that stands outside the string.
 *
 * `hash` is never rewritten: what it means is the business of `src/passwords`. `beside` holds the other columns
 * a format needs (salt, iterations, user name …); `secrets` names secrets of the whole site, never their values.
 */
export const PasswordCredential = z.strictObject({
  /** Id of the format in `src/passwords`; absent: to be recognised from the string. */
  format: z.string().optional(),
  hash: z.string().min(1),
  beside: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** role (`pepper`, `signerKey` …) → name of the secret in the configuration. */
  secrets: z.record(z.string(), z.string()).optional(),
  setAt: Timestamp.optional(),
  mustChange: z.boolean().optional(),
});

const Totp = z.strictObject({
  type: z.literal('totp'),
  /** RFC 4648 base32, upper case, no padding. */
  secret: z.string().regex(/^[A-Z2-7]+$/),
  algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  digits: z.number().int().min(6).max(10),
  /** Seconds. */
  period: z.number().int().min(10).max(300),
  label: z.string().optional(),
  createdAt: Timestamp.optional(),
});

const WebAuthn = z.strictObject({
  type: z.literal('webauthn'),
  /** base64url. */
  credentialId: z.string().min(1),
  /** The COSE key (RFC 9052 §7), base64url. */
  publicKey: z.string().min(1),
  signCount: z.number().int().nonnegative(),
  rpId: z.string().optional(),
  /** base64url of the user handle the authenticator returns. */
  userHandle: z.string().optional(),
  transports: z.array(z.string()).optional(),
  aaguid: z.string().optional(),
  backedUp: z.boolean().optional(),
  backupEligible: z.boolean().optional(),
  /** A passkey: signs in without a password. Otherwise a second factor. */
  passwordless: z.boolean(),
  label: z.string().optional(),
  createdAt: Timestamp.optional(),
});

const RecoveryCodes = z.strictObject({
  type: z.literal('recovery-codes'),
  /** Plain codes, or their hashes; `hash` names the format of the latter. Order matters to some systems. */
  codes: z.array(z.string()),
  hash: z.enum(['sha512-base64', 'sha256-hex', 'bcrypt', 'scrypt']).optional(),
  /** How many there were at first, and how many are left. */
  total: z.number().int().optional(),
  createdAt: Timestamp.optional(),
});

const SmsFactor = z.strictObject({ type: z.literal('sms'), phone: z.string() });
const EmailFactor = z.strictObject({ type: z.literal('email'), email: z.string() });

export const Factor = z.discriminatedUnion('type', [Totp, WebAuthn, RecoveryCodes, SmsFactor, EmailFactor]);

/** A federated login. `subject` is the id at the provider, never an e-mail address. */
export const Link = z.strictObject({
  provider: z.string().min(1),
  issuer: z.string().optional(),
  subject: z.string().min(1),
  username: z.string().optional(),
});

export const Consent = z.strictObject({
  purpose: z.string().min(1),
  status: z.enum(['granted', 'withdrawn', 'denied']),
  version: z.string().optional(),
  at: Timestamp.optional(),
  evidence: z.string().optional(),
});

export const Membership = z.strictObject({
  type: z.enum(['organisation', 'group', 'role']),
  /** Path or name as the source spells it: `/staff/berlin`, `admin`. */
  name: z.string().min(1),
  id: z.string().optional(),
  /** The client or application a role belongs to; the roles held inside an organisation. */
  client: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

export const Identity = z.strictObject({
  /** The id in the source, exactly. */
  sourceId: z.string().min(1),
  kind: z.enum(['person', 'service']),
  /** `invited`: created but never completed. Disabled stays disabled. */
  status: z.enum(['active', 'disabled', 'locked', 'invited']),
  identifiers: z.array(Identifier),
  profile: Profile,
  attributes: z.record(z.string(), Json),
  password: PasswordCredential.optional(),
  factors: z.array(Factor),
  links: z.array(Link),
  consents: z.array(Consent),
  memberships: z.array(Membership),
  createdAt: Timestamp.optional(),
  updatedAt: Timestamp.optional(),
  lastLoginAt: Timestamp.optional(),
});

export type Identity = z.output<typeof Identity>;
export type Identifier = z.output<typeof Identifier>;
export type IdentifierType = Identifier['type'];
export type Profile = z.output<typeof Profile>;
export type PasswordCredential = z.output<typeof PasswordCredential>;
export type Factor = z.output<typeof Factor>;
export type FactorType = Factor['type'];
export type Link = z.output<typeof Link>;
export type Consent = z.output<typeof Consent>;
export type Membership = z.output<typeof Membership>;

/** An identity with nothing but its id: what a source fills in. */
export function blankIdentity(sourceId: string): Identity {
  return {
    sourceId,
    kind: 'person',
    status: 'active',
    identifiers: [],
    profile: {},
    attributes: {},
    factors: [],
    links: [],
    consents: [],
    memberships: [],
  };
}
