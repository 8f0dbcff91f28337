/**
 * The living old shop as a process of its own: `node old-shop-process.ts FOLDER PORT`, with SHOP_KEY in its environment.
 *
 * Tells its address to the process that started it, and ends when that one lets go of it, however that happened.
 *
 * @module
 */
import { createServer } from 'node:http';
import { demoFolder } from './folder.ts';
import { openLiveShop, serveLiveShop } from './live-shop.ts';
import { listenOnLoopback } from './loopback.ts';

const [parent = process.cwd(), port = '0'] = process.argv.slice(2);
const { customers, club } = demoFolder(parent);
const server = createServer(serveLiveShop(await openLiveShop([customers, club]), process.env.SHOP_KEY ?? ''));
process.on('disconnect', () => {
  server.close();
  server.closeAllConnections();
});
process.send?.({ url: await listenOnLoopback(server, Number(port)) });
