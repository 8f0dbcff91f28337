/**
 * The demo's server: the Better Auth that the customers crossed into, over HTTP on loopback, and one page to try it.
 *
 * Started by `start-server.ts` as a process of its own, so that it stays when the demo ends:
 * `node server.ts FOLDER`. It notes its address in `server.json` and ends when it is told to with the token there.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { openEmbedded, secretBeside } from '../../targets/better-auth/embedded.ts';
import { demoFolder, type ServerNote } from './folder.ts';
import { PAGE } from './page.ts';

/** Easy to remember; another one is taken where somebody has it. */
const PREFERRED_PORT = 4321;

const folder = demoFolder(process.argv[2] ?? process.cwd());
const token = randomBytes(18).toString('base64url');

const server = createServer();
const port = await listen();
const url = `http://127.0.0.1:${port}`;
const { auth, database } = await openEmbedded({
  path: folder.database,
  secret: secretBeside(folder.database),
  baseURL: url,
  secrets: {},
  // The demo signs in ten times in a second; on loopback nobody else can.
  rateLimited: false,
});
const answer = toNodeHandler(auth);
server.on('request', serve);
writeFileSync(folder.server, JSON.stringify({ url, token } satisfies ServerNote), { mode: 0o600 });
process.send?.('ready');
process.disconnect?.();

async function listen(): Promise<number> {
  try {
    server.listen(PREFERRED_PORT, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : PREFERRED_PORT;
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  } else if (request.url === '/stop' && request.method === 'POST') {
    stop(request, response);
  } else if (request.url?.startsWith('/api/auth/') === true) {
    answer(request, response);
  } else {
    response.writeHead(404).end();
  }
}

function stop(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(403).end();
    return;
  }
  response.writeHead(204, { connection: 'close' }).end(() => {
    server.close(() => database.close());
    server.closeAllConnections();
  });
}
