/**
 * Chromium without a window, through playwright-core, which brings no browser of its own.
 *
 * @module
 */
import { type Browser, chromium } from 'playwright-core';
import { binary } from './binaries.ts';

/** The sandbox needs rights that containers and root do not have; only pages of our own are opened. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: binary('chromium'), args: ['--no-sandbox'] });
}
