/**
 * One message over one connection, and where it ended.
 *
 * Until the final dot is on its way a server has not taken anything: a break there is "not sent" for certain. After it,
 * and before the answer, nobody knows. The body is handed to the socket first, and the dot only when the loop has come
 * round once more, so that a break that has already happened is seen before it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4
 * @module
 */
import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { Mail } from './mail.ts';
import { enhancedCodeOf, type Reply } from './reply.ts';

export type Transmitted =
  | { readonly end: 'accepted' }
  | { readonly end: 'answered'; readonly reply: Reply }
  | { readonly end: 'broken'; readonly point: Point };

/** How far it had come: `begun`, nothing of the message asked for yet; `body`, no dot yet; `dot`, perhaps taken. */
type Point = 'begun' | 'body' | 'dot';

/** Bytes that go to the socket at once. */
const CHUNK = 65_536;

export function transmit(connection: SMTPConnection, { envelope, raw }: Mail): Promise<Transmitted> {
  let point: Point = 'begun';
  let reply: Reply | undefined;
  const reach = (next: Point) => {
    point = next;
  };
  return new Promise((resolve) => {
    const settle = (transmitted: Transmitted) => {
      connection.off('end', onEnd);
      resolve(transmitted);
    };
    const onEnd = () => settle({ end: 'broken', point });
    connection.once('end', onEnd);
    connection.send(
      { ...envelope, size: raw.length, use8BitMime: true },
      Readable.from(bodyThenDot(raw, reach), { objectMode: false }),
      (error) => {
        if (error === null) return settle({ end: 'accepted' });
        reply = toReply(error, point);
        settle(reply === undefined ? { end: 'broken', point } : { end: 'answered', reply });
      },
    );
  });
}

/** Read to its end by the socket only as fast as it takes it; the dot follows the end. */
async function* bodyThenDot(raw: Buffer, reach: (point: Point) => void): AsyncGenerator<Buffer> {
  reach('body');
  for (let at = 0; at < raw.length; at += CHUNK) yield raw.subarray(at, at + CHUNK);
  await new Promise((resolve) => setImmediate(resolve));
  reach('dot');
}

const ANSWERED = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
} as const satisfies Record<string, Reply['to']>;

function toReply(error: SMTPError, point: Point): Reply | undefined {
  const { responseCode, response = '', command = '' } = error;
  if (responseCode === undefined || responseCode < 400) return undefined;
  const to =
    command in ANSWERED
      ? ANSWERED[command as keyof typeof ANSWERED]
      : point === 'begun'
        ? 'recipient'
        : 'message';
  return { to, code: responseCode, enhanced: enhancedCodeOf(response) };
}
