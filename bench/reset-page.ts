/**
 * How soon somebody on a slow phone can begin: the page on which a credential is chosen, in a real Chromium with a CPU four
 * times as slow, on what Lighthouse calls slow 4G (150 ms, 1.6 Mbit/s), with nothing kept from before.
 *
 * Usable is the end of DOMContentLoaded: scripts have run and the button of the passkey answers. Painted is the first
 * contentful paint: what works without a script can be used from then on.
 *
 * `node bench/reset-page.ts [rounds]`
 *
 * @module
 */
import { fastify } from 'fastify';
import type { Browser } from 'playwright-core';
import { mountResetPage } from '../src/http/reset/mount.ts';
import { GOOD_TOKEN, openTestPage, scriptJourneys, VIEWS } from '../test/scripted-journeys.ts';
import { startBrowser } from '../test/servers/browser.ts';
import { freePort } from '../test/servers/process.ts';

const ROUNDS = Number(process.argv[2] ?? 9);

/** @see https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

/** A page may be loaded before it is painted. */
const TIMES = `new Promise((resolve) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName('first-contentful-paint')[0];
  const [{ domContentLoadedEventEnd: usable }] = performance.getEntriesByType('navigation');
  if (first) resolve({ painted: first.startTime, usable });
}).observe({ type: 'paint', buffered: true }))`;

interface Measured {
  /** Milliseconds since the address was opened. */
  readonly painted: number;
  readonly usable: number;
  /** Bytes on the wire, headers included; no compression, which whoever ends TLS may add. */
  readonly weight: number;
}

const port = await freePort();
const pageUrl = `http://localhost:${port}/reset`;
const journeys = scriptJourneys({ stand: VIEWS.credential });
if (journeys.session !== undefined) journeys.session = { ...journeys.session, until: Date.now() + 3_600_000 };
const app = fastify({ logger: false, exposeHeadRoutes: false });
const policy = { pageUrl, loginUrl: 'https://login.example.com/' };
mountResetPage(app, openTestPage(journeys, { policy, now: Date.now }), { failed: console.error });
await app.listen({ host: 'localhost', port });
const browser = await startBrowser();
for (const [name, path] of [
  ['the link', `/go/${GOOD_TOKEN}`],
  ['choosing a credential', '/step'],
] as const) {
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(browser, path));
  const median = (of: keyof Measured) =>
    Math.round(rounds.map((one) => one[of]).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0);
  console.log(
    `${name}: painted ${median('painted')} ms, usable ${median('usable')} ms, ${(median('weight') / 1000).toFixed(1)} kB`,
  );
}
await browser.close();
await app.close();

/** A browser that has never been here, except that its session has begun. */
async function measure(from: Browser, path: string): Promise<Measured> {
  const context = await from.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await context.request.post(`${pageUrl}/begin`, { form: { token: GOOD_TOKEN }, maxRedirects: 0 });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let weight = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    weight += encodedDataLength;
  });
  await page.goto(`${pageUrl}${path}`, { waitUntil: 'load' });
  const times = (await page.evaluate(TIMES)) as Omit<Measured, 'weight'>;
  await context.close();
  return { ...times, weight };
}
