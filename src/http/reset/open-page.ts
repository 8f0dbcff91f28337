/**
 * Makes the page ready from the configuration: where it is, how it looks, where it leads.
 *
 * @module
 */
import type { ResetConfig } from '../../config/reset.ts';
import type { Journeys } from '../../engine/reset/journey.ts';
import type { JourneyPolicy } from '../../engine/reset/journey-policy.ts';
import type { Seals } from '../../ledger/seal.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { isLoopback } from '../admin.ts';
import { type Assets, readAssets } from './assets.ts';
import { type CookieJar, createCookieJar } from './sealed-cookie.ts';
import { known } from './speak.ts';
import type { PageSettings } from './views/page.ts';

export interface ResetPage {
  readonly journeys: Journeys;
  readonly settings: PageSettings;
  readonly assets: Assets;
  readonly jar: CookieJar;
  /** Customers come over TLS. */
  readonly secure: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface PageParts {
  readonly journeys: Journeys;
  readonly policy: Pick<JourneyPolicy, 'pageUrl' | 'loginUrl' | 'fallback'>;
  readonly brand: ResetConfig['brand'];
  readonly language: string;
  /** Of the configuration. */
  readonly folder: string;
  readonly seals: Pick<Seals, 'seal' | 'open'>;
  readonly now: () => number;
}

/** @throws {FootbridgeError} CONFIG_INVALID where it could not be kept safe, or its logo cannot be read */
export function openPage({ journeys, policy, brand, language, folder, seals, now }: PageParts): ResetPage {
  const { origin, pathname, protocol, hostname } = new URL(policy.pageUrl);
  const secure = protocol === 'https:';
  if (!secure && !isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      '`reset.journey.pageUrl`: customers set credentials there, so it has to begin with https://',
    );
  }
  const base = pathname.replace(/\/+$/, '');
  const assets = readAssets({ colour: brand.colour, logo: brand.logo, folder });
  return {
    journeys,
    assets,
    secure,
    now,
    jar: createCookieJar(seals, secure),
    settings: {
      origin,
      base,
      assets: `${base}/assets/${assets.hash}`,
      ...(assets.logo === undefined ? {} : { logo: assets.logo }),
      brand: { name: brand.name, support: brand.support },
      loginUrl: policy.loginUrl,
      ...(policy.fallback === undefined ? {} : { fallback: policy.fallback }),
      language: known(language) ?? 'en',
    },
  };
}
