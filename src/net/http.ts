/**
 * The HTTP client of every connector: JSON or a form in, JSON out, each call through the target's one pace.
 *
 * Reads (and whatever a caller marks `repeatable`) are tried again a few times; a write never is, because only the
 * caller can look whether it was carried out. Redirects are answers, not instructions: following one would send a
 * body, and perhaps a secret, to an address nobody configured.
 *
 * undici's Pool and not `fetch`: a seventh of the CPU for one call (docs/performance.md).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110
 * @module
 */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { type Dispatcher, Pool } from 'undici';
import type { Authorization } from './authorization.ts';
import type { Pace } from './pace.ts';
import { answerFor, connectionFailure, isAmbiguous, isSafe, RemoteError } from './remote-error.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface HttpOptions {
  /** With the path every call's path is appended to. */
  readonly base: string;
  readonly pace: Pace;
  /** Milliseconds for one attempt, from its start to the last byte of its answer; 30 s unless said otherwise. */
  readonly deadline?: number;
  /** Bytes of an answer; more is an error. 16 MiB unless said otherwise: a page of 1,000 large users has 5. */
  readonly largestAnswer?: number;
  /** Sockets at most; the pace usually decides earlier. */
  readonly connections?: number;
  readonly authorization?: Authorization;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the first repetition of a read; doubles, with jitter. */
  readonly firstBackoff?: number;
  /** Somebody waits for the answer: few repetitions, and none after 429 and 503, which are an answer. */
  readonly impatient?: boolean;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Appended to the base; its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it does, for errors and for comparing latencies: "find user". Never a customer's data. */
  readonly kind: string;
  /** May be sent again without looking although it is no read. */
  readonly repeatable?: boolean;
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
}

export interface Http {
  /** @throws {RemoteError} for every status but 2xx and for everything that went wrong on the way */
  request(call: HttpCall): Promise<HttpReply>;
  close(): Promise<void>;
}

const DEADLINE = 30_000;
const LARGEST_ANSWER = 16 * 1024 * 1024;
const CONNECTIONS = 256;

/** Attempts after the first: with 200 ms doubled each time a read survives a restart of some seconds. */
const REPETITIONS = 5;

/** Where somebody waits. */
const FEW_REPETITIONS = 2;

/** Milliseconds; a host that does not even accept a connection in this time is not there. */
const CONNECT_TIMEOUT = 10_000;

/** @example
 * const http = createHttp({ base: 'https://id.example.com/admin', pace: createPace({ concurrency: 64 }) });
 * const { body } = await http.request({ method: 'GET', path: '/users', kind: 'list users' });
 */
export function createHttp(options: HttpOptions): Http {
  const base = new URL(options.base);
  const prefix = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.connections ?? CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT },
  });
  const repeating = repeatingPolicy(options.firstBackoff ?? 200, options.impatient ?? false);

  async function attempt(call: HttpCall): Promise<HttpReply> {
    const bearer = await options.authorization?.header();
    try {
      return await options.pace.run((signal) => send(call, bearer, signal), call.signal, call.kind);
    } catch (error) {
      // A 401 was not carried out; the token may have been revoked or the server restarted since we got it.
      if (!(error instanceof RemoteError && error.status === 401) || options.authorization === undefined)
        throw error;
      const renewed = await options.authorization.renew(bearer);
      return await options.pace.run((signal) => send(call, renewed, signal), call.signal, call.kind);
    }
  }

  async function send(call: HttpCall, bearer: string | undefined, signal: AbortSignal): Promise<HttpReply> {
    const deadline = AbortSignal.timeout(call.deadline ?? options.deadline ?? DEADLINE);
    const either = AbortSignal.any([deadline, signal]);
    try {
      const response = await pool.request({
        ...toRequest(call, prefix, options.headers, bearer),
        signal: either,
      });
      const text = await readCapped(response.body, options.largestAnswer ?? LARGEST_ANSWER, call, base.host);
      return understand(call, response, text, base.host);
    } catch (error) {
      if (error instanceof RemoteError) throw error;
      if (signal.aborted) throw signal.reason;
      throw toRemoteError(call, base.host, error, deadline.aborted);
    }
  }

  return {
    request(call) {
      const mayRepeat = isSafe(call.method) || call.repeatable === true;
      return mayRepeat ? repeating.execute(() => attempt(call), call.signal) : attempt(call);
    },
    close: () => pool.close(),
  };
}

/** Retry-After is the pace's business: it holds everybody back, these waits come on top. */
function repeatingPolicy(firstBackoff: number, impatient: boolean) {
  const passing = (error: Error) =>
    error instanceof RemoteError && (error.answer === 'retry' || (error.answer === 'wait' && !impatient));
  return retry(handleWhen(passing), {
    maxAttempts: impatient ? FEW_REPETITIONS : REPETITIONS,
    backoff: new ExponentialBackoff({ initialDelay: firstBackoff, maxDelay: 10_000 }),
  });
}

function toRequest(
  call: HttpCall,
  prefix: string,
  headers: Readonly<Record<string, string>> | undefined,
  bearer: string | undefined,
): Dispatcher.RequestOptions {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {}))
    if (value !== undefined) query.set(name, value);
  const search = query.size === 0 ? '' : `?${query}`;
  const body = call.form === undefined ? undefined : new URLSearchParams(call.form).toString();
  return {
    method: call.method,
    path: `${prefix}${call.path}${search}`,
    body: body ?? (call.json === undefined ? null : JSON.stringify(call.json)),
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(call.json !== undefined && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: bearer }),
      ...headers,
      ...call.headers,
    },
  };
}

async function readCapped(
  body: Dispatcher.ResponseData['body'],
  largest: number,
  call: HttpCall,
  host: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largest)
      throw new RemoteError(`"${call.kind}" at ${host}: the answer is larger than ${largest} bytes`, {
        answer: 'invalid',
        ambiguous: !isSafe(call.method),
      });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function understand(
  call: HttpCall,
  { statusCode: status, headers }: Dispatcher.ResponseData,
  text: string,
  host: string,
): HttpReply {
  const body = parseJson(text);
  if (status < 200 || status > 299) {
    const hint = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
    throw new RemoteError(`"${call.kind}" at ${host} was answered with ${status}${hint}`, {
      answer: answerFor(status),
      ambiguous: isAmbiguous(call.method, status),
      status,
      after: parseRetryAfter(first(headers['retry-after']), Date.now()),
      body: body ?? text,
    });
  }
  if (body === undefined && text.trim() !== '')
    throw new RemoteError(
      `"${call.kind}" at ${host} was answered with ${status} and something that is not JSON`,
      {
        answer: 'invalid',
        ambiguous: !isSafe(call.method),
        status,
      },
    );
  return { status, headers, body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function toRemoteError(call: HttpCall, host: string, cause: unknown, timedOut: boolean): RemoteError {
  if (timedOut)
    return new RemoteError(`"${call.kind}" at ${host} was not answered in time`, {
      answer: 'retry',
      ambiguous: !isSafe(call.method),
      timedOut,
    });
  const { code, ...failure } = connectionFailure(call.method, cause);
  return new RemoteError(`"${call.kind}" at ${host} failed on the way (${code})`, { ...failure, cause });
}
