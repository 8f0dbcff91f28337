/**
 * Customers of a real Keycloak: those whose password is set through its API from our page, by the realm's own policy.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { totpCode } from '../../src/cli/demo/sign-in.ts';
import { needs } from '../servers/binaries.ts';
import { startBrowser } from '../servers/browser.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { type ResetProject, startResetProject } from './reset-project.ts';

/** A realm without translations keeps no language. */
const CUSTOMERS = `id,email,name
1,mia@shop.example,Mia
`;

needs(
  'chromium',
  'keycloak',
  'postgres',
)('a customer of a Keycloak who was asked to set a new password', () => {
  let realm: Realm;
  let reset: ResetProject;
  let browser: Browser;

  beforeAll(async () => {
    realm = await createRealm(await shared('keycloak'), 'reset-page', {
      passwordPolicy: 'length(8) and digits(2) and notEmail',
    });
    reset = await startResetProject({
      environment: { KC_SECRET: realm.clientSecret },
      customers: CUSTOMERS,
      target: {
        type: 'keycloak',
        url: realm.url,
        realm: realm.realm,
        clientId: realm.clientId,
        clientSecret: { secret: 'KC_SECRET' },
      },
      // A full name that is not in two parts has no place there.
      accept: ['profile'],
      journey: { loginUrl: `${realm.url}/realms/${realm.realm}/account`, factors: 'required' },
    });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    expect(await reset?.stop()).toBe(0);
    await realm?.remove();
  });

  it('is told the rules of the realm before, keeps them, and logs in with password and code', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(await reset.linkTo('mia'));
    await page.locator('main button.main').click();
    expect(await page.locator('#password-hint').textContent()).toContain('has at least 2 digits');
    await page.locator('#password').fill('seven green lanterns at dusk');
    await page.getByRole('button', { name: 'Save password' }).click();
    expect(await page.locator('.refused').textContent()).toContain('Your password needs at least 2 digits.');
    const password = 'seven green lanterns at 19 past 7';
    await page.locator('#password').fill(password);
    await page.getByRole('button', { name: 'Save password' }).click();
    const totp = ((await page.locator('.secret').textContent()) ?? '').replaceAll(' ', '');
    await page.locator('#code').fill(totpCode(totp));
    await page.locator('main button.main').click();
    if ((await page.locator('.codes').count()) > 0) await page.locator('main button.main').click();
    await page.waitForURL('**/done/password*');
    await context.close();
    expect(await realm.login('mia@shop.example', password)).not.toMatchObject({ status: 200 });
    expect(await realm.login('mia@shop.example', password, totpCode(totp))).toMatchObject({ status: 200 });
  });
});
