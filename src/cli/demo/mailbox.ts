/**
 * The mail server of the demo: a real one, for whatever `footbridge serve` sends to whomever. It keeps every mail and
 * passes none on, so nothing leaves this machine.
 *
 * @module
 */
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { listenOnLoopback } from './loopback.ts';
import type { Mail } from './mail.ts';

export interface Mailbox {
  readonly port: number;
  /** In the order in which they came. */
  readonly mails: readonly Mail[];
  stop(): Promise<void>;
}

/** Two further than the old shop; the configuration of the example has the same. */
const PREFERRED_PORT = 4325;

/** Milliseconds for which a connection may go on once it is told to stop. */
const PATIENCE = 500;

export async function startMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const smtp = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ['AUTH'],
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: PATIENCE,
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo[0]?.address ?? '';
      Array.fromAsync<Buffer>(stream)
        .then((chunks) => toMail(to, Buffer.concat(chunks)))
        .then((mail) => {
          mails.push(mail);
          done();
        }, done);
    },
  });
  // A sender that breaks off is no reason for the demo to end.
  smtp.on('error', () => {});
  await listenOnLoopback(smtp.server, PREFERRED_PORT);
  const { port } = smtp.server.address() as AddressInfo;
  return { port, mails, stop: () => new Promise((resolve) => smtp.close(resolve)) };
}

/** What opens the page, and not the login page or support. */
const LINK = /https?:\/\/\S+\/go\/[\w-]+/;

async function toMail(to: string, raw: Buffer): Promise<Mail> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(raw);
  const [link] = LINK.exec(text) ?? [];
  return { to, subject, text, html, ...(link === undefined ? {} : { link }) };
}
