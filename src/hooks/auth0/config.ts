/**
 * The settings of the `auth0` hook.
 *
 * @module
 */
import { z } from 'zod';
import { CallerSecrets } from '../wire/caller.ts';

export const Config = z.strictObject({
  secrets: CallerSecrets,
  identifiers: z
    .array(z.enum(['email', 'phone', 'username']))
    .min(1)
    .default(['email'])
    .describe('What the connection lets people log in with; Auth0 refuses users with more'),
  userMetadata: z
    .array(z.string())
    .default([])
    .describe(
      'Attributes that customers may change themselves: they go to user_metadata, the rest to app_metadata',
    ),
  deadline: z
    .number()
    .int()
    .min(500)
    .max(15_000)
    .default(8_000)
    .describe('Milliseconds; Auth0 stops a script after about 20 seconds'),
});

export type Config = z.output<typeof Config>;
