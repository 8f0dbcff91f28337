import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { bearerTokens } from './authorization.ts';
import { createHttp, type Http, type HttpCall, type HttpOptions } from './http.ts';
import { createPace } from './pace.ts';
import { RemoteError } from './remote-error.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server of our own that gives these answers in turn, the last one for ever, and remembers who asked. */
async function serve(...answers: Answer[]) {
  const seen: {
    method: string | undefined;
    url: string | undefined;
    body: string;
    authorization?: string;
  }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, body, ...(headers.authorization && { authorization: headers.authorization }) });
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    answer?.(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function connect(base: string, options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ base, pace: createPace({ concurrency: 8 }), firstBackoff: 1, ...options });
  closing.unshift(() => http.close());
  return http;
}

const reply =
  (status: number, body?: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));

const hangUp: Answer = (request) => request.socket.destroy();
const silence: Answer = () => undefined;

const READ: HttpCall = { method: 'GET', path: '/users', kind: 'list users' };
const WRITE: HttpCall = { method: 'POST', path: '/users', kind: 'create user', json: { name: 'Ada' } };

async function failure(http: Http, call: HttpCall): Promise<RemoteError> {
  const error = await http.request(call).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RemoteError);
  return error as RemoteError;
}

describe('the HTTP client of a connector', () => {
  it('sends JSON below its base path and gives back JSON', async () => {
    const server = await serve(reply(201, { id: 7 }, { location: '/users/7' }));
    const answer = await connect(`${server.url}/admin/`).request({
      ...WRITE,
      query: { a: 'b c', none: undefined },
    });
    expect(answer).toMatchObject({ status: 201, body: { id: 7 }, headers: { location: '/users/7' } });
    expect(server.seen).toEqual([{ method: 'POST', url: '/admin/users?a=b+c', body: '{"name":"Ada"}' }]);
  });

  it('takes an empty answer for what it is', async () => {
    const server = await serve(reply(204));
    expect((await connect(server.url).request(WRITE)).body).toBeUndefined();
  });

  it.each([
    [400, 'invalid', false],
    [401, 'refused', false],
    [403, 'refused', false],
    [404, 'missing', false],
    [409, 'conflict', false],
    [429, 'wait', false],
    [500, 'retry', true],
    [502, 'retry', true],
    [503, 'wait', true],
    [302, 'invalid', false],
  ] as const)(
    'reads %i after a write as "%s", carried out perhaps: %s',
    async (status, answer, ambiguous) => {
      const server = await serve(reply(status, undefined, { location: 'http://127.0.0.1:1/elsewhere' }));
      expect(await failure(connect(server.url), WRITE)).toMatchObject({ answer, ambiguous, status });
      expect(server.seen).toHaveLength(1);
    },
  );

  it('knows that a write whose connection broke may have been carried out', async () => {
    const server = await serve(hangUp);
    expect(await failure(connect(server.url), WRITE)).toMatchObject({ answer: 'retry', ambiguous: true });
  });

  it('knows that a write was not carried out where nobody accepts connections', async () => {
    expect(await failure(connect('http://127.0.0.1:1'), WRITE)).toMatchObject({
      answer: 'retry',
      ambiguous: false,
    });
  });

  it('gives up at its deadline and says so', async () => {
    const server = await serve(silence);
    const error = await failure(connect(server.url, { deadline: 30 }), WRITE);
    expect(error).toMatchObject({ answer: 'retry', ambiguous: true, timedOut: true });
  });

  it('tries a read again until it is answered, and a write never', async () => {
    const server = await serve(reply(500), hangUp, reply(503), reply(200, [1]));
    expect((await connect(server.url).request(READ)).body).toEqual([1]);
    expect(server.seen).toHaveLength(4);
  });

  it('stops trying a read after a few times', async () => {
    const server = await serve(reply(502));
    expect(await failure(connect(server.url), READ)).toMatchObject({ answer: 'retry', status: 502 });
    expect(server.seen).toHaveLength(6);
  });

  it('tries a read only three times where somebody waits, and takes "too much at once" for an answer', async () => {
    const broken = await serve(reply(502));
    await failure(connect(broken.url, { impatient: true }), READ);
    expect(broken.seen).toHaveLength(3);
    for (const status of [429, 503]) {
      const busy = await serve(reply(status), reply(200, {}));
      const http = connect(busy.url, { impatient: true });
      expect(await failure(http, READ)).toMatchObject({ answer: 'wait', status });
      expect(busy.seen).toHaveLength(1);
    }
  });

  it('makes every caller wait as long as Retry-After says', async () => {
    const server = await serve(reply(429, undefined, { 'retry-after': '120' }));
    const pace = createPace({ concurrency: 8 });
    const error = await failure(connect(server.url, { pace }), WRITE);
    expect(error.after).toBe(120_000);
    expect(pace.state.quietFor).toBeGreaterThan(119_000);
  });

  it('reads no more of an answer than it was allowed to', async () => {
    const server = await serve(reply(200, 'x'.repeat(2000)));
    const error = await failure(connect(server.url, { largestAnswer: 1000 }), WRITE);
    expect(error).toMatchObject({ answer: 'invalid', ambiguous: true });
  });

  it('does not take a web page for an answer', async () => {
    const server = await serve((_request, response) => response.end('<html>welcome to the hotel'));
    expect(await failure(connect(server.url), WRITE)).toMatchObject({ answer: 'invalid', ambiguous: true });
  });

  it('shows neither secrets nor customers in an error', async () => {
    const server = await serve(reply(400, { error: 'ada@example.com is taken' }));
    const error = await failure(connect(server.url, { headers: { authorization: 'Basic c2VjcmV0' } }), {
      ...WRITE,
      query: { email: 'ada@example.com' },
      form: { client_secret: 's3cret' },
    });
    for (const text of [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error)])
      expect(text).not.toMatch(/ada@|s3cret|c2VjcmV0/);
    expect(error.body).toEqual({ error: 'ada@example.com is taken' });
  });

  it('ends a call that its caller gave up with the reason of the caller', async () => {
    const server = await serve(silence);
    const cancel = new AbortController();
    const call = connect(server.url).request({ ...WRITE, signal: cancel.signal });
    cancel.abort(new Error('cancelled'));
    await expect(call).rejects.toThrow('cancelled');
  });

  it('renews a token that was refused and sends the call again', async () => {
    const server = await serve(reply(401), reply(201));
    let issued = 0;
    const authorization = bearerTokens(async () => ({ value: `token${++issued}`, lifetime: 60_000 }));
    await connect(server.url, { authorization }).request(WRITE);
    expect(server.seen.map((call) => call.authorization)).toEqual(['Bearer token1', 'Bearer token2']);
  });
});
