/**
 * One connection to a directory for one purpose, over TLS where it has to be, gone afterwards.
 *
 * The library reconnects by itself when a connection breaks, and then in the clear where it was StartTLS: whoever
 * can break a connection would read the next password. So a connection here is made once and never again.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4513#section-3.1 on StartTLS
 * @module
 */
import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Client } from 'ldapts';
import { NoAnswer } from '../asking/outcome.ts';
import type { Config } from './config.ts';

export interface Directory {
  readonly config: Config;
  /** PEM. */
  readonly ca: string | undefined;
}

/** Connects, does this, disconnects, whatever happens; breaks the connection when the signal says so. */
export async function withConnection<T>(
  { config, ca }: Directory,
  signal: AbortSignal,
  act: (client: Client) => Promise<T>,
): Promise<T> {
  const sockets: Socket[] = [];
  const once = (make: () => Socket): Socket => {
    if (sockets.length > 0) throw new NoAnswer('the connection broke');
    const socket = make();
    sockets.push(socket);
    return socket;
  };
  const tls = tlsOptions(config.url, ca);
  const client = new Client({
    url: config.url,
    timeout: config.timeout,
    connectTimeout: config.timeout,
    createConnection: ((port: number, host: string) => once(() => connect(port, host))) as typeof connect,
    ...(config.secure === 'tls' && {
      createSecureConnection: ((port: number, host: string) =>
        once(() => connectTls(port, host, tls))) as typeof connectTls,
    }),
  });
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    if (config.secure === 'start-tls') await client.startTLS(tls);
    return await act(client);
  } catch (error) {
    throw inOurWords(error);
  } finally {
    signal.removeEventListener('abort', hangUp);
    // Says goodbye where the other side still listens; a broken connection needs none.
    await client.unbind().catch(() => undefined);
    hangUp();
  }
}

/** A certificate is checked against the name in the address; SNI allows names only (RFC 6066 §3). */
function tlsOptions(url: string, ca: string | undefined): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
  };
}

/** The library has no codes for these, and its sentences name the message. */
function inOurWords(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NoAnswer || 'code' in error) return error;
  return new NoAnswer(/time/i.test(error.message) ? 'timed out' : 'the connection broke');
}
