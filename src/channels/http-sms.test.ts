import { afterEach, describe, expect, it } from 'vitest';
import {
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedHttp,
} from '../../test/servers/scripted-http.ts';
import { createPace } from '../net/pace.ts';
import type { ChannelSession, Message } from './channel.ts';
import { type ChannelScene, testChannel } from './channel-contract.ts';
import { httpMail } from './http-mail.ts';
import { httpSms } from './http-sms.ts';

const MESSAGE: Message = {
  id: 'm1-0123456789abcdef',
  to: '+491701234567',
  subject: 'A new password',
  text: 'Please set a new password.',
  language: 'en',
};

const BODY = { json: { recipient: '{to}', body: { text: '{text}' } } };

function read({ body }: ScriptedRequest) {
  return JSON.parse(body) as { readonly recipient: string; readonly body: { readonly text: string } };
}

async function begin(address: (n: number) => string): Promise<ChannelScene> {
  const [refused, breaks] = [address(91), address(92)];
  const server = await startScriptedHttp((request) => {
    if (request.method === 'HEAD') return { status: 405 };
    if (request.headers.authorization !== 'Bearer hush-hush-token') return { status: 401 };
    const { recipient } = read(request);
    if (recipient === refused) return { status: 422, body: { error: { code: 21211 } } };
    return recipient === breaks ? 'break' : { status: 201, body: { id: 'SM1' } };
  });
  const config = { ...BODY, url: `${server.url}/messages`, authorization: 'Bearer hush-hush-token' };
  return {
    config: { ...config, reference: 'id' },
    gone: { ...config, url: 'http://127.0.0.1:1/messages' },
    address,
    refused,
    breaks,
    secrets: ['hush-hush-token'],
    arrived: async () =>
      server.requests
        .filter((request) => request.method === 'POST' && read(request).recipient !== refused)
        .map((request) => ({ to: read(request).recipient, text: read(request).body.text })),
    end: () => server.stop(),
  };
}

testChannel(httpSms, () => begin((n) => `+4917012345${String(n).padStart(3, '0')}`));
testChannel(httpMail, () => begin((n) => `c${n}@example.org`));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function channelThat(
  answer: (request: ScriptedRequest) => ScriptedReply,
  more: object = {},
): Promise<{ readonly channel: ChannelSession; readonly requests: readonly ScriptedRequest[] }> {
  const server = await startScriptedHttp(answer);
  open.push({ close: () => server.stop() });
  const channel = await httpSms.open(
    httpSms.config.parse({ ...BODY, url: `${server.url}/messages`, ...more }),
    {
      pace: createPace({ concurrency: 8 }),
    },
  );
  open.push(channel);
  return { channel, requests: server.requests };
}

describe('a request', () => {
  it('carries our id for a service that recognises it, and no data of a customer outside its body', async () => {
    const { channel, requests } = await channelThat(() => ({ status: 200, body: {} }), {
      user: 'AC1',
      password: 'hush',
      headers: { 'X-Language': '{language}' },
    });
    expect(await channel.send(MESSAGE)).toEqual({ status: 'handed', reference: MESSAGE.id });
    const [request] = requests;
    expect(request?.headers).toMatchObject({
      'idempotency-key': MESSAGE.id,
      'x-language': 'en',
      authorization: `Basic ${Buffer.from('AC1:hush').toString('base64')}`,
    });
    expect(`${request?.url} ${JSON.stringify(request?.headers)}`).not.toContain('49170');
  });

  it('may be a form, each value encoded', async () => {
    const { channel, requests } = await channelThat(() => ({ status: 201, body: { sid: 'SM1' } }), {
      json: undefined,
      form: { To: '{to}', Body: '{text}', From: '+15005550006' },
      reference: 'sid',
    });
    expect(await channel.send({ ...MESSAGE, text: 'a=b&To=+1' })).toMatchObject({ reference: 'SM1' });
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      To: MESSAGE.to,
      Body: 'a=b&To=+1',
      From: '+15005550006',
    });
  });

  it.each(['0170 1234567', '+49170', '+4917012345678901', '491701234567', '+49170123456a'])(
    'to "%s" is none: no phone number',
    async (to) => {
      const { channel, requests } = await channelThat(() => ({ status: 200 }));
      expect(await channel.send({ ...MESSAGE, to })).toMatchObject({ status: 'refused' });
      expect(requests).toHaveLength(0);
    },
  );
});

describe('an answer', () => {
  const refusal = { status: 400, body: { code: 21211 } };

  it.each<[string, ScriptedReply, object, object]>([
    ['200 with plain text', { status: 200, body: 'OK' }, {}, { status: 'handed' }],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, {}, { status: 'retry', after: 7_000 }],
    ['503', { status: 503 }, {}, { status: 'retry' }],
    ['500', { status: 500 }, {}, { status: 'unknown' }],
    ['500 where ids are recognised', { status: 500 }, { recognisesRepeats: true }, { status: 'retry' }],
    ['no answer where ids are recognised', 'break', { recognisesRepeats: true }, { status: 'retry' }],
    ['no answer in time', 'silence', { timeout: 200 }, { status: 'unknown' }],
    [
      '400 that a rule knows',
      refusal,
      { answers: [{ status: [400], path: 'code', is: [21211], means: 'refused' }] },
      { status: 'refused', found: 'answered with 400, code 21211' },
    ],
    [
      '200 that a rule knows better',
      { status: 200, body: { messages: [{ status: '5' }] } },
      { answers: [{ path: 'messages.0.status', is: ['5'], means: 'retry' }] },
      { status: 'retry' },
    ],
  ])('of %s is understood', async (_, reply, more, expected) => {
    const { channel } = await channelThat(() => reply, more);
    expect(await channel.send(MESSAGE)).toMatchObject(expected);
  });

  it.each([301, 401, 403, 404, 405, 415])('of %i is about us, and nothing more is sent', async (status) => {
    const { channel } = await channelThat(() => ({ status }));
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', ambiguous: false });
  });

  it('of 400 to the very first message makes nobody undeliverable: the template may be wrong', async () => {
    const { channel } = await channelThat(() => refusal);
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', answer: 'refused' });
  });
});

describe('settings', () => {
  const good = { url: 'https://sms.example/messages', ...BODY };

  it.each<[string, object]>([
    ['a place nobody knows', { json: { to: '{to}', text: '{text} {name}' } }],
    ['a body without the address', { json: { text: '{text}' } }],
    ['a body without the text', { json: { to: '{to}' } }],
    ['two bodies', { form: { to: '{to}', text: '{text}' } }],
    ['a phone number in the address', { url: 'https://sms.example/{to}' }],
    ['a phone number in a header', { headers: { to: '{to}' } }],
    ['a line break in a header', { headers: { x: 'a\r\nb' } }],
    ['no TLS', { url: 'http://sms.example/messages' }],
    ['credentials for another host', { check: 'https://other.example/' }],
    ['a rule without a condition', { answers: [{ means: 'handed' }] }],
  ])('with %s are refused before anybody is written to', (_, change) => {
    expect(httpSms.config.safeParse(good).success).toBe(true);
    expect(httpSms.config.safeParse({ ...good, ...change }).success).toBe(false);
  });
});
