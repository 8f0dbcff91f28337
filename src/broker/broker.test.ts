/**
 * Servers that are not what they should be; the right one is asked in src/hooks/in-process.test.ts.
 *
 * @module
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Question } from '../hooks/hook.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { askOverHttp } from './broker.ts';
import { fromWire } from './wire.ts';

const QUESTION: Question = { op: 'verify', identifier: 'ann', password: new TypedPassword('typed'), by: {} };
const FAILED = { outcome: 'technical-error', retryable: true };

async function answerOf(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await askOverHttp({ url: `http://127.0.0.1:${port}/`, key: 'k', deadline: 300 })(QUESTION);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it('a password does not follow a redirect', async () => {
  let followed = 0;
  const answer = await answerOf((request, response) => {
    if (request.url === '/elsewhere') followed += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect([answer, followed]).toEqual([FAILED, 0]);
});

it('a server that does not answer in time, or never stops answering, is a failure', async () => {
  expect(await answerOf(() => {})).toEqual(FAILED);
  const endless: RequestListener = (_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', more);
    };
    more();
  };
  expect(await answerOf(endless)).toEqual(FAILED);
});

it('a match without a customer, or of an unknown kind, is no match', () => {
  for (const text of [
    '{"outcome":"match"}',
    '{"outcome":"match","customer":{}}',
    '{"outcome":"matched"}',
    'null',
    '',
  ])
    expect(fromWire('verify', text)).toBeUndefined();
});

it('nothing that comes back makes the caller throw', () => {
  fc.assert(
    fc.property(fc.constantFrom('verify', 'lookup', 'settle'), fc.string(), (op, text) => {
      expect(() => fromWire(op, text)).not.toThrow();
    }),
  );
});

it('an address that is none is said when the application starts', () => {
  expect(() => askOverHttp({ url: 'jit.example.com', key: 'k' })).toThrow(TypeError);
});
