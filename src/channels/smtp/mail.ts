/**
 * A message as the bytes of a mail, signed where that is asked for.
 *
 * Pure but for the date. Headers say what it is: sent by a machine, so that no machine answers it (RFC 3834), and in
 * which language (RFC 3282). The Message-ID is our id at every try, so that a receiver can see a repetition.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5322
 * @module
 */
import { createPrivateKey } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { createTransport } from 'nodemailer';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Message } from '../channel.ts';
import type { Config } from './config.ts';

/** RFC 6376 §5.4.1, and both headers of RFC 8058 §4, which mail programs want signed before they show the button. */
const SIGNED =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:Content-Language:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

export interface Mail {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly raw: Buffer;
}

export type MailWriter = (message: Message) => Promise<Mail>;

/** @returns undefined where it is no address that SMTP could carry */
export function toEnvelopeAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), domainToASCII(address.slice(at + 1))];
  if (at < 1 || domain === '' || /[\s<>()[\]\\,;:"@]/u.test(local)) return undefined;
  return `${local}@${domain}`;
}

/** The sender that a bounce goes back to: it names the message (VERP). */
export function toEnvelopeSender({ bounceTo, from }: Config, id: string): string {
  if (bounceTo === undefined) return from.address;
  const at = bounceTo.lastIndexOf('@');
  return `${bounceTo.slice(0, at)}+${id}${bounceTo.slice(at)}`;
}

/** nodemailer sends a mail unsigned whose key it cannot use. @throws {FootbridgeError} CONFIG_INVALID */
function readKey(pem: string): string {
  const kind = keyKind(pem);
  if (kind === 'rsa') return pem;
  const found =
    kind === undefined ? 'no private key in PEM' : `a key of the kind ${kind}, where RSA is needed`;
  throw new FootbridgeError('CONFIG_INVALID', `\`dkim.privateKey\` of the channel smtp: ${found}`);
}

function keyKind(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

/**
 * The transport only composes: nothing is sent by it, and nothing is read from files or addresses.
 *
 * @throws {FootbridgeError} CONFIG_INVALID
 */
export function openMailWriter(config: Config): MailWriter {
  const { from, replyTo, dkim } = config;
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim !== undefined && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: readKey(dkim.privateKey),
        headerFieldNames: SIGNED,
      },
    }),
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return async (message) => {
    const to = toEnvelopeAddress(message.to) ?? '';
    const envelope = { from: toEnvelopeSender(config, message.id), to };
    const composed = await composer.sendMail({
      envelope,
      from,
      to: { name: '', address: to },
      ...(replyTo !== undefined && { replyTo }),
      subject: message.subject,
      text: message.text,
      ...(message.html !== undefined && { html: message.html }),
      xMailer: false,
      messageId: `<${message.id}@${domain}>`,
      headers: toHeaders(message),
    });
    return { envelope, raw: composed.message as Buffer };
  };
}

function toHeaders({ language, unsubscribe }: Message): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    /** Exchange asks for its own word. */
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': language,
    ...(unsubscribe !== undefined && {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  };
}
