/**
 * The settings of the `entra` hook.
 *
 * @see https://learn.microsoft.com/entra/external-id/customers/how-to-migrate-passwords-just-in-time
 * @module
 */
import { z } from 'zod';

export const Config = z.strictObject({
  tenantId: z.guid().describe('Directory (tenant) id of the external tenant'),
  tenant: z
    .string()
    .regex(/^[a-z0-9-]+$/i)
    .describe('Its subdomain: "acme" of acme.ciamlogin.com'),
  appId: z.guid().describe('Application (client) id of the app registration of the custom extension'),
  keys: z
    .array(z.string().min(1))
    .min(1)
    .max(2)
    .meta({ secret: true })
    .describe(
      'Private keys (PKCS#8 PEM) of the encryption certificate: one, and while it is being rotated the one before',
    ),
  timeout: z
    .number()
    .int()
    .min(200)
    .max(2_000)
    .default(2_000)
    .describe('`timeoutInMilliseconds` of the extension; Microsoft allows 200 to 2,000 and sets 1,000'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(1)
    .default(1)
    .describe('`maximumRetries` of the extension: so often the same request may come again'),
  actionPrefix: z
    .enum(['passwordsubmit', 'passwordSubmit'])
    .default('passwordsubmit')
    .describe("Spelling of the action types; Microsoft's sample and its pages differ"),
  blockTitle: z
    .string()
    .min(1)
    .default('Sign-in is not possible')
    .describe('Title of the page of who is blocked'),
  blockMessage: z
    .string()
    .min(1)
    .default('Please contact support.')
    .describe('Text of that page; the same for every reason, so that it tells nothing about an account'),
  keysUrl: z
    .url()
    .optional()
    .describe('Where the tenant publishes its signing keys, where it is not on ciamlogin.com'),
});

export type Config = z.output<typeof Config>;

/** Tenants name themselves by subdomain and by id. */
export function issuersOf({ tenant, tenantId }: Config): string[] {
  return [tenant, tenantId].map((name) => `https://${name}.ciamlogin.com/${tenantId}/v2.0`);
}

export function keysUrlOf({ tenant, tenantId, keysUrl }: Config): string {
  return keysUrl ?? `https://${tenant}.ciamlogin.com/${tenantId}/discovery/v2.0/keys`;
}
