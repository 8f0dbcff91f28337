import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookRequest } from '../hooks/hook.ts';
import { toHookRequest } from './hook-request.ts';

const seen: HookRequest[] = [];
const server = createServer((raw, response) => {
  seen.push(toHookRequest(raw, undefined, 2));
  response.end();
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** As it stands on the wire: a client library would tidy it up. */
async function send(head: string): Promise<HookRequest | undefined> {
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.resume().on('close', () => resolve());
  });
  return seen.at(-1);
}

describe('a request as hooks see it', () => {
  it.each([
    ['/hooks/keycloak/ann%2Blee%40x.example', '/ann%2Blee%40x.example'],
    ['/hooks/keycloak/a%2Fb', '/a%2Fb'],
    ['/%68ooks/keycloak/ana', '/ana'],
    ['/hooks/keycloak', '/'],
    ['/hooks/keycloak/', '/'],
    ['/hooks/keycloak/a/b?c=/d', '/a/b'],
  ])('has the path of %s below its mount, not decoded', async (path, below) => {
    expect((await send(`GET ${path} HTTP/1.1`))?.path).toBe(below);
  });

  it('keeps whatever an identifier is made of, in the path and in the query', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((one) => one.isWellFormed());
    fc.assert(
      fc.property(text, text, (identifier, purpose) => {
        const url = `/hooks/k/${encodeURIComponent(identifier)}?purpose=${encodeURIComponent(purpose)}`;
        const { path, query } = toHookRequest({ method: 'GET', url, headersDistinct: {} }, undefined, 2);
        expect(decodeURIComponent(path)).toBe(`/${identifier}`);
        expect(query).toEqual({ purpose });
      }),
    );
  });

  it('has the first of a repeated parameter and of a repeated header, names of headers in lower case', async () => {
    const request = await send(
      'GET /hooks/k/?a=1&a=2&b=x%20y+z&empty HTTP/1.1\r\nX-Signature: one\r\nX-SIGNATURE: two\r\nAuthorization: A b',
    );
    expect(request?.query).toEqual({ a: '1', b: 'x y z', empty: '' });
    expect(request?.headers['x-signature']).toBe('one');
    expect(request?.headers.authorization).toBe('A b');
    expect(request?.headers['X-Signature']).toBeUndefined();
  });

  it('has no bytes where nothing was sent', async () => {
    expect((await send('GET /hooks/k/ HTTP/1.1'))?.body).toHaveLength(0);
  });
});
