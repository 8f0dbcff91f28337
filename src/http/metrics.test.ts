import { afterEach, describe, expect, it } from 'vitest';
import { ADMIN, type ServedDoor, scriptDoor, serveDoor } from '../../test/scripted-door.ts';
import { createMetrics } from './metrics.ts';

let running: ServedDoor | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** One line of the text format: name, labels, value. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$/;

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
function parse(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ') || line.startsWith('# TYPE ')) continue;
    const [, name, labels, value] = SAMPLE.exec(line) ?? expect.fail(`not a sample: ${line}`);
    samples.set(labels === undefined ? `${name}` : `${name}{${labels}}`, Number(value));
  }
  return samples;
}

const OBSERVED = {
  hook: 'okta',
  op: 'verify',
  outcome: 'match',
  judge: 'vault',
  cohort: 'staff',
  took: 40,
} as const;

describe('the metrics', () => {
  it('count what the door answered, why, and how long it took', async () => {
    const metrics = createMetrics();
    metrics.observe(OBSERVED);
    metrics.observe(OBSERVED);
    metrics.observe({ ...OBSERVED, outcome: 'blocked', judge: 'nobody', because: 'throttled' });
    metrics.legacyCalled('http', 'wrong', 120);
    const samples = parse(await metrics.text());
    const answers =
      'footbridge_login_answers_total{hook="okta",op="verify",outcome="match",judge="vault",cohort="staff"}';
    expect(samples.get(answers)).toBe(2);
    expect(samples.get('footbridge_login_reasons_total{hook="okta",because="throttled"}')).toBe(1);
    expect(samples.get('footbridge_login_seconds_count{hook="okta",op="verify"}')).toBe(3);
    expect(samples.get('footbridge_login_seconds_bucket{le="0.025",hook="okta",op="verify"}')).toBe(0);
    expect(samples.get('footbridge_login_seconds_bucket{le="0.05",hook="okta",op="verify"}')).toBe(3);
    expect(samples.get('footbridge_legacy_seconds_sum{legacy="http",outcome="wrong"}')).toBeCloseTo(0.12);
    expect([...samples.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_p99_seconds'))).toBe(
      true,
    );
  });

  it('tell how the door does at the moment they are asked for', async () => {
    const door = scriptDoor();
    running = await serveDoor(door);
    door.now = { legacy: 'open', legacyInFlight: 3, unsettled: 8 };
    const samples = parse(await (await running.get('/metrics')).text());
    expect(samples.get('footbridge_legacy_breaker{state="open"}')).toBe(1);
    expect(samples.get('footbridge_legacy_breaker{state="closed"}')).toBe(0);
    expect(samples.get('footbridge_legacy_in_flight')).toBe(3);
    expect(samples.get('footbridge_login_unsettled')).toBe(8);
  });

  it('go on without the gauges of a door that cannot say', async () => {
    const door = scriptDoor();
    running = await serveDoor(door);
    door.health = () => Promise.reject(new Error('the ledger is away'));
    const response = await running.get('/metrics');
    expect(response.status).toBe(200);
    const samples = parse(await response.text());
    expect(samples.has('footbridge_legacy_breaker{state="open"}')).toBe(false);
    expect(samples.has('footbridge_login_unsettled')).toBe(false);
  });

  it('count requests by their route and never by their address', async () => {
    running = await serveDoor(scriptDoor());
    await running.get('/hooks/plain/users/ana');
    await running.get('/nowhere/ana');
    const text = await (await running.get('/metrics')).text();
    const samples = parse(text);
    const counted = (route: string, status: number) =>
      samples.get(`footbridge_http_seconds_count{route="${route}",method="GET",status="${status}"}`);
    expect(counted('/hooks/plain/users/:segment', 401)).toBe(1);
    expect(counted('none', 404)).toBe(1);
    expect(text).not.toContain('ana');
  });

  it('are for those who may', async () => {
    running = await serveDoor(scriptDoor(), { settings: { adminTokens: [ADMIN] } });
    expect((await running.get('/metrics')).status).toBe(401);
    const response = await running.get('/metrics', { authorization: `Bearer ${ADMIN}` });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  });
});
