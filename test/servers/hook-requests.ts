/**
 * Requests as hooks see them, from node:http; and a server for something that answers them.
 *
 * @module
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { HookReply, HookRequest } from '../../src/hooks/hook.ts';

export async function toRequest(incoming: IncomingMessage): Promise<HookRequest> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value[0] : value;
  const { method = '', url = '' } = incoming;
  return { method, path: url, query: {}, headers, body: await buffer(incoming) };
}

/** On a loopback port, until closed. */
export async function serveRequests(answer: (request: HookRequest) => Promise<HookReply>) {
  const server = createServer(async (incoming, response) => {
    const { status, headers, json } = await answer(await toRequest(incoming));
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
