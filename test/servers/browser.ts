/**
 * Chromium without a window, through playwright-core, which brings no browser of its own.
 *
 * @module
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { binary } from './binaries.ts';

/** The sandbox needs rights that containers and root do not have; only pages of our own are opened. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: binary('chromium'), args: ['--no-sandbox'] });
}

/** An authenticator of the device that keeps passkeys, knows its user and never hesitates. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
