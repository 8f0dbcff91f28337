/** `/v1/history`: what was answered, added up by minute, hour or day. */
import { refuse } from '../../hooks/wire/reply.ts';
import { History, Span } from './desk.ts';
import { defineOperation } from './operation.ts';

export const history = defineOperation(
  {
    method: 'get',
    path: '/v1/history',
    summary: 'What was answered to logins, added up',
    query: Span,
    answers: { 200: { means: 'Slices of the time asked for, oldest first', shape: History } },
  },
  Span,
  async (desk, span) => {
    const told = await desk.history(span);
    return told === undefined ? refuse(400, 'too_many_slices') : { status: 200, json: told };
  },
);
