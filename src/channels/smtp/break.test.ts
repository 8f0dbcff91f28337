import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPace } from '../../net/pace.ts';
import type { ChannelSession, Message } from '../channel.ts';
import { smtp } from '../smtp.ts';
import { Config } from './config.ts';
import { connect } from './connect.ts';
import { transmit } from './transmit.ts';

const MESSAGE: Message = {
  id: 'm-1',
  to: 'ada@example.org',
  subject: 'Hello',
  text: 'Hello',
  language: 'en',
};

/** What a server does when it has read something: answers, breaks off, or says nothing. */
type Said = string | 'BREAK' | 'SILENCE';

interface Script {
  readonly greeting?: Said;
  readonly ehlo?: Said;
  readonly mail?: Said;
  readonly rcpt?: Said;
  readonly data?: Said;
  /** Breaks once so many bytes of the message have come. */
  readonly breakAfter?: number;
  readonly dot?: Said;
}

interface HandDriven {
  readonly port: number;
  /** Messages whose final dot has come. */
  readonly dots: () => number;
}

const running: Server[] = [];
const sessions: ChannelSession[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
  for (const server of running.splice(0)) server.close();
});

/** Speaks SMTP by hand; `scripts` one for each connection, the last for all further ones. */
async function handDriven(scripts: readonly Script[], pipelining = true): Promise<HandDriven> {
  let dots = 0;
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const script = scripts[Math.min(connections++, scripts.length - 1)] ?? {};
    socket.on('error', () => {});
    converse(socket, script, pipelining, () => {
      dots += 1;
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, dots: () => dots };
}

function converse(socket: Socket, script: Script, pipelining: boolean, onDot: () => void): void {
  let rest = '';
  let body: number | undefined;
  const say = (said: Said) => {
    if (said === 'BREAK') socket.destroy();
    else if (said !== 'SILENCE') socket.write(`${said}\r\n`);
  };
  say(script.greeting ?? '220 hello');
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (;;) {
      if (body !== undefined) {
        const end = rest.indexOf('\r\n.\r\n');
        if (end < 0) {
          if (script.breakAfter !== undefined && rest.length >= script.breakAfter) socket.destroy();
          return;
        }
        onDot();
        body = undefined;
        rest = rest.slice(end + 5);
        say(script.dot ?? '250 taken');
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0 || socket.destroyed) return;
      const line = rest.slice(0, end).toUpperCase();
      rest = rest.slice(end + 2);
      if (line.startsWith('EHLO')) say(script.ehlo ?? (pipelining ? '250-hi\r\n250 PIPELINING' : '250 hi'));
      else if (line.startsWith('MAIL')) say(script.mail ?? '250 ok');
      else if (line.startsWith('RCPT')) say(script.rcpt ?? '250 ok');
      else if (line.startsWith('DATA')) {
        const said = script.data ?? '354 go on';
        if (said.startsWith('354')) body = 0;
        say(said);
        if (said.startsWith('354') && script.breakAfter === 0) socket.destroy();
      } else if (line.startsWith('RSET')) say('250 ok');
      else if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
    }
  });
}

async function channelTo({ port }: HandDriven, more: object = {}): Promise<ChannelSession> {
  const config = { host: '127.0.0.1', port, tls: 'none', from: { name: 'Shop', address: 'a@shop.example' } };
  const session = await smtp.open(smtp.config.parse({ ...config, ...more }), {
    pace: createPace({ concurrency: 4 }),
  });
  sessions.push(session);
  return session;
}

describe.each([true, false])('a connection that breaks, pipelining: %s', (pipelining) => {
  it.each([
    ['at the greeting', { greeting: 'BREAK' }],
    ['at EHLO', { ehlo: 'BREAK' }],
    ['with "no service" for a greeting', { greeting: '421 not now' }],
  ])('%s says that the server cannot be used, and nothing was sent', async (_, script) => {
    const server = await handDriven([script], pipelining);
    const channel = await channelTo(server);
    await expect(channel.send(MESSAGE)).rejects.toMatchObject({ name: 'RemoteError', ambiguous: false });
    expect(server.dots()).toBe(0);
  });

  it.each([
    ['at MAIL FROM', { mail: 'BREAK' }],
    ['at RCPT TO', { rcpt: 'BREAK' }],
    ['at DATA', { data: 'BREAK' }],
    ['with 421 at RCPT TO', { rcpt: '421 closing' }],
    ['with 421 at DATA', { data: '421 closing' }],
    ['with "bad sequence" at RCPT TO', { rcpt: '503 bad sequence', data: '503 bad sequence' }],
  ])('%s leaves a message that was not sent for certain', async (_, script) => {
    const server = await handDriven([script], pipelining);
    expect(await (await channelTo(server)).send(MESSAGE)).toMatchObject({ status: 'retry' });
    expect(server.dots()).toBe(0);
  });

  it('after the final dot leaves a message of which nobody knows', async () => {
    const server = await handDriven([{ dot: 'BREAK' }], pipelining);
    expect(await (await channelTo(server)).send(MESSAGE)).toMatchObject({ status: 'unknown' });
    expect(server.dots()).toBe(1);
  });

  it('with 421 after the final dot leaves a message that was not taken', async () => {
    const server = await handDriven([{ dot: '421 closing' }], pipelining);
    expect(await (await channelTo(server)).send(MESSAGE)).toMatchObject({ status: 'retry' });
  });

  it('after it had been idle costs nothing: the message goes over a new one', async () => {
    const server = await handDriven([{ mail: '250 ok' }, {}], pipelining);
    const channel = await channelTo(server);
    await channel.send(MESSAGE);
    expect(await channel.send({ ...MESSAGE, id: 'm-2' })).toMatchObject({ status: 'handed' });
    expect(server.dots()).toBe(2);
  });

  it('between 354 and the dot is never called "not sent" once the dot was there', async () => {
    for (let bytes = 0; bytes <= 300; bytes += 30) {
      const server = await handDriven([{ breakAfter: bytes }], pipelining);
      const { status } = await (await channelTo(server)).send(MESSAGE);
      if (status === 'handed') expect(server.dots()).toBe(1);
      if (server.dots() > 0) expect(status).not.toBe('retry');
    }
  });
});

describe('a long message', () => {
  it('that breaks before its last byte was not sent for certain', async () => {
    const { port } = await handDriven([{ breakAfter: 100_000 }]);
    const connection = await connect(
      Config.parse({ host: '127.0.0.1', port, tls: 'none', from: { name: 'S', address: 'a@s.example' } }),
    );
    const line = `${'x'.repeat(76)}\r\n`;
    const transmitted = await transmit(connection, {
      envelope: { from: 'a@s.example', to: 'ada@example.org' },
      // More than the buffers of both ends hold.
      raw: Buffer.from(line.repeat(400_000)),
    });
    expect(transmitted).toEqual({ end: 'broken', point: 'body' });
  });
});

describe('a server that falls silent', () => {
  it('before the dot leaves a message that was not sent', async () => {
    const channel = await channelTo(await handDriven([{ rcpt: 'SILENCE' }], false), { timeout: 1_000 });
    expect(await channel.send(MESSAGE)).toMatchObject({ status: 'retry' });
  });

  it('after the dot leaves a message of which nobody knows', async () => {
    const channel = await channelTo(await handDriven([{ dot: 'SILENCE' }]), { timeout: 1_000 });
    expect(await channel.send(MESSAGE)).toMatchObject({ status: 'unknown' });
  });

  it('is left when the channel closes, and the message is not lost from sight', async () => {
    const server = await handDriven([{ dot: 'SILENCE' }]);
    const channel = await channelTo(server);
    const sending = channel.send(MESSAGE);
    while (server.dots() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await channel.close();
    expect(await sending).toMatchObject({ status: 'unknown' });
  });
});

describe('a stale connection', () => {
  it('that ends at the first word of the next message is replaced, once', async () => {
    let mails = 0;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      let words = '';
      socket.write('220 hello\r\n');
      socket.on('data', (chunk) => {
        words += chunk.toString('latin1');
        if (/EHLO/.test(words)) socket.write('250 hi\r\n');
        if (/MAIL/.test(words) && ++mails === 2) socket.destroy();
        else if (/MAIL|RCPT|RSET/.test(words)) socket.write('250 ok\r\n');
        if (/DATA/.test(words)) socket.write('354 go\r\n');
        if (/\r\n\.\r\n/.test(words)) socket.write('250 taken\r\n');
        if (/QUIT/.test(words)) socket.end('221 bye\r\n');
        words = /\r\n$/.test(words) ? '' : words;
      });
    });
    running.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const channel = await channelTo({ port: (server.address() as AddressInfo).port, dots: () => 0 });
    expect(await channel.send(MESSAGE)).toMatchObject({ status: 'handed' });
    expect(await channel.send({ ...MESSAGE, id: 'm-2' })).toMatchObject({ status: 'handed' });
    expect(mails).toBe(3);
  });
});
