/**
 * The settings of the `zitadel` hook.
 *
 * @module
 */
import { z } from 'zod';

export const Config = z.strictObject({
  url: z.url().describe('Address of the instance: https://acme-abc123.zitadel.cloud'),
  token: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('Personal access token of a service user with the roles ORG_OWNER and IAM_LOGIN_CLIENT'),
  organisation: z.string().min(1).describe('Id of the organisation in which customers are created'),
  signingKeys: z
    .array(z.string().min(16))
    .min(1)
    .max(6)
    .meta({ secret: true })
    .describe('Signing keys of the three targets, and while they are being rotated the ones before'),
  loginClient: z
    .string()
    .min(1)
    .default('zitadel-cloud-login')
    .describe(
      'User id under which the login page looks users up; others who list users see no customer of ours',
    ),
  timeout: z
    .number()
    .int()
    .min(1_000)
    .max(30_000)
    .default(10_000)
    .describe('`timeout` of the targets in milliseconds; the door gets half of it, our own calls the rest'),
  policyMessage: z
    .string()
    .min(1)
    .default('Please reset your password.')
    .describe('What a customer reads whose right password ZITADEL does not take, by its password policy'),
  unavailableMessage: z
    .string()
    .min(1)
    .default('Signing in is not possible at the moment. Please try again later.')
    .describe('What a customer reads while the legacy cannot be asked'),
});

export type Config = z.output<typeof Config>;
