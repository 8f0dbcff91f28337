/**
 * An HTTP server that answers as a test says and keeps what it was sent: real sockets, scripted words.
 *
 * @module
 */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Server } from './process.ts';

export interface ScriptedRequest {
  readonly method: string;
  /** Path and query, as they came in. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type ScriptedReply =
  | {
      readonly status: number;
      /** Sent as JSON; text as it is. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks. */
  | 'break'
  /** Never an answer. */
  | 'silence';

export interface ScriptedHttp extends Server {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly ScriptedRequest[];
}

export async function startScriptedHttp(
  answer: (request: ScriptedRequest) => ScriptedReply,
): Promise<ScriptedHttp> {
  const requests: ScriptedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(request);
    const reply = answer(request);
    if (reply === 'silence') return;
    if (reply === 'break') {
      incoming.socket.destroy();
      return;
    }
    const isText = typeof reply.body === 'string' || reply.body === undefined;
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
