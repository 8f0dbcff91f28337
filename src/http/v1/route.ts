/**
 * `/v1/route`: who is to answer a customer, for a login page or a proxy that stands before both sides; and how that
 * is changed while everything runs.
 *
 * An identifier in a query ends in the logs of every proxy on the way; `POST` keeps it in the body.
 *
 * @module
 */
import { z } from 'zod';
import { refuse } from '../../hooks/wire/reply.ts';
import { type Desk, Place, Routed, Routes } from './desk.ts';
import { defineOperation } from './operation.ts';

const Whom = z.object({ identifier: z.string().min(1).max(1_024).meta({ description: 'As typed.' }) });

const ANSWERS = {
  200: { means: 'Who is to answer', shape: Routed },
  404: { means: 'Nobody can have such an identifier' },
} as const;

const askRoute = async (desk: Desk, { identifier }: z.output<typeof Whom>) => {
  const routed = await desk.placeOf(identifier);
  return routed === undefined ? refuse(404, 'no_identifier') : { status: 200, json: routed };
};

export const routeByQuery = defineOperation(
  {
    method: 'get',
    path: '/v1/route',
    summary: 'Who is to answer this customer',
    query: Whom,
    answers: ANSWERS,
  },
  Whom,
  askRoute,
);

export const routeByBody = defineOperation(
  {
    method: 'post',
    path: '/v1/route',
    summary: 'Who is to answer this customer, asked without leaving them in the logs of proxies',
    body: Whom,
    answers: ANSWERS,
  },
  Whom,
  askRoute,
);

export const listRoutes = defineOperation(
  {
    method: 'get',
    path: '/v1/routes',
    summary: 'How cohorts are divided',
    answers: {
      200: {
        means: 'Cohorts with a share, and how many identifiers have a place of their own',
        shape: Routes,
      },
    },
  },
  z.unknown(),
  async (desk) => ({ status: 200, json: await desk.routes() }),
);

const By = z.string().min(1).max(200).optional().meta({
  description: 'Who does it, for the audit chain. Absent: the operator of this server.',
});

const Change = z.union([
  z.strictObject({
    cohort: z
      .string()
      .max(40)
      .meta({ description: 'Of `login.cohorts`; empty: whoever falls under no rule.' }),
    share: z.int().min(0).max(100).meta({ description: 'Per cent to be answered by Footbridge.' }),
    by: By,
  }),
  z.strictObject({
    identifier: z.string().min(1).max(1_024).meta({ description: 'One customer.' }),
    place: Place.nullable().meta({ description: 'null: as their cohort again.' }),
    by: By,
  }),
]);

export const setRoutes = defineOperation(
  {
    method: 'put',
    path: '/v1/routes',
    summary: 'Divide a cohort, or give one identifier a place of its own',
    description: 'Every instance follows within two seconds.',
    body: Change,
    answers: {
      200: { means: 'As it is now', shape: Routes },
      404: { means: 'Nobody can have such an identifier' },
    },
  },
  Change,
  async (desk, change) => {
    if ('cohort' in change) await desk.setRoute(change.cohort, change.share, change.by);
    else if (!(await desk.setException(change.identifier, change.place ?? undefined, change.by))) {
      return refuse(404, 'no_identifier');
    }
    return { status: 200, json: await desk.routes() };
  },
);
