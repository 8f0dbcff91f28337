/**
 * `/v1/customers`: one customer's story, and what a support agent may do for them alone.
 *
 * An identifier in an address ends in the logs of every proxy on the way; in the body it does not.
 *
 * @module
 */
import { z } from 'zod';
import { defineOperation } from './operation.ts';
import { Refusal, refusing } from './refusals.ts';
import { CustomerId, TimelineAnswer } from './reset-desk.ts';

const Id = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i)
    .meta({ description: 'Our id of the customer, with dashes or as targets store it.' }),
});

const Whom = z.strictObject({
  customer: z.string().min(1).max(1_024).meta({ description: 'What they log in with, as typed; or our id.' }),
});

const STORY = {
  200: { means: 'Oldest first', shape: TimelineAnswer },
  404: { means: 'Not exactly one customer', shape: Refusal },
} as const;

export const timelineById = defineOperation(
  {
    method: 'get',
    path: '/v1/customers/:id/timeline',
    summary: 'What happened to one customer',
    params: Id,
    answers: STORY,
  },
  Id,
  (desk, { id }) => refusing(async () => ({ status: 200, json: await desk.reset.timeline(id) })),
);

export const timelineByIdentifier = defineOperation(
  {
    method: 'post',
    path: '/v1/customers/timeline',
    summary: 'What happened to one customer, asked without leaving them in the logs of proxies',
    body: Whom,
    answers: STORY,
  },
  Whom,
  (desk, { customer }) => refusing(async () => ({ status: 200, json: await desk.reset.timeline(customer) })),
);

const Action = Whom.extend({
  operator: z.string().min(1).max(80).meta({ description: 'Who does it, by name.' }),
  reason: z.string().min(1).max(200).meta({
    description: 'Why, for the audit chain: the number of a ticket; no address, no number of a customer.',
  }),
});

const DONE = z.object({ id: CustomerId });

const REFUSED = {
  404: { means: 'Not exactly one customer', shape: Refusal },
  409: { means: 'Not allowed for this customer now', shape: Refusal },
} as const;

export const resend = defineOperation(
  {
    method: 'post',
    path: '/v1/customers/resend',
    summary: 'Send one customer a new link, to the address we know',
    description: 'The old link is dead. At most three a day for one customer.',
    body: Action,
    answers: {
      200: { means: 'It goes out before all others', shape: DONE.extend({ campaign: z.string() }) },
      ...REFUSED,
    },
  },
  Action,
  (desk, action) => refusing(async () => ({ status: 200, json: await desk.reset.resend(action) })),
);

export const optOut = defineOperation(
  {
    method: 'post',
    path: '/v1/customers/opt-out',
    summary: 'Ask one customer no more',
    body: Action,
    answers: {
      200: {
        means: 'Their links are dead, and nothing more goes out',
        shape: DONE.extend({ journeys: z.int(), withdrawn: z.int() }),
      },
      ...REFUSED,
    },
  },
  Action,
  (desk, action) => refusing(async () => ({ status: 200, json: await desk.reset.optOut(action) })),
);
