/** The messages in a real Chromium, as a mail program on the web shows them: on a phone and a desk, in light and dark. */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { startBrowser } from '../../test/servers/browser.ts';
import { openWriter } from './open-writer.ts';
import type { MessageKind } from './writer.ts';

const writer = await openWriter({
  brand: {
    name: 'Acme Travel',
    colour: '#0b6e4f',
    support: { url: 'https://help.acme.example', phone: '+44 20 7946 0000' },
    address: '1 High Street, London',
  },
  language: 'en',
  folder: '.',
});
const VALUES = {
  name: 'W'.repeat(80),
  link: `https://welcome.acme.example/go/${'x'.repeat(43)}`,
  linkDays: 7,
  code: '481 516',
  codeMinutes: 10,
  factors: ['totp', 'recovery-codes'],
  lastDay: '2026-12-20',
};
/** Every language once, and every kind of block. */
const SHOWN: readonly (readonly [MessageKind, string])[] = [
  ['invitation', 'de'],
  ['enrol', 'es'],
  ['code', 'fr'],
  ['done', 'en'],
  ['reminder', 'ja'],
];
const LOOKS = [
  [390, 'light'],
  [800, 'dark'],
] as const;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

needs('chromium')('a message in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function look(html: string, width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      offline: true,
    });
    try {
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.setContent(html);
      const scrolls = await page.evaluate('document.documentElement.scrollWidth');
      await page.evaluate(axe.source);
      // A message has no landmarks: it stands within those of the mail program.
      const { violations } = (await page.evaluate(
        "axe.run(document, { rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } } })",
      )) as AxeResult;
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      return { asked, scrolls, found };
    } finally {
      await context.close();
    }
  }

  it.each(SHOWN)(
    '%s in %s: axe finds nothing, nothing is loaded, nothing runs out of the window',
    async (kind, language) => {
      const { html } = writer.write(kind, language, VALUES);
      for (const [width, colorScheme] of LOOKS)
        expect(await look(html, width, colorScheme)).toEqual({ asked: [], scrolls: width, found: [] });
    },
  );
});
