/**
 * Every page of a journey in a real Chromium: readable by everybody, on a phone and a desk, in light and dark, in five
 * languages, loading nothing from anybody else.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type FastifyInstance, fastify } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountResetPage } from '../../src/http/reset/mount.ts';
import { LANGUAGES } from '../../src/http/reset/words/index.ts';
import {
  GOOD_TOKEN,
  openTestPage,
  type ScriptedJourneys,
  scriptJourneys,
  VIEWS,
} from '../scripted-journeys.ts';
import { needs } from '../servers/binaries.ts';
import { startBrowser } from '../servers/browser.ts';
import { freePort } from '../servers/process.ts';

/** A folder for whoever wants to look at them. */
const SCREENSHOTS = process.env.FOOTBRIDGE_SCREENSHOTS;

/** Those without a session. */
const STILL = { start: '', sent: '/sent', voice: '/voice', stranger: '/go/wrong' } as const;

const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
] as const;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

needs('chromium')('a page of a journey in a browser', () => {
  let browser: Browser;
  let app: FastifyInstance;
  let journeys: ScriptedJourneys;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/reset`;
    journeys = scriptJourneys();
    const parts = {
      policy: {
        pageUrl: url,
        loginUrl: 'https://login.example.com/',
        fallback: { url: 'https://login.example.com/old' },
      },
      now: Date.now,
    };
    journeys.session = { ...(journeys.session ?? none()), until: Date.now() + 3_600_000 };
    app = fastify({ logger: false, exposeHeadRoutes: false });
    mountResetPage(app, openTestPage(journeys, parts), { failed: (_where, error) => console.error(error) });
    await app.listen({ host: '127.0.0.1', port });
    browser = await startBrowser();
    if (SCREENSHOTS !== undefined) mkdirSync(SCREENSHOTS, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function withPage(
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const foreign: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(url)) foreign.push(request.url());
    });
    try {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('status of'))
          complaints.push(message.text());
      });
      await look(page);
      expect(foreign).toEqual([]);
      // A policy that forbids what the page needs is complained about here.
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  /** A session is begun once in each browser; after that its page shows whatever the engine answers. */
  async function openView(page: Page, name: keyof typeof VIEWS): Promise<void> {
    const first = name === 'welcome' || name === 'lost';
    journeys.say({ look: first ? VIEWS[name] : VIEWS.welcome, stand: VIEWS[name] });
    const begun = (await page.context().cookies()).some((cookie) => cookie.name === 'journey');
    await page.goto(!first && begun ? `${url}/step` : `${url}/go/${GOOD_TOKEN}`);
    if (!first && !begun) await page.locator('main button').click();
  }

  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`axe finds nothing on any page, ${viewport.width} pixels wide, ${colorScheme}`, async () => {
        // axe is put into the page by the test, which the page's own policy rightly forbids.
        const options = { viewport, colorScheme, bypassCSP: true, locale: 'en-GB' };
        await withPage(options, async (page) => {
          for (const name of Object.keys(VIEWS) as (keyof typeof VIEWS)[]) {
            await openView(page, name);
            await judge(page, `${name}-${viewport.width}-${colorScheme}`);
          }
          journeys.say({});
          for (const [name, path] of Object.entries(STILL)) {
            await page.goto(`${url}${path}`);
            await judge(page, `${name}-${viewport.width}-${colorScheme}`);
          }
        });
      });
    }
  }

  describe.each(Object.keys(LANGUAGES))('in %s', (language) => {
    it('no page is wider than a small phone', async () => {
      await withPage({ viewport: { width: 320, height: 640 }, locale: language }, async (page) => {
        for (const name of Object.keys(VIEWS) as (keyof typeof VIEWS)[]) {
          await openView(page, name);
          expect([name, await page.locator('html').getAttribute('lang')]).toEqual([name, language]);
          expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, 320]);
        }
        await screenshot(page, `last-320-${language}`);
        await openView(page, 'credential');
        await screenshot(page, `credential-320-${language}`);
      });
    });
  });

  it('with text twice as large nothing is cut off', async () => {
    await withPage({ viewport: { width: 640, height: 900 } }, async (page) => {
      for (const name of Object.keys(VIEWS) as (keyof typeof VIEWS)[]) {
        await openView(page, name);
        await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
        expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, 640]);
      }
    });
  });

  it('what is refused is read out first, and each reason leads to its field', async () => {
    await withPage({ viewport: SIZES[0] }, async (page) => {
      await openView(page, 'refused');
      expect(await page.evaluate('document.activeElement.className')).toBe('refused');
      await page.locator('.refused a').first().click();
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
    });
  });

  async function judge(page: Page, name: string): Promise<void> {
    await screenshot(page, name);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run(document)')) as AxeResult;
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  }

  async function screenshot(page: Page, name: string): Promise<void> {
    if (SCREENSHOTS === undefined) return;
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }
});

function none(): never {
  throw new Error('there is a session');
}
