/**
 * From a message to a login, as customers go: a real SMTP server, the link out of the mail, a real Chromium with an
 * authenticator of its own, the page that `footbridge serve` shows, and a real Better Auth at which they sign in afterwards.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn, totpCode } from '../../src/cli/demo/sign-in.ts';
import { needs } from '../servers/binaries.ts';
import { addAuthenticator, startBrowser } from '../servers/browser.ts';
import { type PasskeyLogin, startPasskeyLogin } from '../servers/passkey-login.ts';
import { freePort } from '../servers/process.ts';
import { type ResetProject, startResetProject } from './reset-project.ts';

const SECRET = 'a secret of thirty-two characters';
const PASSWORD = 'seven green lanterns at dusk';

const CUSTOMERS = `id,email,name,language
1,mia@shop.example,Mia,de
2,noah@shop.example,Noah,en
3,zoe@shop.example,"Zoë ""><script>alert(1)</script>",en
4,kai@shop.example,Kai,ja
`;

needs('chromium')('a customer who was asked to set a new credential', () => {
  let reset: ResetProject;
  let login: PasskeyLogin;
  let browser: Browser;

  beforeAll(async () => {
    const port = await freePort();
    reset = await startResetProject({
      environment: { BETTER_AUTH_SECRET: SECRET },
      customers: CUSTOMERS,
      target: {
        type: 'better-auth',
        database: 'new.sqlite',
        rpId: 'localhost',
        baseURL: `http://localhost:${port}`,
        secret: { secret: 'BETTER_AUTH_SECRET' },
      },
      journey: {
        loginUrl: `http://localhost:${port}/`,
        passkey: { rpId: 'localhost' },
        factors: 'required',
      },
    });
    const database = join(reset.project.folder, 'new.sqlite');
    login = await startPasskeyLogin(port, { database, secret: SECRET });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await login?.stop();
    expect(await reset?.stop()).toBe(0);
  });

  async function withBrowser(
    options: BrowserContextOptions,
    go: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const foreign: string[] = [];
    context.on('request', (request) => {
      if (new URL(request.url()).hostname !== 'localhost') foreign.push(request.url());
    });
    try {
      await go(await context.newPage(), context);
      expect(foreign).toEqual([]);
    } finally {
      await context.close();
    }
  }

  it('makes a passkey on the page and signs in with it at the new platform', async () => {
    await withBrowser({ viewport: { width: 390, height: 844 } }, async (page) => {
      await addAuthenticator(page);
      const link = await reset.linkTo('mia');
      await page.goto(link);
      await page.locator('main button.main').click();
      await page.waitForURL('**/reset/step');
      await page.getByRole('button', { name: 'Create a passkey' }).click();
      await page.waitForURL('**/done/passkey*');
      expect(await page.locator('main a.main').getAttribute('href')).toBe(`${login.url}/`);
      expect(await login.signIn(page)).toBe('mia@shop.example');
      await page.goto(link);
      expect(await page.locator('h1').textContent()).toBe('This link does not work any more');
    });
  });

  it('sets a password without JavaScript, proves an authenticator app, and signs in with both', async () => {
    await withBrowser({ javaScriptEnabled: false }, async (page) => {
      await page.goto(await reset.linkTo('noah'));
      await page.locator('main button.main').click();
      expect(await page.getByRole('button', { name: 'Create a passkey' }).isVisible()).toBe(false);
      await page.locator('#password').fill('noah@shop.example');
      await page.getByRole('button', { name: 'Save password' }).click();
      expect(await page.locator('.refused').isVisible()).toBe(true);
      await page.locator('#password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Save password' }).click();
      const totp = ((await page.locator('.secret').textContent()) ?? '').replaceAll(' ', '');
      await page.locator('#code').fill('000000');
      await page.locator('main button.main').click();
      expect(await page.locator('.refused').isVisible()).toBe(true);
      await page.locator('#code').fill(totpCode(totp));
      await page.locator('main button.main').click();
      expect(await page.locator('.codes code').count()).toBe(10);
      await page.locator('main button.main').click();
      await page.waitForURL('**/done/password*');
      const attempt = { email: 'noah@shop.example', password: PASSWORD };
      expect(await signIn(login.url, { ...attempt, totp })).toBe('signed in with a code');
      expect(await signIn(login.url, attempt)).toBe('asked for a code');
    });
  });

  it('with markup for a name, an impatient finger and a second tab ends with one password', async () => {
    await withBrowser({}, async (page, context) => {
      const link = await reset.linkTo('zoe');
      await page.goto(link);
      expect(await page.content()).not.toContain('<script>alert');
      const second = await context.newPage();
      await second.goto(link);
      await page.locator('main button.main').dblclick();
      await page.waitForURL('**/reset/step');
      await page.getByRole('link', { name: 'Use a password instead' }).click();
      await page.locator('#password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Show password' }).click();
      expect(await page.locator('#password').getAttribute('type')).toBe('text');
      await page.getByRole('button', { name: 'Save password' }).dblclick();
      await page.locator('.secret').waitFor();
      await second.locator('main button.main').click();
      expect(await second.locator('h1').textContent()).not.toContain('Choose how you sign in');
      expect(await signIn(login.url, { email: 'zoe@shop.example', password: PASSWORD })).toMatch(
        /^signed in|asked/,
      );
    });
  });

  it('asks for a new link with an old one, which then opens nothing', async () => {
    const link = await reset.linkTo('kai');
    await withBrowser({ locale: 'ja' }, async (page) => {
      await page.goto(new URL('/reset/', link).href);
      await page.locator('#identifier').fill('kai@shop.example');
      await page.locator('main button.main').click();
      await page.waitForURL('**/reset/sent*');
      expect(await page.locator('html').getAttribute('lang')).toBe('ja');
      await expect.poll(() => reset.mailbox.to('kai@shop.example').length, { timeout: 20_000 }).toBe(2);
      await page.goto(link);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('このリンクは使えません');
      await page.goto(await reset.linkTo('kai'));
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        '新しいログイン方法を設定してください',
      );
    });
  });

  it('and strangers with ten thousand guesses get nothing, not even a difference', async () => {
    const address = new URL('/reset/go/', await reset.linkTo('kai')).href;
    const seen = new Map<string, number>();
    const guess = async () => {
      const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
      const response = await fetch(`${address}${token}`);
      const said = `${response.status} ${(await response.text()).replaceAll(token, '')}`;
      seen.set(said, (seen.get(said) ?? 0) + 1);
    };
    for (let done = 0; done < 10_000; done += 50) await Promise.all(Array.from({ length: 50 }, guess));
    expect([...seen.keys()].map((said) => said.slice(0, 3)).sort()).toEqual(['404', '429']);
  });

  it('is in no line of the log: neither token, nor address, nor password', () => {
    const all = reset.log();
    expect(all).toContain('/reset/go/:token');
    expect(all).not.toMatch(/@shop\.example|seven green|go\/[\w-]{43}/);
  });
});
