/**
 * The living old shop, switched off and on again at one address.
 *
 * @module
 */
import { z } from 'zod';
import { type Child, startChild } from './child.ts';

export interface OldShopSwitch {
  readonly url: string;
  running(): boolean;
  /** How many passwords it was asked about since it was last switched on; 0 while it is off. */
  asked(): Promise<number>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The neighbour of the demo's own. */
const PREFERRED_PORT = '4322';

const Health = z.object({ asked: z.number() });

export async function startOldShop(parent: string, key: string): Promise<OldShopSwitch> {
  const start = (port: string) => startChild('old-shop-process', [parent, port], { SHOP_KEY: key });
  let shop: Child = await start(PREFERRED_PORT);
  const { url } = shop;
  // One turn after the other: two visitors may press at once.
  let turning: Promise<void> = Promise.resolve();
  const turn = (work: () => Promise<void>): Promise<void> => {
    turning = turning.catch(() => undefined).then(work);
    return turning;
  };
  return {
    url,
    running: () => shop.running(),
    async asked() {
      if (!shop.running()) return 0;
      const response = await fetch(`${url}/health`, { headers: { 'x-api-key': key } }).catch(() => undefined);
      // Switched off at this very moment.
      if (response === undefined) return 0;
      return Health.parse(await response.json()).asked;
    },
    start: () =>
      turn(async () => {
        if (!shop.running()) shop = await start(new URL(url).port);
      }),
    stop: () => turn(() => shop.stop()),
  };
}
