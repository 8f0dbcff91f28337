import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  mountPlain,
  type ScriptedDoor,
  type Served,
  type ServedDoor,
  scriptDoor,
  serveDoor,
} from '../../test/scripted-door.ts';
import type { Answer, Question } from '../hooks/hook.ts';

const LOGIN = '/hooks/plain/login';
const ANA = { identifier: 'ana@example.com', password: 'correct horse' };

let running: ServedDoor | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function serve(door: ScriptedDoor, served?: Served): Promise<ServedDoor> {
  running = await serveDoor(door, served);
  return running;
}

describe('a question', () => {
  it('reaches the door as the protocol says it, and the answer the caller', async () => {
    const door = scriptDoor();
    const { post } = await serve(door);
    const response = await post(LOGIN, { ...ANA, correlationId: 'flow-7' });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ outcome: 'wrong' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(door.asked).toMatchObject([
      {
        question: { op: 'verify', identifier: 'ana@example.com', by: { correlationId: 'flow-7' } },
        asking: { hook: 'plain', stores: 'target' },
      },
    ]);
  });

  it('leaves the door the time that is left of the deadline of the target', async () => {
    const door = scriptDoor();
    const { post } = await serve(door, { hooks: [await mountPlain({ deadline: 700, longestPassword: 72 })] });
    await post(LOGIN, ANA);
    const [asked] = door.asked;
    expect(asked?.asking.deadline).toBeLessThanOrEqual(700);
    expect(asked?.asking.deadline).toBeGreaterThan(300);
    expect(asked?.asking.longestPassword).toBe(72);
  });

  it('about an identifier in the path finds it as it was sent, still encoded', async () => {
    const door = scriptDoor(async () => ({ outcome: 'unknown' }));
    const { get } = await serve(door);
    const bearer = { authorization: 'Bearer the-secret-of-the-caller' };
    for (const path of ['ann%2Blee%40example.com', 'a%2Fb', '%25', `${'x'.repeat(250)}%40example.com`]) {
      await get(`/hooks/plain/users/${path}`, bearer);
    }
    const identifiers = door.asked.map(({ question }) => question.identifier);
    expect(identifiers).toEqual([
      '/users/ann%2Blee%40example.com',
      '/users/a%2Fb',
      '/users/%25',
      `/users/${'x'.repeat(250)}%40example.com`,
    ]);
  });

  it('of somebody without the secret never reaches the door', async () => {
    const door = scriptDoor();
    const { post } = await serve(door);
    const response = await post(LOGIN, ANA, { authorization: 'Bearer guessed' });
    expect(response.status).toBe(401);
    expect(door.asked).toEqual([]);
  });
});

describe('a request that cannot be taken', () => {
  it.each([
    ['broken JSON', LOGIN, '{"identifier": "ana', 400],
    ['more than the hook takes', LOGIN, { ...ANA, password: 'x'.repeat(3_000) }, 413],
    ['an unknown route', '/hooks/plain/nonsense', ANA, 404],
    ['an unknown hook', '/hooks/other/login', ANA, 404],
    ['a path that cannot be decoded', '/hooks/plain/users/%zz', ANA, 400],
    ['a path that is too long', `/hooks/plain/users/${'x'.repeat(900)}`, ANA, 414],
  ])('because it is %s is refused in fixed words', async (_, path, body, status) => {
    const door = scriptDoor();
    const { post } = await serve(door);
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^[a-z_]+$/) });
    expect(door.asked).toEqual([]);
  });

  it('because of its method is told which ones there are', async () => {
    const door = scriptDoor();
    const { url } = await serve(door);
    const response = await fetch(`${url}${LOGIN}`, { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await fetch(`${url}${LOGIN}`)).status).toBe(405);
  });

  it('because it is not HTTP is answered by 400 and closes its connection', async () => {
    const { url } = await serve(scriptDoor());
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
        socket.write('PASSWORD hunter2\r\n\r\n'),
      );
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('hunter2');
  });
});

describe('a door', () => {
  it('that is later than the deadline is not waited for: the caller hears that it may try again', async () => {
    const slow = Promise.withResolvers<Answer>();
    const { post, lines } = await serve(
      scriptDoor(() => slow.promise),
      { hooks: [await mountPlain({ deadline: 60 })] },
    );
    const from = performance.now();
    const response = await post(LOGIN, ANA);
    expect(performance.now() - from).toBeLessThan(600);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ outcome: 'technical-error' });
    slow.resolve({ outcome: 'wrong' });
    expect(lines.join('')).toContain('"error":"LateDoor"');
  });

  it('that throws is a technical error to the caller, and in the log without its words', async () => {
    const door = scriptDoor(async (question: Question) => {
      throw new SyntaxError(
        `Unexpected token in ${question.op === 'verify' ? question.password.reveal() : ''}`,
      );
    });
    const { post, lines } = await serve(door);
    expect((await post(LOGIN, ANA)).status).toBe(503);
    expect(lines.join('')).toContain('SyntaxError');
    expect(lines.join('')).not.toContain('correct horse');
  });

  it('behind a hook that throws is a fixed 500', async () => {
    const mounted = await mountPlain();
    const session = {
      ...mounted.session,
      question: () => Promise.reject(new TypeError('correct horse\n    at once')),
    };
    const { post, lines } = await serve(scriptDoor(), { hooks: [{ ...mounted, session }] });
    const response = await post(LOGIN, ANA);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'internal' });
    expect(lines.join('')).not.toContain('correct horse');
  });
});

describe('the body', () => {
  it('is wiped once the answer is known', async () => {
    const mounted = await mountPlain();
    const bodies: Uint8Array[] = [];
    const session = {
      ...mounted.session,
      authenticate: async (request: Parameters<typeof mounted.session.authenticate>[0]) => {
        bodies.push(request.body);
        return mounted.session.authenticate(request);
      },
    };
    const { post } = await serve(scriptDoor(), { hooks: [{ ...mounted, session }] });
    await (await post(LOGIN, ANA)).text();
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.length).toBeGreaterThan(20);
    expect(bodies[0]?.every((byte) => byte === 0)).toBe(true);
  });
});

describe('a graceful stop', () => {
  it('answers who is under way, takes nobody new, and looks around no more', async () => {
    const slow = Promise.withResolvers<Answer>();
    const arrived = Promise.withResolvers<void>();
    const door = scriptDoor(() => {
      arrived.resolve();
      return slow.promise;
    });
    const server = await serve(door, { settings: { lookAround: 5 } });
    const response = server.post(LOGIN, ANA);
    await arrived.promise;
    const stopped = server.stop();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    slow.resolve({ outcome: 'wrong' });
    expect((await response).status).toBe(403);
    const from = performance.now();
    await stopped;
    expect(performance.now() - from).toBeLessThan(2_000);
    const { rounds } = door;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(door.rounds).toBe(rounds);
    expect(server.lines.at(-1)).toContain('"msg":"stopped"');
    running = undefined;
  });

  it('cuts off whoever is not done when the grace is over', async () => {
    const arrived = Promise.withResolvers<void>();
    const door = scriptDoor(() => {
      arrived.resolve();
      return new Promise(() => undefined);
    });
    const hooks = [await mountPlain({ deadline: 60_000 })];
    const server = await serve(door, { hooks, settings: { grace: 50 } });
    const response = server.post(LOGIN, ANA).catch(() => 'cut off');
    await arrived.promise;
    await server.stop();
    expect(await response).toBe('cut off');
    expect(server.lines.at(-1)).toContain('"cut":1');
    running = undefined;
  });

  it('does not wait for a connection that is kept alive and idle', async () => {
    const server = await serve(scriptDoor());
    const { port } = new URL(server.url);
    await new Promise<void>((resolve) => {
      rawRequest({ port, path: '/healthz', headers: { connection: 'keep-alive' } }, (answer) => {
        answer.resume().on('end', resolve);
      }).end();
    });
    const from = performance.now();
    await server.stop();
    expect(performance.now() - from).toBeLessThan(2_000);
    running = undefined;
  });
});

it('a port that is taken is said in words', async () => {
  const { url } = await serve(scriptDoor());
  const settings = { port: Number(new URL(url).port) };
  await expect(serveDoor(scriptDoor(), { settings })).rejects.toMatchObject({
    code: 'USAGE_WRONG',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

it('between the requests the door looks around', async () => {
  const looked = Promise.withResolvers<void>();
  const door = scriptDoor();
  door.lookAround = async () => {
    looked.resolve();
    return { settled: 0, givenBack: 0 };
  };
  await serve(door, { settings: { lookAround: 5 } });
  await looked.promise;
});
