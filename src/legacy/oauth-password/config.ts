/**
 * The settings of the `oauth-password` legacy.
 *
 * @module
 */
import { z } from 'zod';
import { parseSourcePath } from '../../identity/mapping/source-path.ts';
import { isProtected, NEEDS_TLS, TLS } from '../asking/address.ts';
import { SPELLING } from '../asking/spelling.ts';
import { OwnRefusal } from './refusals.ts';

/** The claim that an export of the vendor calls the id. */
const ID_CLAIM = {
  generic: 'sub',
  keycloak: 'sub',
  auth0: 'sub',
  okta: 'sub',
  /** `sub` is another one for every application. */
  entra: 'oid',
  b2c: 'sub',
} as const;

export const Config = z
  .strictObject({
    vendor: z
      .enum(['generic', 'keycloak', 'auth0', 'okta', 'entra', 'b2c'])
      .default('generic')
      .describe('Whose words for a refusal are understood'),
    url: z.url({ protocol: /^https?$/ }).describe('The token endpoint'),
    clientId: z.string().min(1).describe('Client that may use the password grant'),
    clientSecret: z.string().min(1).meta({ secret: true }).optional().describe('Its secret, if it has one'),
    clientAuthentication: z
      .enum(['post', 'basic'])
      .default('post')
      .describe('How the client shows its secret: in the body, or as HTTP Basic'),
    scope: z
      .string()
      .default('openid profile email')
      .describe('Scopes to ask for; `openid` gives the id token'),
    realm: z
      .string()
      .min(1)
      .optional()
      .describe('Auth0: the connection (password-realm grant); absent: the default directory of the tenant'),
    audience: z.string().min(1).optional().describe('Auth0: API the token is for'),
    parameters: z.record(z.string(), z.string()).default({}).describe('Further parameters of the request'),
    userinfoUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Endpoint that shows the customer; absent: the claims of the id token are used'),
    revokeUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Endpoint at which the token is given back at once (RFC 7009)'),
    id: z
      .string()
      .refine((path) => parseSourcePath(path) !== undefined, { message: 'A claim, or a path like user.id.' })
      .optional()
      .describe('Claim with the id: the same that an export has; absent: `sub`, for entra `oid`'),
    refusals: z.array(OwnRefusal).default([]).describe('Rules tried before those of the vendor'),
    timeout: z.number().int().min(50).max(60_000).default(5_000).describe('Milliseconds for each call'),
    ...SPELLING,
    ...TLS,
  })
  .refine(
    ({ url, userinfoUrl, revokeUrl, insecure }) =>
      [url, userinfoUrl, revokeUrl].every((one) => one === undefined || isProtected(one, insecure)),
    NEEDS_TLS,
  )
  .refine(
    ({ clientAuthentication, clientSecret }) =>
      clientAuthentication !== 'basic' || clientSecret !== undefined,
    {
      message: 'HTTP Basic needs a secret.',
      path: ['clientSecret'],
    },
  )
  .transform((config) => ({ ...config, id: config.id ?? ID_CLAIM[config.vendor] }));

export type Config = z.output<typeof Config>;
