/**
 * The settings of the `okta` hook.
 *
 * @module
 */
import { z } from 'zod';
import { CallerSecrets } from '../wire/caller.ts';

export const Config = z
  .strictObject({
    secrets: CallerSecrets.optional(),
    oauth: z
      .strictObject({
        issuer: z.url().describe('Issuer of the access tokens, exactly as it stands in them'),
        audience: z.string().min(1).describe('Audience that the tokens are made for'),
        jwksUrl: z.url().describe('Where the keys of the issuer are published'),
        clientId: z.string().min(1).describe('The client that Okta has there: `cid`, `azp` or `client_id`'),
      })
      .optional()
      .describe('For the OAuth 2.0 channel: whose tokens Okta calls with, instead of a secret'),
    deadline: z
      .number()
      .int()
      .min(300)
      .max(10_000)
      .default(2_200)
      .describe('Milliseconds; Okta waits for three seconds unless its support has changed that'),
  })
  .refine(({ secrets, oauth }) => secrets !== undefined || oauth !== undefined, {
    path: ['secrets'],
    message: 'expected secrets, or oauth',
  });

export type Config = z.output<typeof Config>;
