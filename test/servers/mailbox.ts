/**
 * A real SMTP server that keeps what it takes: every test that sends a message reads it here.
 *
 * It can be slow, refuse, and break a connection where a test says. What it took it has taken at the moment of the final
 * dot, before it answers: so a test can tell "sent twice" from "sent once and not answered".
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Certificate } from './certificate.ts';
import type { Server } from './process.ts';

export interface ReceivedMail {
  /** Of the envelope. */
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
  /** Parsed anew at every call. */
  email(): Promise<Email>;
  /** Addresses in the plain text, in order. */
  links(): Promise<readonly string[]>;
}

/** What the server does with one mail; absent: takes it. */
export type Behaviour =
  | { readonly refuse: 'sender' | 'recipient' | 'message'; readonly code: number; readonly says: string }
  /** `message`: after the dot was taken, so nobody knows. */
  | { readonly breakAt: 'sender' | 'recipient' | 'message' }
  /** Milliseconds before the answer to the dot. */
  | { readonly delay: number };

export interface MailboxOptions {
  readonly user?: string;
  readonly password?: string;
  /** STARTTLS with this certificate, or TLS from the start; absent: neither. */
  readonly tls?: Certificate & { readonly implicit?: boolean };
  /** Asked at MAIL FROM (`to` is empty then), at RCPT TO and at the dot. */
  readonly behave?: (mail: { readonly from: string; readonly to: string }) => Behaviour | undefined;
}

export interface Mailbox extends Server {
  readonly port: number;
  /** For `reset.channels` of a configuration, and for `smtp.config.parse`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly received: readonly ReceivedMail[];
  to(address: string): readonly ReceivedMail[];
  /** The first of somebody that has come, or comes. */
  next(address: string): Promise<ReceivedMail>;
  clear(): void;
  /** Connections until now. */
  readonly connections: number;
}

export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const awaited = new Set<() => void>();
  let connections = 0;
  const server = new SMTPServer({
    logger: false,
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    hideSTARTTLS: options.tls === undefined,
    disabledCommands: options.user === undefined ? ['AUTH'] : [],
    secure: options.tls?.implicit ?? false,
    closeTimeout: 500,
    disableReverseLookup: true,
    ...(options.tls !== undefined && {
      key: readFileSync(options.tls.key),
      cert: readFileSync(options.tls.certificate),
    }),
    onConnect(_, done) {
      connections += 1;
      done();
    },
    onAuth({ username, password }, _, done) {
      if (username === options.user && password === options.password) done(null, { user: username });
      else done(answer(535, '5.7.8 no'));
    },
    onMailFrom({ address }, session, done) {
      answerAt('sender', { from: address, to: '' }, session, done);
    },
    onRcptTo({ address }, session, done) {
      answerAt('recipient', { from: senderOf(session), to: address }, session, done);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const mail = toMail(senderOf(session), to, Buffer.concat(chunks));
        answerAt('message', mail, session, done, () => {
          received.push(mail);
          for (const tell of awaited) tell();
        });
      });
    },
  });
  server.on('error', () => {});

  function answerAt(
    point: 'sender' | 'recipient' | 'message',
    mail: { readonly from: string; readonly to: string },
    session: SMTPServerSession,
    done: (error?: Error) => void,
    take: () => void = () => {},
  ): void {
    const behaviour = options.behave?.(mail);
    if (behaviour !== undefined && 'refuse' in behaviour && behaviour.refuse === point) {
      done(answer(behaviour.code, behaviour.says));
      return;
    }
    take();
    if (behaviour !== undefined && 'breakAt' in behaviour && behaviour.breakAt === point)
      breakOff(server, session);
    else if (point === 'message' && behaviour !== undefined && 'delay' in behaviour)
      setTimeout(done, behaviour.delay);
    else done();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const to = (address: string) => received.filter((mail) => mail.to === address);
  return {
    port,
    settings: {
      type: 'smtp',
      host: '127.0.0.1',
      port,
      tls: options.tls === undefined ? 'none' : options.tls.implicit ? 'implicit' : 'starttls',
      from: { name: 'Example Shop', address: 'welcome@shop.example' },
    },
    received,
    to,
    async next(address) {
      for (;;) {
        const [first] = to(address);
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => {
          const tell = () => {
            awaited.delete(tell);
            resolve();
          };
          awaited.add(tell);
        });
      }
    },
    clear() {
      received.length = 0;
    },
    get connections() {
      return connections;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function toMail(from: string, to: string, raw: Buffer): ReceivedMail {
  const email = () => PostalMime.parse(raw);
  return {
    from,
    to,
    raw,
    email,
    async links() {
      const { text = '' } = await email();
      return text.match(/https?:\/\/[^\s<>()"]+/g) ?? [];
    },
  };
}

function senderOf({ envelope }: SMTPServerSession): string {
  return envelope.mailFrom === false ? '' : envelope.mailFrom.address;
}

function answer(responseCode: number, says: string): Error {
  return Object.assign(new Error(says), { responseCode });
}

function breakOff(server: SMTPServer, { id }: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
}
