/**
 * Connections that are kept between messages, at most so many.
 *
 * Not nodemailer's own pool: it sends a message again by itself when a connection closes, also after the final dot, and
 * it does not say where a dialogue broke. A message that went out twice could not even be counted.
 *
 * @module
 */
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { RemoteError } from '../../net/remote-error.ts';
import type { Config } from './config.ts';
import { connect } from './connect.ts';
import type { Mail } from './mail.ts';
import { type Transmitted, transmit } from './transmit.ts';

export interface Connections {
  /** @throws RemoteError where no connection can be had */
  transmit(mail: Mail): Promise<Transmitted>;
  /** Opens one and closes it again. @throws RemoteError */
  try(): Promise<void>;
  /** What is under way is cut off. */
  close(): Promise<void>;
}

interface Kept {
  readonly connection: SMTPConnection;
  messages: number;
  ended: boolean;
}

/** Milliseconds for which a server may take to answer QUIT. */
const QUIT_TIMEOUT = 1_000;

export function createConnections(config: Config): Connections {
  const idle: Kept[] = [];
  const all = new Set<Kept>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  async function open(): Promise<Kept> {
    if (closed) throw isClosed();
    const kept: Kept = { connection: await connect(config), messages: 0, ended: false };
    all.add(kept);
    kept.connection.once('end', () => {
      kept.ended = true;
      all.delete(kept);
    });
    return kept;
  }

  function takeIdle(): Kept | undefined {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) if (!kept.ended) return kept;
    return undefined;
  }

  async function over(kept: Kept, mail: Mail): Promise<Transmitted> {
    const transmitted = await transmit(kept.connection, mail);
    kept.messages += 1;
    const isWell =
      transmitted.end === 'accepted' || (transmitted.end === 'answered' && (await isReset(kept.connection)));
    if (isWell && !kept.ended && !closed && kept.messages < config.messagesPerConnection) idle.push(kept);
    else void quit(kept);
    return transmitted;
  }

  async function transmitOnce(mail: Mail): Promise<Transmitted> {
    const kept = takeIdle();
    if (kept === undefined) return over(await open(), mail);
    const transmitted = await over(kept, mail);
    // A server closes connections that were idle; the message had not been asked for, so it goes over a new one.
    const wasStale = transmitted.end === 'broken' && transmitted.point === 'begun';
    return wasStale && !closed ? over(await open(), mail) : transmitted;
  }

  async function whenThereIsRoom(): Promise<void> {
    if (busy >= config.connections) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  }

  function leaveRoom(): void {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  }

  return {
    async transmit(mail) {
      await whenThereIsRoom();
      try {
        return await transmitOnce(mail);
      } finally {
        leaveRoom();
      }
    },
    async try() {
      await quit(await open());
    },
    async close() {
      closed = true;
      const quiet = new Set(idle.splice(0));
      for (const kept of all) if (!quiet.has(kept)) kept.connection.close();
      await Promise.all([...quiet].map(quit));
    },
  };
}

function isClosed(): RemoteError {
  return new RemoteError('the channel is closed', { answer: 'retry', ambiguous: false });
}

function quit({ connection, ended }: Kept): Promise<void> {
  if (ended) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => connection.close(), QUIT_TIMEOUT);
    connection.once('end', () => {
      clearTimeout(impatient);
      resolve();
    });
    connection.quit();
  });
}

/** Is it ready for the next message, although the server refused one? */
function isReset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const onEnd = () => resolve(false);
    connection.once('end', onEnd);
    connection.reset((error) => {
      connection.off('end', onEnd);
      resolve(error === null);
    });
  });
}
