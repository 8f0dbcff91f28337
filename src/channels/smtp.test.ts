import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/servers/certificate.ts';
import { type Mailbox, type MailboxOptions, startMailbox } from '../../test/servers/mailbox.ts';
import { createPace } from '../net/pace.ts';
import type { ChannelSession, Message } from './channel.ts';
import { testChannel } from './channel-contract.ts';
import { smtp } from './smtp.ts';

testChannel(smtp, async () => {
  const box = await startMailbox({
    user: 'shop',
    password: 'hush-hush',
    behave: ({ to }) => {
      if (to.startsWith('refused')) return { refuse: 'recipient', code: 550, says: '5.1.1 no such user' };
      return to.startsWith('breaks') ? { breakAt: 'message' } : undefined;
    },
  });
  const { type: _, ...own } = box.settings;
  const config = { ...own, user: 'shop', password: 'hush-hush' };
  return {
    config,
    gone: { ...config, port: 1 },
    address: (n) => `c${n}@example.org`,
    refused: 'refused@example.org',
    breaks: 'breaks@example.org',
    secrets: ['hush-hush'],
    arrived: () =>
      Promise.all(box.received.map(async (mail) => ({ to: mail.to, text: (await mail.email()).text ?? '' }))),
    end: () => box.stop(),
  };
});

const MESSAGE: Message = {
  id: 'm-1',
  to: 'ada@example.org',
  subject: 'Bitte wählen Sie ein neues Passwort',
  text: 'Hallo Ada: https://welcome.shop.example/r/abc',
  html: '<p>Hallo Ada: <a href="https://welcome.shop.example/r/abc">los</a></p>',
  language: 'de',
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function mailbox(options?: MailboxOptions): Promise<Mailbox> {
  const started = await startMailbox(options);
  open.push({ close: () => started.stop() });
  return started;
}

async function channelTo(
  { settings }: { readonly settings: Readonly<Record<string, unknown>> },
  more: object = {},
): Promise<ChannelSession> {
  const { type: _, ...own } = settings;
  const session = await smtp.open(smtp.config.parse({ ...own, ...more }), {
    pace: createPace({ concurrency: 50 }),
  });
  open.push(session);
  return session;
}

describe('a mail', () => {
  it('arrives with its two texts, its language and our id, and says that a machine sent it', async () => {
    const box = await mailbox();
    const channel = await channelTo(box);
    expect(await channel.send(MESSAGE)).toEqual({ status: 'handed', reference: 'm-1' });
    const received = await box.next('ada@example.org');
    expect(await received.links()).toEqual(['https://welcome.shop.example/r/abc']);
    const email = await received.email();
    expect(email).toMatchObject({
      subject: MESSAGE.subject,
      messageId: '<m-1@shop.example>',
      from: { name: 'Example Shop', address: 'welcome@shop.example' },
    });
    expect(email.html?.trim()).toBe(MESSAGE.html);
    expect(headersOf(email)).toMatchObject({
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'content-language': 'de',
    });
    for (const absent of ['list-unsubscribe', 'x-mailer'])
      expect(headersOf(email)).not.toHaveProperty(absent);
  });

  it('offers one click to unsubscribe where it is something to unsubscribe from', async () => {
    const box = await mailbox();
    const channel = await channelTo(box);
    await channel.send({ ...MESSAGE, unsubscribe: 'https://welcome.shop.example/reset/unsubscribe/m-1' });
    expect(headersOf(await (await box.next(MESSAGE.to)).email())).toMatchObject({
      'list-unsubscribe': '<https://welcome.shop.example/reset/unsubscribe/m-1>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
  });

  it('names itself in the address that its bounce goes back to', async () => {
    const box = await mailbox();
    const channel = await channelTo(box, { bounceTo: 'bounce@returns.shop.example' });
    await channel.send(MESSAGE);
    expect((await box.next(MESSAGE.to)).from).toBe('bounce+m-1@returns.shop.example');
  });

  it('reaches a domain with letters that ASCII lacks', async () => {
    const box = await mailbox();
    const channel = await channelTo(box);
    expect(await channel.send({ ...MESSAGE, to: 'ada@bücher.example' })).toMatchObject({ status: 'handed' });
    const [received] = box.received;
    expect(received?.to).toBe('ada@bücher.example');
    expect(received?.raw.toString()).toContain('xn--bcher-kva.example');
  });

  it('reaches a mailbox with letters that ASCII lacks, where the server does (SMTPUTF8)', async () => {
    const box = await mailbox();
    const channel = await channelTo(box);
    expect(await channel.send({ ...MESSAGE, to: 'jürgen@example.org' })).toMatchObject({ status: 'handed' });
    expect(box.received.map(({ to }) => to)).toEqual(['jürgen@example.org']);
  });
});

function headersOf({ headers }: { readonly headers: readonly { key: string; value: string }[] }) {
  return Object.fromEntries(headers.map(({ key, value }) => [key, value]));
}

describe('a line break', () => {
  it.each([
    ['the address', { to: 'ada@example.org\r\nBcc: all@example.org' }],
    ['the address, as a second command', { to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }],
    ['the subject', { subject: 'Hello\r\nBcc: all@example.org' }],
    ['the subject, bare', { subject: 'Hello\nBcc: all@example.org' }],
    ['the subject, as another kind', { subject: 'Hello\u2028Bcc: all@example.org' }],
    ['the id', { id: 'm-1\r\nBcc: all@example.org' }],
    ['the language', { language: 'de\r\nBcc: all@example.org' }],
  ])('in %s is refused before anything is sent', async (_, strange) => {
    const box = await mailbox();
    const channel = await channelTo(box);
    expect(await channel.send({ ...MESSAGE, ...strange })).toMatchObject({ status: 'refused' });
    expect(box.connections).toBe(0);
  });

  it.each([
    'ada@example.org,eve@example.org',
    'ada@example.org;eve@example.org',
    'Ada <ada@example.org>',
    '"ada"@example.org',
    'ada',
    '@example.org',
    'ada@',
    'ada@example.org NOTIFY=NEVER',
  ])('is not needed: %s is no address of one customer', async (to) => {
    const box = await mailbox();
    const channel = await channelTo(box);
    expect(await channel.send({ ...MESSAGE, to })).toMatchObject({ status: 'refused' });
    expect(box.connections).toBe(0);
  });

  it('with a dot in the text ends nothing', async () => {
    const box = await mailbox();
    const channel = await channelTo(box);
    const text = 'one\r\n.\r\nMAIL FROM:<eve@example.org>\r\n..\r\n.';
    await channel.send({ ...MESSAGE, text });
    const { text: came = '' } = await (await box.next(MESSAGE.to)).email();
    expect(came.trim().split(/\r?\n/)).toEqual(text.split('\r\n'));
    expect(box.received).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['a mailbox that does not exist', 550, '5.1.1 no such user ada@example.org', 'refused'],
    ['a full mailbox', 552, '5.2.2 full', 'retry'],
    ['greylisting', 450, '4.7.1 come back later', 'retry'],
    ['no room', 452, '4.3.1 no storage', 'retry'],
  ])('to %s is understood, and nobody is named', async (_, code, says, status) => {
    const box = await mailbox({ behave: () => ({ refuse: 'recipient', code, says }) });
    const channel = await channelTo(box);
    const handed = await channel.send(MESSAGE);
    expect(handed.status).toBe(status);
    expect(JSON.stringify(handed)).not.toContain('ada');
    expect(JSON.stringify(handed)).toContain(String(code));
  });

  it('that refuses the sender is about us, and stops the channel', async () => {
    const box = await mailbox({ behave: () => ({ refuse: 'sender', code: 550, says: '5.1.8 who are you' }) });
    const channel = await channelTo(box);
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', answer: 'refused' });
  });

  it.each([
    ['as Postfix says it', 554, '5.7.1 Relay access denied'],
    ['as Exim says it', 550, 'relay not permitted'],
    ['by a server that has one code for everything', 550, '5.0.0 rejected'],
  ])(
    'of "relaying denied", %s, before anything was taken makes nobody undeliverable',
    async (_, code, says) => {
      const box = await mailbox({ behave: () => ({ refuse: 'recipient', code, says }) });
      const channel = await channelTo(box);
      await expect(channel.send(MESSAGE)).rejects.toMatchObject({ answer: 'refused' });
    },
  );

  it('without a reason is about one mailbox once the server took others', async () => {
    const box = await mailbox({
      behave: ({ to }) =>
        to.startsWith('no') ? { refuse: 'recipient', code: 550, says: 'Unknown user' } : undefined,
    });
    const channel = await channelTo(box);
    await channel.send(MESSAGE);
    expect(await channel.send({ ...MESSAGE, to: 'no@example.org' })).toMatchObject({ status: 'refused' });
  });

  it('of policy is about one message once the server took others, and about us after five in a row', async () => {
    const box = await mailbox({
      behave: ({ to }) =>
        to.startsWith('no') ? { refuse: 'recipient', code: 550, says: '5.7.1 policy' } : undefined,
    });
    const channel = await channelTo(box);
    await channel.send(MESSAGE);
    for (let time = 1; time <= 4; time += 1)
      expect(await channel.send({ ...MESSAGE, to: `no${time}@example.org` })).toMatchObject({
        status: 'refused',
      });
    await expect(channel.send({ ...MESSAGE, to: 'no5@example.org' })).rejects.toMatchObject({
      answer: 'refused',
    });
  });

  it('that refuses twenty in a row leaves the connection to the next, and no listener behind', async () => {
    const warned: string[] = [];
    const warn = ({ name }: Error) => warned.push(name);
    process.on('warning', warn);
    const box = await mailbox({
      behave: ({ to }) =>
        to.startsWith('no') ? { refuse: 'recipient', code: 550, says: '5.1.1' } : undefined,
    });
    const channel = await channelTo(box, { connections: 1 });
    for (let n = 0; n < 20; n += 1) await channel.send({ ...MESSAGE, to: `no${n}@example.org` });
    expect(await channel.send(MESSAGE)).toMatchObject({ status: 'handed' });
    process.off('warning', warn);
    expect(box.connections).toBe(1);
    expect(warned).toEqual([]);
  });

  it('that refuses one leaves the connection to the next', async () => {
    const box = await mailbox({
      behave: ({ to }) =>
        to.startsWith('no') ? { refuse: 'recipient', code: 550, says: '5.1.1 no' } : undefined,
    });
    const channel = await channelTo(box);
    await channel.send({ ...MESSAGE, to: 'no@example.org' });
    await channel.send(MESSAGE);
    expect(box.connections).toBe(1);
    expect(box.received.map(({ to }) => to)).toEqual([MESSAGE.to]);
  });
});

describe('many mails', () => {
  it('share so many connections as are allowed, and each connection ends after so many mails', async () => {
    const box = await mailbox();
    const channel = await channelTo(box, { connections: 3, messagesPerConnection: 5 });
    const handed = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        channel.send({ ...MESSAGE, id: `m-${n}`, to: `c${n}@example.org` }),
      ),
    );
    expect(handed.every(({ status }) => status === 'handed')).toBe(true);
    expect(new Set(box.received.map(({ to }) => to)).size).toBe(60);
    expect(box.connections).toBeGreaterThanOrEqual(12);
    expect(box.connections).toBeLessThanOrEqual(14);
  });
});

describe('the mail server', () => {
  it('is found gone by a check and by a message, as a matter of the whole channel', async () => {
    const box = await startMailbox();
    await box.stop();
    const channel = await channelTo(box);
    await expect(channel.check()).rejects.toMatchObject({ name: 'RemoteError', answer: 'retry' });
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', answer: 'retry' });
  });

  it('lets us in with a login, and a wrong password is said without being shown', async () => {
    const box = await mailbox({ user: 'shop', password: 'right horse' });
    await expect((await channelTo(box, { user: 'shop', password: 'right horse' })).check()).resolves.toBe(
      undefined,
    );
    const wrong = await channelTo(box, { user: 'shop', password: 'wrong horse' });
    const error = await wrong.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RemoteError', answer: 'refused' });
    expect(String(error)).not.toContain('horse');
  });

  it('that offers no login is not sent to without one', async () => {
    const channel = await channelTo(await mailbox(), { user: 'shop', password: 'x' });
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ answer: 'refused' });
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-mail-'));
  const certificate = makeCertificate(folder, ['IP:127.0.0.1', 'DNS:localhost']);
  const pem = async () => readFileSync((await certificate).certificate, 'utf8');

  it.each([true, false])('carries a mail, implicit: %s', async (implicit) => {
    const box = await mailbox({ tls: { ...(await certificate), implicit } });
    const channel = await channelTo(box, { ca: await pem() });
    expect(await channel.send(MESSAGE)).toMatchObject({ status: 'handed' });
  });

  it.each([true, false])(
    'is not talked to behind a certificate nobody knows, implicit: %s',
    async (implicit) => {
      const box = await mailbox({ tls: { ...(await certificate), implicit } });
      const channel = await channelTo(box);
      await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', answer: 'refused' });
      expect(box.received).toHaveLength(0);
    },
  );

  it('is never left out because a server does not offer it', async () => {
    const box = await mailbox();
    const channel = await channelTo(box, { tls: 'starttls' });
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', answer: 'refused' });
    expect(box.received).toHaveLength(0);
  });

  it('may be absent towards this machine only', () => {
    const settings = { tls: 'none', from: { name: 'Shop', address: 'a@shop.example' } };
    expect(smtp.config.safeParse({ ...settings, host: 'mail.shop.example' }).success).toBe(false);
    expect(smtp.config.safeParse({ ...settings, host: '127.0.0.1.shop.example' }).success).toBe(false);
    expect(smtp.config.safeParse({ ...settings, host: 'localhost' }).success).toBe(true);
  });
});
