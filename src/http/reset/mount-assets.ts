/**
 * Puts style, script and logo on their routes.
 *
 * @module
 */
import type { FastifyInstance } from 'fastify';
import type { ResetPage } from './open-page.ts';
import { ASSET_HEADERS } from './security-headers.ts';

/** While versions change behind a balancer, a page of one may ask the other: it gets what there is, to keep for now. */
const FOR_NOW = { 'cache-control': 'no-store' };

export function mountAssets(scope: FastifyInstance, { settings, assets }: ResetPage): void {
  for (const [name, { type, bytes }] of assets.files) {
    scope.get(`${settings.base}/assets/:hash/${name}`, async ({ params }, reply) => {
      const { hash } = params as { readonly hash: string };
      const keep = hash === assets.hash ? {} : FOR_NOW;
      return reply
        .headers({ ...ASSET_HEADERS, ...keep })
        .type(type)
        .send(bytes);
    });
  }
}
