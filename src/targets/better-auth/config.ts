/**
 * The settings of the `better-auth` target.
 *
 * What the other side can hold depends on its plugins, and `fit` has to know them without asking anybody: so they
 * are named here, and `checks.ts` compares the names with what is really there.
 *
 * @module
 */
import { z } from 'zod';

/** Plugins of Better Auth that this target writes for. */
export const PLUGINS = [
  'admin',
  'two-factor',
  'username',
  'phone-number',
  'passkey',
  'organization',
] as const;

export type PluginName = (typeof PLUGINS)[number];

/** Additional user fields of the embedded instance: OIDC claims and the rest have a place there from the start. */
export const EMBEDDED_FIELDS: Readonly<Record<string, string>> = {
  'profile.given_name': 'givenName',
  'profile.family_name': 'familyName',
  'profile.middle_name': 'middleName',
  'profile.nickname': 'nickname',
  'profile.profile': 'profile',
  'profile.website': 'website',
  'profile.gender': 'gender',
  'profile.birthdate': 'birthdate',
  'profile.zoneinfo': 'zoneinfo',
  'profile.locale': 'locale',
  'profile.address': 'address',
  attributes: 'attributes',
  consents: 'consents',
};

export const Config = z.strictObject({
  database: z
    .string()
    .default('.footbridge/better-auth.sqlite')
    .describe('SQLite file of the embedded instance; made where there is none'),
  auth: z
    .string()
    .optional()
    .describe('Module that exports your own instance as `auth`; takes the place of `database`'),
  secret: z
    .string()
    .min(32)
    .meta({ secret: true })
    .optional()
    .describe(
      'BETTER_AUTH_SECRET of the embedded instance; absent: made once, in a file beside the database',
    ),
  baseURL: z.url().default('http://localhost:3000').describe('Address of the embedded instance'),
  plugins: z
    .array(z.enum(PLUGINS))
    .default([...PLUGINS])
    .describe('Better Auth plugins the instance has'),
  placeholderDomain: z
    .hostname()
    .optional()
    .describe('Customers without an e-mail address get one under this domain, which must receive no mail'),
  rpId: z.string().optional().describe('Relying party of the passkeys there; others are left behind'),
  fields: z
    .record(z.string().regex(/^(profile\.\w+|attributes(\..+)?|consents)$/), z.string())
    .optional()
    .describe('Claim or attribute → additional user field of the instance'),
  roles: z
    .record(z.string(), z.string())
    .default({})
    .describe('Role in the legacy → role of the admin plugin; others are left behind'),
  resetPage: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Page of your application on which a new password is chosen (`redirectTo` of `requestPasswordReset`); absent: customers are not sent there',
    ),
  username: z
    .strictObject({
      minLength: z.number().int().positive(),
      maxLength: z.number().int().positive(),
      pattern: z.string(),
    })
    .optional()
    .describe('What the user name plugin lets in at sign-in'),
});

export type Config = z.output<typeof Config>;

/** better-auth/dist/plugins/username: what it accepts unless told otherwise. */
const DEFAULT_USERNAME = { minLength: 3, maxLength: 30, pattern: '^[a-zA-Z0-9_.]+$' };

/** The embedded instance accepts whatever the legacy accepted; 255 is what a unique column holds on MySQL. */
export const EMBEDDED_USERNAME = { minLength: 1, maxLength: 255, pattern: '^[^\\p{Cc}]+$' };

export function usernameRule(config: Config) {
  return config.username ?? (config.auth === undefined ? EMBEDDED_USERNAME : DEFAULT_USERNAME);
}

export function fieldsOf(config: Config): Readonly<Record<string, string>> {
  return config.fields ?? (config.auth === undefined ? EMBEDDED_FIELDS : {});
}
