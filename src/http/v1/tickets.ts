/** `/v1/tickets`: a help desk tells of its tickets, one by one or together; and how many there are. */
import { z } from 'zod';
import { Ticket } from '../../engine/tickets.ts';
import { refuse } from '../../hooks/wire/reply.ts';
import { defineOperation } from './operation.ts';
import { TicketsTaken, TicketTotals } from './reset-desk.ts';

/** As many as fit into the largest body there is. */
const MOST = 50;

const Given = z.union([Ticket, z.strictObject({ tickets: z.array(Ticket).min(1).max(MOST) })]);

export const takeTickets = defineOperation(
  {
    method: 'post',
    path: '/v1/tickets',
    summary: 'Tell of tickets',
    description:
      'Each counts once, however often it is told. The token is `reset.tickets.secret`, or one of an operator.',
    body: Given,
    also: 'help-desk',
    answers: { 200: { means: 'Every ticket was added, or was here already', shape: TicketsTaken } },
  },
  Given,
  async (desk, given) => ({
    status: 200,
    json: await desk.reset.takeTickets('tickets' in given ? given.tickets : [given]),
  }),
);

const Span = z.object({
  since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Absent: thirty days.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Absent: now.' }),
});

export const countTickets = defineOperation(
  {
    method: 'get',
    path: '/v1/tickets',
    summary: 'How many tickets, by day, campaign and cohort',
    query: Span,
    answers: { 200: { means: 'Days of UTC, oldest first', shape: TicketTotals } },
  },
  Span,
  async (desk, { since, until }) => {
    const [from, to] = [since, until].map((time) => (time === undefined ? undefined : Date.parse(time)));
    const isSpan = (from ?? 0) < (to ?? Number.POSITIVE_INFINITY);
    // PostgreSQL has no year 0, and no help desk tickets of before 1970.
    if (!isSpan || (from ?? 0) < 0) return refuse(400, 'invalid_request');
    return { status: 200, json: await desk.reset.tickets(from, to) };
  },
);
