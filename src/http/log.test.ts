import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ADMIN, type ServedDoor, scriptDoor, serveDoor } from '../../test/scripted-door.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { createServerLog } from './log.ts';

const CANARY = 'kanarie "Σ" & 7+/=%';

let running: ServedDoor | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Every spelling in which a secret leaves a program by accident. */
function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

describe('the log of the server', () => {
  it('contains no password in any spelling, wherever a caller put it', async () => {
    running = await serveDoor(
      scriptDoor(async (question) => {
        if (question.identifier === 'boom')
          throw new SyntaxError(`"${CANARY}" is not valid JSON\n    at ${CANARY}`);
        return { outcome: 'wrong' };
      }),
      { settings: { adminTokens: [ADMIN] } },
    );
    const { post, get, lines } = running;
    const encoded = encodeURIComponent(CANARY);
    const basic = { authorization: `Basic ${Buffer.from(`ana:${CANARY}`).toString('base64')}` };
    await post('/hooks/plain/login', { identifier: 'ana', password: CANARY });
    await post('/hooks/plain/login', { identifier: 'ana', password: CANARY, correlationId: CANARY });
    await post('/hooks/plain/login', { identifier: CANARY, password: CANARY });
    await post('/hooks/plain/login', { identifier: 'boom', password: CANARY });
    await post('/hooks/plain/login', `{"password": "${CANARY}`);
    await post(`/hooks/plain/login?password=${encoded}`, { identifier: 'ana', password: CANARY });
    await post('/hooks/plain/login', {}, basic);
    await post('/hooks/plain/login', {}, { 'content-type': encoded, 'user-agent': encoded });
    await post('/hooks/plain/login', { password: CANARY.repeat(500) });
    await get(`/hooks/plain/users/${encoded}`, { authorization: 'Bearer the-secret-of-the-caller' });
    await get(`/v1/route?identifier=${encoded}`, basic);
    await get(`/${encoded}`, { 'x-request-id': encoded, traceparent: encoded });
    await get('/hooks/plain/users/%zz', basic);
    await get('/metrics', basic);

    const log = lines.join('');
    expect(lines.length).toBeGreaterThanOrEqual(13);
    for (const spelling of spellingsOf(CANARY)) expect(log).not.toContain(spelling);
    for (const spelling of spellingsOf(`ana:${CANARY}`)) expect(log).not.toContain(spelling);
  });

  it('says of a request its route as a pattern, the hook, the outcome and how long it took', async () => {
    running = await serveDoor(scriptDoor());
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await running.get('/hooks/plain/users/ana%40example.com', {
      authorization: 'Bearer the-secret-of-the-caller',
      traceparent,
    });
    const line = JSON.parse(running.lines.at(-1) ?? '');
    expect(line).toMatchObject({
      msg: 'answered',
      level: 'info',
      request: '0af7651916cd43dd8448eb211c80319c',
      route: '/hooks/plain/users/:segment',
      method: 'GET',
      hook: 'plain',
      op: 'lookup',
      outcome: 'wrong',
      took: expect.any(Number),
    });
    expect(response.headers.get('x-request-id')).toBe(line.request);
  });

  it('takes over the id by which the target knows the attempt', async () => {
    running = await serveDoor(scriptDoor());
    await running.post('/hooks/plain/login', { identifier: 'a', password: 'b', correlationId: 'flow:7f.3' });
    expect(JSON.parse(running.lines.at(-1) ?? '')).toMatchObject({ correlation: 'flow:7f.3' });
  });

  it('is as loud as it was told to be: health checks are for debug', async () => {
    const told = { request: 'r', method: 'GET', status: 200, took: 1, from: '127.0.0.1' };
    const write = (level: Parameters<typeof createServerLog>[1], route: string, status = 200) => {
      const lines: string[] = [];
      createServerLog((line) => lines.push(line), level).answered({ ...told, route, status });
      return lines.length;
    };
    expect(write('info', '/healthz')).toBe(0);
    expect(write('debug', '/healthz')).toBe(1);
    expect(write('info', '/v1/status')).toBe(1);
    expect(write('warn', '/v1/status')).toBe(0);
    expect(write('warn', '/v1/status', 503)).toBe(1);
    expect(write('silent', '/v1/status', 503)).toBe(0);
  });
});

describe('a failure in the log', () => {
  function logged(error: unknown): string {
    const lines: string[] = [];
    createServerLog((line) => lines.push(line), 'info').failed('answering', error, 'r1');
    return lines.join('');
  }

  it('of our own has its code and its words, which name nobody', () => {
    const line = JSON.parse(logged(new FootbridgeError('TARGET_UNREACHABLE')));
    expect(line).toMatchObject({
      level: 'error',
      where: 'answering',
      request: 'r1',
      code: 'TARGET_UNREACHABLE',
    });
    expect(line.message).toContain('cannot be reached');
  });

  it('that nobody foresaw has its kind and where it happened', () => {
    const line = JSON.parse(logged(new RangeError('out of 1, 2, 3')));
    expect(line).toMatchObject({ error: 'RangeError' });
    expect(line.at[0]).toMatch(/log\.test\.ts:\d+:\d+$/);
  });

  it('never has the words of an error, whatever they look like', () => {
    const word = fc.stringMatching(/^[!-~]{10,30}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const line = logged(new Error(words.join('\n    at ')));
        for (const one of words) expect(line).not.toContain(JSON.stringify(one).slice(1, -1));
      }),
    );
    expect(logged(new Error('no\n    at /hunter2:1:2'))).not.toContain('hunter2');
  });

  it('that is no error at all has only its type', () => {
    expect(JSON.parse(logged('hunter2'))).toMatchObject({ error: 'string' });
    expect(logged('hunter2')).not.toContain('hunter2');
  });
});
