/** `/v1/history`: what was answered, added up by minute, hour or day. */
import { History, Span } from './desk.ts';
import { defineOperation } from './operation.ts';

export const history = defineOperation(
  {
    method: 'get',
    path: '/v1/history',
    summary: 'What was answered, added up',
    query: Span,
    answers: { 200: { means: 'Slices that have answers, oldest first', shape: History } },
  },
  Span,
  async (desk, span) => ({ status: 200, json: await desk.history(span) }),
);
