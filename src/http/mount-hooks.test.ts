import { afterEach, describe, expect, it } from 'vitest';
import { type ServedDoor, scriptDoor, serveDoor } from '../../test/scripted-door.ts';
import type { HookRequest } from '../hooks/hook.ts';
import { HOOKS } from '../hooks/index.ts';
import { refuse } from '../hooks/wire/reply.ts';
import type { MountedHook } from './mount-hooks.ts';

let running: ServedDoor | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** The routes and limits of a real hook; whoever calls is turned away, and what arrived is kept. */
function mountKeeping(hook: MountedHook['hook'], seen: HookRequest[], name = hook.id): MountedHook {
  return {
    name,
    hook,
    deadline: 1_000,
    session: {
      async authenticate(request) {
        seen.push({ ...request, body: Uint8Array.from(request.body) });
        return refuse(401, 'unauthorized');
      },
      question: async () => refuse(500, 'not_reached'),
      answer: () => refuse(500, 'not_reached'),
    },
  };
}

describe.each(HOOKS.map((hook) => [hook.id, hook] as const))('the routes of %s', (id, hook) => {
  it('are all served below its mount, with the bytes that were sent', async () => {
    const seen: HookRequest[] = [];
    running = await serveDoor(scriptDoor(), { hooks: [mountKeeping(hook, seen)] });
    for (const { method, path } of hook.routes) {
      const asked = path.replaceAll('*', 'ann%2Blee%40x.example');
      const response = await fetch(`${running.url}/hooks/${id}${asked}`, {
        method,
        headers: { 'content-type': 'text/anything; charset=odd' },
        ...(method === 'POST' ? { body: ' {"a": 1}\r\n' } : {}),
      });
      expect([asked, response.status]).toEqual([asked, 401]);
      expect(seen.at(-1)).toMatchObject({ method, path: asked });
      expect(Buffer.from(seen.at(-1)?.body ?? []).toString()).toBe(method === 'POST' ? ' {"a": 1}\r\n' : '');
    }
  });

  it('take nothing larger than the hook allows', async () => {
    const seen: HookRequest[] = [];
    running = await serveDoor(scriptDoor(), { hooks: [mountKeeping(hook, seen)] });
    for (const { method, path } of hook.routes) {
      if (method !== 'POST') continue;
      const asked = path.replaceAll('*', 'ana');
      const send = (bytes: number) => running?.post(`/hooks/${id}${asked}`, 'x'.repeat(bytes));
      expect((await send(hook.largestBody))?.status).toBe(401);
      expect((await send(hook.largestBody + 1))?.status).toBe(413);
    }
    expect(seen.every(({ body }) => body.length <= hook.largestBody)).toBe(true);
  });
});

it('two hooks of one type are told apart by their names, and the first has the place they both want', async () => {
  const hook = HOOKS.find(({ alsoAt }) => alsoAt === '/v1') ?? expect.fail('no hook wants /v1');
  const first: HookRequest[] = [];
  const second: HookRequest[] = [];
  const hooks = [mountKeeping(hook, first, 'shop'), mountKeeping(hook, second, 'shop-us')];
  running = await serveDoor(scriptDoor(), { hooks });
  await running.post('/hooks/shop-us/login', {});
  await running.post('/v1/login', {});
  await running.post('/hooks/shop/login', {});
  expect([first.length, second.length]).toEqual([2, 1]);
});
