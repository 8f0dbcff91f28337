/**
 * The settings of the `kratos` hook.
 *
 * @module
 */
import { z } from 'zod';
import { CallerSecrets } from '../wire/caller.ts';

export const Config = z.strictObject({
  secrets: CallerSecrets,
  apiKeyHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
    .default('X-Api-Key')
    .describe('Header in which Kratos sends the secret (`auth.config.name` of the hook)'),
  hasher: z
    .enum(['bcrypt', 'argon2'])
    .default('bcrypt')
    .describe('`hashers.algorithm` of Kratos; bcrypt, its default, takes no password of more than 72 bytes'),
  template: z
    .boolean()
    .default(false)
    .describe(
      'Print the hook with our template of its body, which says from where and in which flow; Kratos 1.3.1 takes none',
    ),
  deadline: z
    .number()
    .int()
    .min(500)
    .max(25_000)
    .default(8_000)
    .describe('Milliseconds; Kratos itself would wait for 30 seconds, which no customer does'),
});

export type Config = z.output<typeof Config>;
