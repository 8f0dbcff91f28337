/**
 * `/v1/assistance`: help by support under the rule of two people, for the tool of a help desk.
 *
 * The tool says which of its people acts. That the two are two is held by the ledger; that they are who they say is the
 * tool's to see to.
 *
 * @module
 */
import { z } from 'zod';
import { LEVELS } from '../../engine/assistance/level.ts';
import { defineOperation } from './operation.ts';
import { Refusal, refusing } from './refusals.ts';
import { AssistanceAnswer, Code } from './reset-desk.ts';

const Operator = z
  .string()
  .min(1)
  .max(80)
  .meta({ description: 'The person who does it, by name: never the name of a tool.' });

const REFUSED = {
  404: { means: 'Not exactly one customer, or no such request', shape: Refusal },
  409: { means: 'Not allowed: rules, limits or time', shape: Refusal },
} as const;

const Asked = z.strictObject({
  customer: z.string().min(1).max(1_024).meta({ description: 'What they log in with; or our id.' }),
  level: z.enum(LEVELS).meta({ description: 'Of SP 800-63A-4.' }),
  checks: z.array(z.string().min(1).max(200)).min(1).max(5).meta({
    description:
      '`strong driving-licence visual-inspection visual-comparison`; docs/assistance.md has the words.',
  }),
  operator: Operator,
});

export const askAssistance = defineOperation(
  {
    method: 'post',
    path: '/v1/assistance',
    summary: 'Say what was checked, and ask for another operator’s approval',
    body: Asked,
    answers: { 200: { means: 'It waits for a decision', shape: AssistanceAnswer }, ...REFUSED },
  },
  Asked,
  (desk, asked) => refusing(async () => ({ status: 200, json: await desk.reset.requestAssistance(asked) })),
);

const Which = z.object({
  open: z.enum(['true', 'false']).default('false').meta({ description: 'Only those that wait.' }),
});

export const listAssistance = defineOperation(
  {
    method: 'get',
    path: '/v1/assistance',
    summary: 'Requests, the newest first',
    query: Which,
    answers: {
      200: { means: 'At most 200', shape: z.object({ requests: z.array(AssistanceAnswer) }) },
    },
  },
  Which,
  async (desk, { open }) => ({
    status: 200,
    json: { requests: await desk.reset.assistance(open === 'true') },
  }),
);

const Id = z.object({ id: z.uuid().meta({ description: 'Of the request.' }) });
const Decision = z.strictObject({ operator: Operator, decision: z.enum(['approved', 'refused']) });
const DecisionAsked = Id.extend(Decision.shape);

export const decideAssistance = defineOperation(
  {
    method: 'post',
    path: '/v1/assistance/:id/decision',
    summary: 'Approve or refuse what another operator asked for',
    params: Id,
    body: Decision,
    answers: { 200: { means: 'It is decided', shape: AssistanceAnswer }, ...REFUSED },
  },
  DecisionAsked,
  (desk, { id, operator, decision }) =>
    refusing(async () => ({ status: 200, json: await desk.reset.decide(id, operator, decision) })),
);

const By = z.strictObject({ operator: Operator });
const CodeAsked = Id.extend(By.shape);

export const showCode = defineOperation(
  {
    method: 'post',
    path: '/v1/assistance/:id/code',
    summary: 'The code, once, for the operator who approved',
    params: Id,
    body: By,
    answers: { 200: { means: 'Good for ten minutes, five tries and one use', shape: Code }, ...REFUSED },
  },
  CodeAsked,
  (desk, { id, operator }) =>
    refusing(async () => ({ status: 200, json: await desk.reset.showCode(id, operator) })),
);
