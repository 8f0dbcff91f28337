/**
 * One HTTP call, once: what carries a password is never sent again and never follows a redirect.
 *
 * Not `net/http.ts`: its paces wait, its reads are repeated, and a renewed token sends a call a second time. Here a
 * repetition costs the customer one of the few attempts before the legacy locks them out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4 on redirects: 307 and 308 would send the body elsewhere
 * @module
 */
import { Agent } from 'undici';
import { parseRetryAfter } from '../../net/retry-after.ts';
import { NoAnswer } from './outcome.ts';

export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  /** Parsed JSON; undefined where it was none. */
  readonly json: unknown;
  /** Retry-After in seconds. */
  readonly after?: number;
}

export interface Caller {
  /** @throws whatever went wrong before there was a complete answer */
  call(call: Call, signal: AbortSignal): Promise<Reply>;
  close(): Promise<void>;
}

export interface CallerOptions {
  /** Milliseconds from the start to the last byte of the answer. */
  readonly timeout: number;
  /** Bytes of an answer. */
  readonly largestAnswer: number;
  /** PEM. */
  readonly ca?: string | undefined;
}

/** Milliseconds; a legacy that does not even accept a connection in this time is not there. */
const CONNECT_TIMEOUT = 2_000;

/** Sockets at most; the door's own bulkhead decides earlier. */
const CONNECTIONS = 64;

export function createCaller({ timeout, largestAnswer, ca }: CallerOptions): Caller {
  const agent = new Agent({
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT, ...(ca !== undefined && { ca }) },
  });
  return {
    async call({ method, url, headers, body = null }, signal) {
      const either = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
      const response = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { accept: 'application/json', ...headers },
        body,
        signal: either,
      });
      const text = await readCapped(response.body, largestAnswer);
      const after = parseRetryAfter([response.headers['retry-after']].flat()[0], Date.now());
      return {
        status: response.statusCode,
        json: parseJson(text),
        ...(after !== undefined && { after: Math.ceil(after / 1000) }),
      };
    },
    close: () => agent.close(),
  };
}

async function readCapped(body: AsyncIterable<Uint8Array>, largest: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largest) throw new NoAnswer(`an answer of more than ${largest} bytes`, { retryable: false });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
