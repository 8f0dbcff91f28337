/**
 * The demo's server: the Better Auth that the customers cross into, over HTTP on loopback, and pages to try it.
 *
 * Started by `start-server.ts` as a process of its own: `node server.ts FOLDER`. It starts the living old shop, a mail
 * server, and `footbridge serve`, which its Better Auth asks about customers who have not crossed and whose page for a new
 * password it passes on; all of them end with it. It notes
 * its address in `server.json`. Once it was told to stay it outlives the demo, until it is told to stop with the token
 * there; before that it ends with the demo, however that ends.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { openEmbedded, secretBeside } from '../../targets/better-auth/embedded.ts';
import { startChild } from './child.ts';
import { addressesFor, demoFolder, type ServerNote } from './folder.ts';
import { listenOnLoopback } from './loopback.ts';
import { startMailbox } from './mailbox.ts';
import { MAIL_POLICY, mailboxPage } from './mailbox-page.ts';
import { startOldShop } from './old-shop-switch.ts';
import { PAGE } from './page.ts';

/** Easy to remember. */
const PREFERRED_PORT = 4321;

const parent = process.argv[2] ?? process.cwd();
const folder = demoFolder(parent);
const [token, hookKey, shopKey] = [newKey(), newKey(), newKey()] as const;
let ready = false;
let stays = false;
process.on('message', (message) => {
  stays = message === 'stay';
});
process.on('disconnect', () => {
  if (stays) return;
  // What was started so far ends by itself.
  if (!ready) process.exit(1);
  void end();
});
process.on('exit', () => rmSync(folder.server, { force: true }));

const server = createServer();
const url = await listenOnLoopback(server, PREFERRED_PORT);
const oldShop = await startOldShop(parent, shopKey);
const mailbox = await startMailbox();
const broker = await startChild('serve-process', [parent], {
  ...addressesFor({ url, mailPort: mailbox.port }),
  OLD_SHOP: oldShop.url,
  SHOP_KEY: shopKey,
  HOOK_KEY: hookKey,
});
const { auth, database } = await openEmbedded({
  path: folder.database,
  secret: secretBeside(folder.database),
  baseURL: url,
  secrets: {},
  // The demo signs in ten times in a second; on loopback nobody else can.
  rateLimited: false,
  jit: { url: `${broker.url}/hooks/in-process`, key: hookKey },
});
const answer = toNodeHandler(auth);
server.on('request', serve);
const note: ServerNote = {
  url,
  oldShop: oldShop.url,
  broker: broker.url,
  mailPort: mailbox.port,
  token,
};
writeFileSync(folder.server, JSON.stringify(note), { mode: 0o600 });
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
ready = true;
process.send?.('ready');

function newKey(): string {
  return randomBytes(18).toString('base64url');
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  } else if (route === 'POST /stop') {
    void stop(request, response);
  } else if (request.url === '/old-shop') {
    turn(request, response).catch(() => response.writeHead(500).end());
  } else if (request.url?.startsWith('/api/auth/') === true) {
    answer(request, response);
  } else if (/^\/reset(?:[/?]|$)/.test(request.url ?? '')) {
    passOn(request, response);
  } else if (request.url?.startsWith('/mailbox') === true) {
    showMail(request.url, response);
  } else {
    response.writeHead(404).end();
  }
}

/** What stands before `footbridge serve` in production: customers reach its page by the address of the shop. */
function passOn(request: IncomingMessage, response: ServerResponse): void {
  const { hostname, port } = new URL(broker.url);
  const { method, url: path, headers } = request;
  const onwards = openRequest({ hostname, port, method, path, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onwards.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(onwards);
}

/** `/mailbox` for people, `/mailbox.json` for the demo, `/mailbox/3` one mail. */
function showMail(path: string, response: ServerResponse): void {
  if (path === '/mailbox.json') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(mailbox.mails));
    return;
  }
  const mail = path === '/mailbox' ? undefined : mailbox.mails[Number(path.slice('/mailbox/'.length))];
  if (path !== '/mailbox' && mail === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  if (mail !== undefined) response.setHeader('content-security-policy', MAIL_POLICY);
  response.end(mail?.html ?? mailboxPage(mailbox.mails));
}

/** The switch on the page. A page of somebody else may not turn it. */
async function turn({ method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (method !== 'GET' && (headers.origin ?? url) !== url) {
    response.writeHead(403).end();
    return;
  }
  if (method === 'PUT') await oldShop.start();
  if (method === 'DELETE') await oldShop.stop();
  const state = { running: oldShop.running(), asked: await oldShop.asked() };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(state));
}

async function stop({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (headers.authorization !== `Bearer ${token}`) {
    response.writeHead(403).end();
    return;
  }
  await stopAll();
  response.writeHead(204, { connection: 'close' }).end(() => void end());
}

/** The mailbox last: until then it may be written to. */
async function stopAll(): Promise<void> {
  await Promise.all([oldShop.stop(), broker.stop()]);
  await mailbox.stop();
}

async function end(): Promise<void> {
  server.close(() => database.close());
  server.closeAllConnections();
  await stopAll();
  if (process.connected) process.disconnect();
}
