/**
 * What every part of the target works with: the calls, the settings, and what is known of the realm.
 *
 * @module
 */
import type { Api } from './api.ts';
import type { Config } from './config.ts';
import type { Memberships } from './memberships.ts';

export interface Place {
  readonly api: Api;
  readonly config: Config;
  readonly memberships: Memberships;
}
