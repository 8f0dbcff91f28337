/**
 * Keycloak's JSON, only the parts that we send or read.
 *
 * @see https://www.keycloak.org/docs-api/26.7.4/rest-api/index.html#_definitions
 * @module
 */
import { z } from 'zod';

/** A credential as it goes in. Both parts are JSON inside a string. */
export interface Credential {
  /** Absent: Keycloak makes one. Sent again under the same one it is the same credential. */
  readonly id?: string;
  readonly type: 'password' | 'otp' | 'webauthn' | 'webauthn-passwordless' | 'recovery-authn-codes';
  readonly userLabel?: string;
  /** Milliseconds since 1970. */
  readonly createdDate?: number;
  readonly credentialData: string;
  readonly secretData: string;
}

/** A user as it goes in. Absent `enabled` means disabled there. */
export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly enabled: boolean;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly createdTimestamp?: number;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly requiredActions: readonly string[];
  readonly credentials: readonly Credential[];
  readonly federatedIdentities: readonly FederatedIdentity[];
  readonly groups: readonly string[];
  readonly realmRoles: readonly string[];
  readonly clientRoles: Readonly<Record<string, readonly string[]>>;
  /** The storage provider that judges the password until Keycloak has one of its own. */
  readonly federationLink?: string;
}

export const FederatedIdentity = z.object({
  identityProvider: z.string(),
  userId: z.string(),
  userName: z.string().nullish(),
});
export type FederatedIdentity = z.output<typeof FederatedIdentity>;

export const User = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string().nullish(),
  emailVerified: z.boolean().default(false),
  enabled: z.boolean().default(false),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  createdTimestamp: z.number().nullish(),
  totp: z.boolean().nullish(),
  attributes: z.record(z.string(), z.array(z.string())).default({}),
  requiredActions: z.array(z.string()).default([]),
});
export type User = z.output<typeof User>;

/** A credential as it is shown: never with its secret. */
export const ShownCredential = z.object({
  id: z.string(),
  type: z.string(),
  userLabel: z.string().nullish(),
  createdDate: z.number().nullish(),
  credentialData: z.string().nullish(),
});
export type ShownCredential = z.output<typeof ShownCredential>;

export const Group = z.object({ id: z.string(), name: z.string(), path: z.string() });
export type Group = z.output<typeof Group>;

export const Role = z.object({ id: z.string(), name: z.string(), clientRole: z.boolean().optional() });
export type Role = z.output<typeof Role>;

export const RoleMappings = z.object({
  realmMappings: z.array(Role).default([]),
  clientMappings: z
    .record(z.string(), z.object({ id: z.string(), client: z.string(), mappings: z.array(Role) }))
    .default({}),
});

export const Session = z.object({ start: z.number() });

export const Client = z.object({
  id: z.string(),
  clientId: z.string(),
  enabled: z.boolean().default(true),
  standardFlowEnabled: z.boolean().default(true),
  redirectUris: z.array(z.string()).default([]),
  rootUrl: z.string().nullish(),
});
export type Client = z.output<typeof Client>;

export const SessionCount = z.object({ active: z.coerce.number(), offline: z.coerce.number() });

export const Imported = z.object({
  results: z.array(z.object({ action: z.string(), resourceName: z.string(), id: z.string() })),
});

export const Realm = z.object({
  id: z.string(),
  realm: z.string(),
  defaultRole: z.object({ name: z.string() }),
  loginWithEmailAllowed: z.boolean().default(false),
  duplicateEmailsAllowed: z.boolean().default(false),
  registrationEmailAsUsername: z.boolean().default(false),
  editUsernameAllowed: z.boolean().default(false),
  passwordPolicy: z.string().nullish(),
  resetPasswordAllowed: z.boolean().default(false),
  verifyEmail: z.boolean().default(false),
  bruteForceProtected: z.boolean().default(false),
  permanentLockout: z.boolean().default(false),
  browserFlow: z.string().default('browser'),
  smtpServer: z.record(z.string(), z.unknown()).default({}),
  webAuthnPolicyRpId: z.string().nullish(),
  webAuthnPolicyPasswordlessRpId: z.string().nullish(),
  webAuthnPolicyPasswordlessPasskeysEnabled: z.boolean().nullish().transform(Boolean),
});
export type Realm = z.output<typeof Realm>;

export const UserProfile = z.object({
  attributes: z
    .array(
      z.object({
        name: z.string(),
        required: z.object({ roles: z.array(z.string()).nullish() }).nullish(),
        validations: z.record(z.string(), z.record(z.string(), z.unknown()).nullish()).nullish(),
        permissions: z.object({ edit: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .default([]),
  unmanagedAttributePolicy: z.string().nullish(),
});
export type UserProfile = z.output<typeof UserProfile>;

export const RequiredAction = z.object({
  alias: z.string(),
  enabled: z.boolean().default(false),
  defaultAction: z.boolean().default(false),
});
export type RequiredAction = z.output<typeof RequiredAction>;

/** One line of a login flow; `level` says under which earlier line it stands. */
export const Execution = z.object({
  level: z.number(),
  requirement: z.string(),
  providerId: z.string().nullish(),
});
export type Execution = z.output<typeof Execution>;

export const IdentityProvider = z.object({ alias: z.string(), enabled: z.boolean().default(true) });
export type IdentityProvider = z.output<typeof IdentityProvider>;

/** Errors come in two shapes: a rule of the user profile, and everything else. */
export const Failure = z.object({
  field: z.string().nullish(),
  errorMessage: z.string().nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
});
export type Failure = z.output<typeof Failure>;

export const LoginFailure = z.object({ error: z.string(), error_description: z.string().nullish() });

export const TokenRights = z.object({
  resource_access: z.record(z.string(), z.object({ roles: z.array(z.string()) })),
});
