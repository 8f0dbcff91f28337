/**
 * An HTTP proxy in front of a target that answers badly on purpose, and counts who asked for what.
 *
 * Which request meets which fault is decided by a seeded random, so that a failed run can be run again. What is
 * certain in any case: a fault "after" happens when the target has answered, so what was asked was carried out.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import type { Server } from './process.ts';

export type Fault =
  /** 429 with Retry-After, not carried out. */
  | 'too-many'
  /** 500, not carried out. */
  | 'error-before'
  /** 500 although it was carried out. */
  | 'error-after'
  /** The connection breaks; not carried out. */
  | 'drop-before'
  /** The connection breaks although it was carried out. */
  | 'drop-after'
  /** Carried out, answered late. */
  | 'slow';

export interface FaultRule {
  /** Absent: every request. */
  readonly method?: string;
  readonly path?: RegExp;
  readonly faults: readonly Fault[];
  /** 0 never, 1 always. */
  readonly chance: number;
}

export interface FaultProxy extends Server {
  readonly url: string;
  /** Requests by `METHOD /path` without the query, as they came in. */
  readonly requests: ReadonlyMap<string, number>;
  /** How often each fault was met. */
  readonly faults: ReadonlyMap<Fault, number>;
  /** Sum of the requests whose `METHOD /path` matches. */
  count(pattern: RegExp): number;
  /** From now on; an empty list makes it an ordinary proxy. */
  inject(rules: readonly FaultRule[]): void;
}

export interface FaultProxyOptions {
  readonly target: string;
  readonly rules?: readonly FaultRule[];
  readonly seed?: number;
  /** Seconds, as Retry-After says them. */
  readonly retryAfter?: number;
  /** Milliseconds that a slow answer is held back. */
  readonly slowness?: number;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = new URL(options.target);
  const pool = new Pool(target.origin, { connections: 256 });
  const random = seededRandom(options.seed ?? 1);
  const requests = new Map<string, number>();
  const faults = new Map<Fault, number>();
  let rules = options.rules ?? [];

  function chooseFault(method: string, path: string): Fault | undefined {
    for (const rule of rules) {
      if (rule.method !== undefined && rule.method !== method) continue;
      if (rule.path !== undefined && !rule.path.test(path)) continue;
      if (random() >= rule.chance) continue;
      return rule.faults[Math.floor(random() * rule.faults.length)];
    }
    return undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    add(requests, `${method} ${path}`);
    const body = await readAll(request);
    const fault = chooseFault(method, path);
    if (fault !== undefined) add(faults, fault);

    if (fault === 'drop-before') return void request.socket.destroy();
    if (fault === 'error-before') return void response.writeHead(500).end();
    if (fault === 'too-many')
      return void response.writeHead(429, { 'retry-after': String(options.retryAfter ?? 1) }).end();

    const answer = await forward(method, request, body);
    if (fault === 'drop-after') return void request.socket.destroy();
    if (fault === 'error-after') return void response.writeHead(500).end();
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, options.slowness ?? 500));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function forward(method: string, request: IncomingMessage, body: Buffer) {
    const { connection, 'transfer-encoding': _encoding, ...headers } = request.headers;
    const answer = await pool.request({
      method: method as 'GET',
      path: request.url ?? '/',
      headers: { ...headers, host: target.host },
      body: body.length === 0 ? null : body,
    });
    const { connection: _, 'transfer-encoding': __, ...kept } = answer.headers;
    return { status: answer.statusCode, headers: kept, body: Buffer.from(await answer.body.arrayBuffer()) };
  }

  const server = createServer((request, response) => {
    // The target itself is gone: for whoever asked, this is a broken connection like any other.
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy got no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    faults,
    count: (pattern) => [...requests].reduce((sum, [key, n]) => (pattern.test(key) ? sum + n : sum), 0),
    inject(next) {
      rules = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.destroy();
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Mulberry32: 32 bits of state, good enough to choose faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
