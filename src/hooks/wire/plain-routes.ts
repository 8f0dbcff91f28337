/**
 * The routes of our own plain protocol, described for the OpenAPI page by the shapes that read them.
 *
 * @module
 */
import { z } from 'zod';
import type { DescribedRoute } from '../hook.ts';
import { Lookup, Settle, Verify } from './plain.ts';

const Customer = z
  .object({
    externalId: z.string().meta({ description: '32 hex digits: our id of the customer.' }),
    uuid: z.uuid().meta({ description: 'The same 128 bits.' }),
    targetId: z.string().optional().meta({ description: 'Once they stand in the target.' }),
  })
  .loose()
  .meta({ description: 'More of the profile where the hook is set to tell it.' });

const Said = z.object({
  outcome: z.enum([
    'match',
    'match-must-change',
    'wrong',
    'unknown',
    'blocked',
    'mfa-required',
    'already-migrated',
    'technical-error',
  ]),
  reason: z
    .string()
    .optional()
    .meta({ description: 'Why they are blocked, or have to change the password.' }),
  customer: Customer.optional(),
});

const Known = z.object({ known: z.boolean() });

const ANSWERS = {
  200: { means: 'match, match-must-change', shape: Said },
  403: { means: 'wrong, mfa-required', shape: Said },
  404: { means: 'unknown', shape: Said },
  409: { means: 'already-migrated: the target judges', shape: Said },
  413: { means: 'Larger than any question' },
  423: { means: 'blocked', shape: Said },
  429: { means: 'blocked: throttled; Retry-After says for how long', shape: Said },
  503: { means: 'technical-error: the same question may succeed in a moment', shape: Said },
} as const;

export const PLAIN_ROUTES: readonly DescribedRoute[] = [
  { path: '/login', summary: 'Is this password right?', body: Verify, answers: ANSWERS },
  {
    path: '/lookup',
    summary: 'Is there such a customer, who has not crossed yet?',
    body: Lookup,
    answers: ANSWERS,
  },
  {
    path: '/settle',
    summary: 'Something happened in the target or in the legacy',
    body: Settle,
    answers: {
      200: { means: 'Noted, if we know them', shape: Known },
      503: { means: 'Not noted; say it again', shape: Said },
    },
  },
];
