/** `/v1/status`: where everybody is. */
import { z } from 'zod';
import { Status } from './desk.ts';
import { defineOperation } from './operation.ts';

export const status = defineOperation(
  {
    method: 'get',
    path: '/v1/status',
    summary: 'Where everybody is',
    answers: { 200: { means: 'Counts by state, open problems, and how the legacy does', shape: Status } },
  },
  z.unknown(),
  async (desk) => ({ status: 200, json: await desk.status() }),
);
