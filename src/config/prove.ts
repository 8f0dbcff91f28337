/**
 * The `prove` section: what synthetic customers look like, how long a proof lasts, and who may cross without one. And
 * the `rehearsal` section: where a rehearsal is played.
 *
 * @module
 */
import { z } from 'zod';

const Waiver = z.strictObject({
  population: z
    .string()
    .min(1)
    .meta({ description: 'A format, a format with its parameters (`bcrypt-2b:cost 10`), or `all`.' }),
  by: z.string().min(1).meta({ description: 'Who decided it.' }),
  reason: z.string().min(1).meta({ description: 'Why; both go into the event chain.' }),
});

export const ProveConfig = z.strictObject({
  emailDomain: z
    .string()
    .regex(/^(?=.{4,190}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain in lower case')
    .default('footbridge-proof.invalid')
    .meta({
      description:
        'Domain of the synthetic customers. Where the target looks whether a domain exists, one of yours that belongs to nobody.',
    }),
  attributes: z.record(z.string().min(1), z.json()).default({}).meta({
    description:
      'Attributes that the target insists on, or by which your own rules know a synthetic customer.',
  }),
  validDays: z.int().min(1).max(365).default(30).meta({ description: 'Days for which a proof is valid.' }),
  waive: z.array(Waiver).default([]).meta({
    description: 'Populations that may cross without a proof, each with a name and a reason.',
  }),
});
