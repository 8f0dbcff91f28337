/**
 * The settings of the `cognito` hook.
 *
 * @module
 */
import { z } from 'zod';
import { CallerSecrets } from '../wire/caller.ts';

const AttributeName = z
  .string()
  .regex(/^(custom:)?[A-Za-z_]{1,20}$/, 'a standard attribute, or custom: and 20 letters at most');

export const Config = z.strictObject({
  secrets: CallerSecrets,
  attributes: z
    .record(z.string(), AttributeName)
    .default({})
    .describe(
      'Attribute of the customer → attribute of the user pool, which has to have it: `{ plan: "custom:plan" }`',
    ),
  externalIdAttribute: AttributeName.optional().describe(
    'Attribute of the user pool for our id; the pool has to have it: "custom:footbridge_id"',
  ),
  deadline: z
    .number()
    .int()
    .min(300)
    .max(4_500)
    .default(4_000)
    .describe('Milliseconds; Cognito gives a Lambda five seconds, its start included'),
});

export type Config = z.output<typeof Config>;
