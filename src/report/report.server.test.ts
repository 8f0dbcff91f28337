/**
 * The reports in a real Chromium: readable by everybody, on a phone and a desk, in light and dark, without a network,
 * on paper.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ASSESSMENT } from '../../test/report/assessment.ts';
import { EVIDENCE } from '../../test/report/evidence.ts';
import { PLAN } from '../../test/report/plan.ts';
import { PLAYBOOK } from '../../test/report/playbook.ts';
import { PROOFS } from '../../test/report/proofs.ts';
import { needs } from '../../test/servers/binaries.ts';
import { startBrowser } from '../../test/servers/browser.ts';
import { renderAssessment, renderEvidence, renderPlan, renderPlaybook, renderProofs } from './index.ts';

const REPORTS: readonly (readonly [name: string, page: string])[] = [
  ['assessment', renderAssessment(ASSESSMENT)],
  ['plan', renderPlan(PLAN)],
  ['playbook', renderPlaybook(PLAYBOOK)],
  ['proofs', renderProofs(PROOFS)],
  ['evidence', renderEvidence(EVIDENCE, { state: 'unsigned', missing: ['links'] })],
];

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

needs('chromium')('a report in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-report-'));
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function withPage<Result>(
    content: string,
    options: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
    look: (page: Page, asked: readonly string[]) => Promise<Result>,
  ): Promise<Result> {
    const context = await browser.newContext({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.colorScheme,
      offline: true,
      // axe is put into the page by the test, which the page's own policy rightly forbids.
      bypassCSP: true,
    });
    const asked: string[] = [];
    try {
      const page = await context.newPage();
      page.on('request', (request) => asked.push(request.url()));
      const file = join(folder, 'report.html');
      writeFileSync(file, content);
      await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
      return await look(page, asked);
    } finally {
      await context.close();
    }
  }

  for (const [name, content] of REPORTS) {
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        it(`axe finds nothing in the report of the ${name} at ${width} pixels, ${colorScheme}`, async () => {
          const found = await withPage(content, { width, colorScheme }, async (page) => {
            await page.evaluate(axe.source);
            // What stands in closed details is judged as well.
            await page.evaluate(
              `document.querySelectorAll('details').forEach((details) => { details.open = true })`,
            );
            const result = (await page.evaluate('axe.run(document)')) as AxeResult;
            return result.violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
            );
          });
          expect(found).toEqual([]);
        });
      }
    }

    it(`the report of the ${name} asks nobody for anything`, async () => {
      const asked = await withPage(content, { width: 1280, colorScheme: 'light' }, async (_, asked) => asked);
      expect(asked.map((address) => address.split('/').at(-1))).toEqual(['report.html']);
    });

    it(`the report of the ${name} does not scroll sideways on a phone`, async () => {
      const wide = await withPage(content, { width: 390, colorScheme: 'light' }, (page) =>
        page.evaluate('document.documentElement.scrollWidth'),
      );
      expect(wide).toBe(390);
    });

    it(`the report of the ${name} prints on A4`, async () => {
      const pdf = await withPage(content, { width: 1280, colorScheme: 'dark' }, (page) =>
        page.pdf({ preferCSSPageSize: true, printBackground: true }),
      );
      const text = pdf.toString('latin1');
      expect(text.startsWith('%PDF-')).toBe(true);
      // 210 by 297 millimetres in points.
      expect(text).toMatch(/\/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12][.\d]*\s*\]/);
    });
  }
});
