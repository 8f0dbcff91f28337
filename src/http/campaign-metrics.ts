/**
 * What Prometheus is told of campaigns that are not over: customers by outcome, where they left, tickets.
 *
 * Gauges, because customers move from one outcome to another. Labels are the names of at most twenty campaigns and
 * closed lists: 21 series for each campaign, and none names a customer.
 *
 * @module
 */
import { Gauge, type Registry } from 'prom-client';
import { JOURNEY_STEPS } from '../engine/reset/campaign.ts';
import { OUTCOMES } from '../engine/reset/funnel-document.ts';
import type { Campaigns } from './v1/reset-desk.ts';

/** undefined takes the gauges away: an old value would look like a present one. */
export function campaignMetrics(registry: Registry): (now: Campaigns | undefined) => void {
  const registers = [registry];
  const customers = new Gauge({
    name: 'footbridge_reset_customers',
    help: 'Customers of a campaign, each in one outcome',
    labelNames: ['campaign', 'outcome'],
    registers,
  });
  const stages = new Gauge({
    name: 'footbridge_reset_reached',
    help: 'Customers of a campaign who came at least to this stage',
    labelNames: ['campaign', 'stage'],
    registers,
  });
  const left = new Gauge({
    name: 'footbridge_reset_abandoned',
    help: 'Customers of a campaign who left the page at this step',
    labelNames: ['campaign', 'step'],
    registers,
  });
  const tickets = new Gauge({
    name: 'footbridge_reset_tickets',
    help: 'Tickets of customers whom a campaign had written to',
    labelNames: ['campaign'],
    registers,
  });
  return (now) => {
    for (const gauge of [customers, stages, left, tickets]) gauge.reset();
    for (const { name: campaign, counts, tickets: count } of now?.campaigns ?? []) {
      for (const outcome of OUTCOMES) customers.set({ campaign, outcome }, counts.outcomes[outcome]);
      for (const stage of ['sent', 'delivered', 'opened', 'started'] as const)
        stages.set({ campaign, stage }, counts[stage]);
      for (const step of JOURNEY_STEPS) left.set({ campaign, step }, counts.abandonedAt[step]);
      tickets.set({ campaign }, count);
    }
  };
}
