/**
 * The `assume` section: numbers of the operator's own in place of those in docs/assumptions.md.
 *
 * Which names there are, and between what a number has to lie, is the forecast's business and checked there.
 *
 * @module
 */
import { z } from 'zod';

export const AssumeConfig = z.record(
  z.string().min(1),
  z.union([
    z.number(),
    z.strictObject({
      value: z.number(),
      low: z.number().optional(),
      high: z.number().optional(),
      source: z.string().min(1).optional(),
    }),
  ]),
);
