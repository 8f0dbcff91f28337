/**
 * What Prometheus is told: answers, latencies, the state of the legacy, and the process itself.
 *
 * Every label comes from the configuration or from a closed list, so that the number of series is bounded and none
 * names a customer. Counters are of this process; a sum over all instances is the whole.
 *
 * @see https://prometheus.io/docs/practices/naming/
 * @module
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DoorHealth, Observation } from '../engine/login.ts';
import { campaignMetrics } from './campaign-metrics.ts';
import type { Campaigns } from './v1/reset-desk.ts';

/** Seconds. The shortest deadline of a target is 1.5 s, the longest about 20; a bcrypt of cost 10 takes 0.05. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20];

/** Milliseconds between two looks at the event loop: a hundred a second cost nothing that can be measured. */
const LOOP_PRECISION = 10;

const BREAKER_STATES = ['none', 'closed', 'half-open', 'open'] as const satisfies DoorHealth['legacy'][];

export interface AnsweredCall {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Milliseconds. */
  readonly took: number;
}

export interface Metrics {
  /** Of the door. */
  observe(observation: Observation): void;
  /** One call of the legacy. Milliseconds. */
  legacyCalled(legacy: string, outcome: string, took: number): void;
  answered(call: AnsweredCall): void;
  /** Asked at each scrape; a door that cannot say leaves its gauges out. */
  watch(health: () => Promise<DoorHealth>): void;
  /** Asked at each scrape, too. */
  watchCampaigns(running: () => Promise<Campaigns>): void;
  readonly contentType: string;
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION });
  const login = loginMetrics(registry);
  const tellHealth = healthMetrics(registry);
  const tellCampaigns = campaignMetrics(registry);
  let health: (() => Promise<DoorHealth>) | undefined;
  let campaigns: (() => Promise<Campaigns>) | undefined;
  const http = new Histogram({
    name: 'footbridge_http_seconds',
    help: 'Requests by route, from their head to the end of the answer',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  return {
    ...login,
    answered: ({ took, ...labels }) => http.observe(labels, took / 1000),
    watch(asked) {
      health = asked;
    },
    watchCampaigns(asked) {
      campaigns = asked;
    },
    contentType: registry.contentType,
    async text() {
      tellHealth(await health?.().catch(() => undefined));
      tellCampaigns(await campaigns?.().catch(() => undefined));
      return registry.metrics();
    },
  };
}

function loginMetrics(registry: Registry): Pick<Metrics, 'observe' | 'legacyCalled'> {
  const registers = [registry];
  const answers = new Counter({
    name: 'footbridge_login_answers_total',
    help: 'Answers of the door',
    labelNames: ['hook', 'op', 'outcome', 'judge', 'cohort'],
    registers,
  });
  const reasons = new Counter({
    name: 'footbridge_login_reasons_total',
    help: 'Answers whose outcome alone does not say why: throttled, deadline, breaker-open, repeated',
    labelNames: ['hook', 'because'],
    registers,
  });
  const seconds = new Histogram({
    name: 'footbridge_login_seconds',
    help: 'From the question to the answer of the door',
    labelNames: ['hook', 'op'],
    buckets: BUCKETS,
    registers,
  });
  const legacy = new Histogram({
    name: 'footbridge_legacy_seconds',
    help: 'Calls of the legacy',
    labelNames: ['legacy', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  return {
    observe({ hook, op, outcome, judge, cohort, took, because }) {
      answers.inc({ hook, op, outcome, judge, cohort });
      seconds.observe({ hook, op }, took / 1000);
      if (because !== undefined) reasons.inc({ hook, because });
    },
    legacyCalled: (name, outcome, took) => legacy.observe({ legacy: name, outcome }, took / 1000),
  };
}

/** undefined takes the gauges away: an old value would look like a present one. */
function healthMetrics(registry: Registry): (now: DoorHealth | undefined) => void {
  const registers = [registry];
  const inFlight = new Gauge({
    name: 'footbridge_legacy_in_flight',
    help: 'Calls of the legacy under way',
    registers,
  });
  const unsettled = new Gauge({
    name: 'footbridge_login_unsettled',
    help: 'Matches whose credential nobody has seen in the target yet',
    registers,
  });
  const breaker = new Gauge({
    name: 'footbridge_legacy_breaker',
    help: 'State of the breaker in front of the legacy: 1 for the one it is in',
    labelNames: ['state'],
    registers,
  });
  return (now) => {
    if (now === undefined) {
      breaker.reset();
      inFlight.remove();
      unsettled.remove();
      return;
    }
    for (const state of BREAKER_STATES) breaker.set({ state }, state === now.legacy ? 1 : 0);
    inFlight.set(now.legacyInFlight);
    unsettled.set(now.unsettled);
  };
}
