/**
 * The settings of the `keycloak` hook.
 *
 * @module
 */
import { z } from 'zod';
import { CallerSecrets } from '../wire/caller.ts';

export const Config = z.strictObject({
  secrets: CallerSecrets,
  basicUser: z
    .string()
    .min(1)
    .optional()
    .describe('User name, where the plugin is set to HTTP basic authentication; the secret is its password'),
  externalIdAttribute: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/)
    .default('footbridge_id')
    .describe('User attribute that holds our id: the same as in the settings of the target'),
  deadline: z
    .number()
    .int()
    .min(300)
    .max(30_000)
    .default(2_500)
    .describe('Milliseconds; Keycloak gives a storage provider three seconds'),
});

export type Config = z.output<typeof Config>;
