/**
 * One connection to the mail server: over TLS as asked for and never less, logged in, or a reason for the whole channel.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8314 on TLS for submission
 * @module
 */
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import { type RemoteAnswer, RemoteError } from '../../net/remote-error.ts';
import { type Config, portOf } from './config.ts';
import { enhancedCodeOf } from './reply.ts';

/** Milliseconds; a server that does not even accept a connection in this time is not there. */
const CONNECT_TIMEOUT = 10_000;
/** Milliseconds to the greeting; servers make strangers wait. RFC 5321 §4.5.3.2.1 allows five minutes. */
const GREETING_TIMEOUT = 60_000;

/** @throws RemoteError */
export async function connect(config: Config): Promise<SMTPConnection> {
  const connection = new SMTPConnection({
    host: config.host.replace(/^\[|\]$/g, ''),
    port: portOf(config),
    secure: config.tls === 'implicit',
    requireTLS: config.tls === 'starttls',
    ignoreTLS: config.tls === 'none',
    ...(config.clientName !== undefined && { name: config.clientName }),
    ...(config.ca !== undefined && { tls: { ca: config.ca } }),
    connectionTimeout: CONNECT_TIMEOUT,
    greetingTimeout: Math.min(GREETING_TIMEOUT, config.timeout),
    socketTimeout: config.timeout,
  });
  try {
    await opened(connection);
    await loggedIn(connection, config);
    return connection;
  } catch (error) {
    connection.close();
    throw toChannelFailure(error, config.host);
  }
}

function opened(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays: an error nobody listens to would end the process. Messages learn of it by their own callback.
    connection.on('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function loggedIn(connection: SMTPConnection, { user, password, host }: Config): Promise<void> {
  if (user === undefined || password === undefined) return Promise.resolve();
  if (!connection.allowsAuth)
    throw new RemoteError(`the mail server ${host} offers no login, but there is a user in the settings`, {
      answer: 'refused',
      ambiguous: false,
    });
  return new Promise((resolve, reject) => {
    const onEnd = () => reject(new Error('closed'));
    connection.once('end', onEnd);
    connection.login({ user, pass: password, credentials: { user, pass: password } }, (error) => {
      connection.off('end', onEnd);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Names the host and the code; the server's own words may name a user. */
function toChannelFailure(error: unknown, host: string): RemoteError {
  if (error instanceof RemoteError) return error;
  const failure = error as SMTPError;
  return new RemoteError(`the mail server ${host} ${inWords(failure)}`, {
    answer: answerFor(failure),
    ambiguous: false,
    timedOut: failure.code === 'ETIMEDOUT',
  });
}

function answerFor({ code = '', originalCode = '', responseCode }: SMTPError): RemoteAnswer {
  if (responseCode !== undefined) return responseCode >= 500 ? 'refused' : 'wait';
  if (code === 'EAUTH' || code === 'ETLS' || /CERT|TLS|SELF_SIGNED|UNABLE_TO_/.test(originalCode))
    return 'refused';
  return 'retry';
}

function inWords({ code = 'no code', originalCode, response, responseCode }: SMTPError): string {
  const why = originalCode ?? code;
  if (responseCode === undefined) return `cannot be used (${why})`;
  const enhanced = enhancedCodeOf(response ?? '');
  return `answered ${responseCode}${enhanced === '' ? '' : ` ${enhanced}`} before any message (${why})`;
}
