/**
 * A hook on a real HTTP server with a scripted door behind it: for scripts and servers that call hooks in tests.
 *
 * The server of the product is `src/http`; this one knows nothing but one hook, and listens on loopback only.
 *
 * @module
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Hook, type HookReply, type HookRequest, isReply, type Question } from '../hook.ts';

export interface ServedHook {
  readonly url: string;
  /** Questions that got as far as the door. */
  readonly asked: readonly Question[];
  close(): Promise<void>;
}

/** @param door gives each question its answer; it may take its time */
export async function serveHook<Config>(
  hook: Hook<Config>,
  config: Config,
  door: (question: Question) => Answer | Promise<Answer>,
): Promise<ServedHook> {
  const session = await hook.open(config, { secret: () => '', now: Date.now });
  const asked: Question[] = [];
  const reply = async (request: HookRequest): Promise<HookReply> => {
    const refused = await session.authenticate(request);
    if (refused !== undefined) return refused;
    const question = await session.question(request);
    if (isReply(question)) return question;
    asked.push(question);
    return session.answer(await door(question), question, request);
  };
  const { url, close } = await serveReplies(reply);
  return {
    url,
    asked,
    close: async () => {
      await close();
      await session.close?.();
    },
  };
}

/** Whatever answers requests of hooks, on a port of its own. */
export async function serveReplies(
  reply: (request: HookRequest) => Promise<HookReply>,
): Promise<Pick<ServedHook, 'url' | 'close'>> {
  const server = createServer(async (incoming, outgoing) => {
    const { status, headers, json } = await reply(await toRequest(incoming));
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    outgoing.writeHead(status, { ...headers, ...type });
    outgoing.end(json === undefined ? undefined : JSON.stringify(json));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function toRequest(incoming: IncomingMessage): Promise<HookRequest> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat()[0]]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(await Array.fromAsync(incoming)),
  };
}
