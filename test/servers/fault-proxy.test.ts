import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/net/http.ts';
import { createPace } from '../../src/net/pace.ts';
import { RemoteError } from '../../src/net/remote-error.ts';
import { type Fault, type FaultRule, startFaultProxy } from './fault-proxy.ts';

let target: Server;
let carriedOut = 0;

beforeAll(async () => {
  target = createServer((_request, response) => {
    carriedOut += 1;
    response.writeHead(201, { location: '/users/7' }).end('{"id":7}');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

async function throughProxy(rules: readonly FaultRule[], calls: number, seed = 1) {
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  const proxy = await startFaultProxy({ target: url, rules, seed, retryAfter: 0, slowness: 1 });
  const http = createHttp({ base: proxy.url, pace: createPace({ concurrency: 4 }) });
  const before = carriedOut;
  const answers: unknown[] = [];
  for (let n = 0; n < calls; n += 1)
    answers.push(
      await http
        .request({ method: 'POST', path: '/users?x=1', json: {}, kind: 'create' })
        .then(({ body }) => body)
        .catch((error: Error) => error),
    );
  await http.close();
  await proxy.stop();
  return { proxy, answers, carriedOut: carriedOut - before };
}

describe('the proxy that answers badly', () => {
  it('is an ordinary proxy without rules, and counts', async () => {
    const { proxy, answers } = await throughProxy([], 3);
    expect(answers).toEqual([{ id: 7 }, { id: 7 }, { id: 7 }]);
    expect(Object.fromEntries(proxy.requests)).toEqual({ 'POST /users': 3 });
    expect(proxy.count(/^GET/)).toBe(0);
  });

  it.each([
    ['too-many', 0, { answer: 'wait', ambiguous: false, after: 0 }],
    ['error-before', 0, { answer: 'retry', ambiguous: true, status: 500 }],
    ['error-after', 1, { answer: 'retry', ambiguous: true, status: 500 }],
    ['drop-before', 0, { answer: 'retry', ambiguous: true }],
    ['drop-after', 1, { answer: 'retry', ambiguous: true }],
    ['slow', 1, { id: 7 }],
  ] as const)('"%s" carries out %i of one write', async (fault: Fault, done, answer) => {
    const { answers, carriedOut } = await throughProxy([{ faults: [fault], chance: 1 }], 1);
    expect(answers[0]).toMatchObject(answer);
    expect(carriedOut).toBe(done);
  });

  it('meets the same requests with the same faults for the same seed', async () => {
    const rules: FaultRule[] = [{ method: 'POST', faults: ['error-before', 'too-many'], chance: 0.5 }];
    const shape = async (seed: number) =>
      (await throughProxy(rules, 30, seed)).answers.map((answer) =>
        answer instanceof RemoteError ? answer.status : 'done',
      );
    const first = await shape(7);
    expect(await shape(7)).toEqual(first);
    expect(await shape(8)).not.toEqual(first);
  });
});
