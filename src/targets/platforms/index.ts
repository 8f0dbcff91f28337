/**
 * Every platform that Footbridge knows without writing it. A new one is a file and a line here.
 *
 * @module
 */
import { auth0 } from './auth0.ts';
import { okta } from './okta.ts';
import type { Platform } from './platform.ts';
import { supabase } from './supabase.ts';

export { fitPlatform } from './fit.ts';

/** In the order of docs/formats/envelopes.md, then those that take no hashes. */
export const PLATFORMS: readonly Platform[] = [auth0, okta, supabase];
