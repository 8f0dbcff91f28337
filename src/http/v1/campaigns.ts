/** `/v1/reset/campaigns`: which there are, and how far their customers came. */
import { z } from 'zod';
import { defineOperation } from './operation.ts';
import { Refusal, refusing } from './refusals.ts';
import { Campaigns, FunnelAnswer } from './reset-desk.ts';

export const listCampaigns = defineOperation(
  {
    method: 'get',
    path: '/v1/reset/campaigns',
    summary: 'Campaigns, and how far their customers came',
    answers: { 200: { means: 'The newest first', shape: Campaigns } },
  },
  z.unknown(),
  async (desk) => ({ status: 200, json: await desk.reset.campaigns() }),
);

const Named = z.object({ name: z.string().min(1).max(200).meta({ description: 'Of the campaign.' }) });

export const campaignFunnel = defineOperation(
  {
    method: 'get',
    path: '/v1/reset/campaigns/:name/funnel',
    summary: 'The funnel of one campaign',
    params: Named,
    answers: {
      200: { means: 'Counted now', shape: FunnelAnswer },
      404: { means: 'There is no such campaign', shape: Refusal },
    },
  },
  Named,
  (desk, { name }) => refusing(async () => ({ status: 200, json: await desk.reset.funnel(name) })),
);
