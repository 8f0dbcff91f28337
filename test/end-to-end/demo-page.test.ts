/** The demo's page in a real browser: customers sign in with the legacy password at Better Auth's own endpoint. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { STAYING_AWAY } from '../../src/cli/demo/club.ts';
import { addressesFor, demoFolder, renewDemoFolder } from '../../src/cli/demo/folder.ts';
import { LOW_COSTS } from '../../src/cli/demo/old-hashes.ts';
import { SECOND_WAVE_REGULARS } from '../../src/cli/demo/regulars.ts';
import { type StartedServer, startServer, turnOldShop } from '../../src/cli/demo/start-server.ts';
import { writeClub, writeOldShop } from '../../src/cli/demo/write-shop.ts';
import { footbridge } from '../cli/footbridge.ts';
import { needs } from '../servers/binaries.ts';
import { startBrowser } from '../servers/browser.ts';

const parent = mkdtempSync(join(tmpdir(), 'demo-page-'));
const folder = demoFolder(parent);
const screens = join(parent, 'screens');
const config = ['--config', folder.config];

/** As small as a phone, as wide as a desk. */
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } } as const;

const NEW_PASSWORD = 'nine purple lamps at dawn';

const [VERA, WIM] = STAYING_AWAY.map(nameOf);
const [DAGNY, GITA] = SECOND_WAVE_REGULARS.map(nameOf);

let server: StartedServer;
let browser: Browser;
let page: Page;

function nameOf({ first_name, last_name }: { readonly first_name: string; readonly last_name: string }) {
  return `${first_name} ${last_name}`;
}

needs('chromium')('the page of the demo', () => {
  beforeAll(async () => {
    renewDemoFolder(folder);
    mkdirSync(screens);
    await writeOldShop(folder.path, 120, LOW_COSTS);
    await writeClub(folder.club, LOW_COSTS);
    const moved = await footbridge(parent, [
      'import',
      '--wave',
      'everybody-else',
      '--unproved',
      'all',
      ...config,
    ]);
    expect(moved, moved.stderr).toMatchObject({ exitCode: 3 });
    server = await startServer(folder, parent);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.letGo();
  });

  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage({ viewport: SIZES.desk });
    await page.goto(server.note.url);
  });

  async function press(name: string | RegExp): Promise<void> {
    await page.getByRole('button', { name }).click();
  }

  /** What the page says once an answer is there. */
  async function said(): Promise<string> {
    const output = page.locator('output').filter({ hasNotText: 'One moment' });
    await output.waitFor();
    return (await output.textContent()) ?? '';
  }

  async function signIn(name = ''): Promise<string> {
    await press(new RegExp(name));
    return said();
  }

  it('lets a member of the club in whom nobody exported, and refuses a wrong password of hers', async () => {
    await page.getByLabel('E-mail address').fill('vera.costa@example.org');
    await page.getByLabel('Password').fill('birch-harbour');
    await press('Sign in');
    expect(await said()).toContain('Invalid email or password');
    expect(await signIn(VERA)).toBe('✓ Signed in: Vera Costa, vera.costa@example.org');
  });

  it('lets a customer of the vault in who never moved', async () => {
    expect(await signIn(DAGNY)).toContain('✓ Signed in: Dagny Marino');
  });

  it('once the old shop is off: the vault goes on, whoever crossed gets in, the others have to wait', async () => {
    await turnOldShop(server.note, 'PUT');
    expect(await signIn(VERA)).toContain('✓ Signed in: Vera Costa');
    await page.getByText('The old shop is open').waitFor();
    await press('Switch it off');
    await page.getByText('The old shop is switched off').waitFor();
    await page.reload();
    expect(await signIn(GITA)).toContain('✓ Signed in: Gita Moreau');
    await page.reload();
    expect(await signIn(VERA)).toContain('✓ Signed in: Vera Costa');
    await page.reload();
    expect(await signIn(WIM)).toBe('… Signing in is not possible at the moment. Please try again.');
  });

  it('refuses a wrong password of a customer of the vault although nobody but us can judge it', async () => {
    await page.getByLabel('E-mail address').fill('hugo.lehmann@example.com');
    await page.getByLabel('Password').fill('hugo-und-die-katze');
    await press('Sign in');
    expect(await said()).toContain('✗ Invalid email or password');
  });

  it.each(['phone', 'desk'] as const)('fits a %s: nothing is wider than the screen', async (size) => {
    await turnOldShop(server.note, 'DELETE');
    await page.setViewportSize(SIZES[size]);
    await page.getByText('The old shop is switched off').waitFor();
    await signIn(GITA);
    await page.screenshot({ path: join(screens, `${size}.png`), fullPage: true });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
  });

  it('leads whoever reads their mail to a page for a new password, with which they sign in', async () => {
    const start = ['reset', 'start', 'by-hand', '--yes', ...config];
    const begun = await footbridge(parent, start, addressesFor(server.note));
    expect([0, 3], begun.stderr).toContain(begun.exitCode);
    await expect.poll(() => mails(), { timeout: 20_000 }).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'mail' }).click();
    const [mail] = await page.getByRole('listitem').all();
    const email = (await mail?.locator('strong').textContent()) ?? '';
    await page.setViewportSize(SIZES.phone);
    await page.screenshot({ path: join(screens, 'mailbox.png'), fullPage: true });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    await mail?.getByRole('link', { name: 'Open its link' }).click();
    await page.locator('main button.main').click();
    await page.locator('#password').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.waitForURL('**/done/password*');
    await page.locator('main a.main').click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(NEW_PASSWORD);
    await press('Sign in');
    expect(await said()).toContain('✓ Signed in');
  });

  async function mails(): Promise<number> {
    const response = await fetch(`${server.note.url}/mailbox.json`);
    const taken = (await response.json()) as readonly unknown[];
    return taken.length;
  }

  it('asks whoever had an authenticator app for its code', async () => {
    await press(/Emil Santos/);
    expect(await said()).toContain('Now the code');
    await page.getByLabel('Six digits').fill((await page.locator('[data-totp]').textContent()) ?? '');
    await press('Confirm');
    await page.getByText('✓ Signed in: Emil Santos').waitFor();
  });
});
