/**
 * A session with a service that takes messages over HTTP: one call for one message, never repeated by itself.
 *
 * @module
 */
import { createHttp, type HttpCall } from '../../net/http.ts';
import { RemoteError } from '../../net/remote-error.ts';
import { objectTo } from '../bounds.ts';
import type { ChannelContext, ChannelSession, Message } from '../channel.ts';
import { createTrust } from '../trust.ts';
import { createAnswerJudge } from './answers.ts';
import type { Config } from './config.ts';
import { fill, fillText } from './template.ts';

/** Why this channel cannot reach this address, or carry this text; undefined where it can. */
export type Objection = (message: Message) => string | undefined;

/** Bytes. */
const LARGEST_ANSWER = 1_048_576;
/** Milliseconds; of checks only, behind which somebody waits. */
const FIRST_BACKOFF = 20;

export function openCalling(config: Config, { pace }: ChannelContext, object: Objection): ChannelSession {
  const { origin } = new URL(config.url);
  const http = createHttp({
    base: origin,
    pace,
    deadline: config.timeout,
    largestAnswer: LARGEST_ANSWER,
    firstBackoff: FIRST_BACKOFF,
  });
  const judge = createAnswerJudge(config, createTrust());
  return {
    check: () => check(config, (call) => http.request(call)),
    async send(message) {
      const objection = objectTo(message);
      if (objection !== undefined) return objection;
      const found = object(message);
      if (found !== undefined) return { status: 'refused', found };
      return judge(await http.request(toCall(config, message)).catch(asAnswer), message);
    },
    close: () => http.close(),
  };
}

function asAnswer(error: unknown): RemoteError {
  if (error instanceof RemoteError) return error;
  throw error;
}

/** Pure: the request that hands over one message. */
export function toCall(config: Config, message: Message): HttpCall {
  const { json, form, headers, idempotencyHeader, method } = config;
  const filled = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), fillText(text, message)]);
  return {
    method,
    path: pathOf(config.url),
    kind: 'send message',
    ...(form === undefined ? { json: fill(json, message) } : { form: fillForm(form, message) }),
    headers: {
      ...Object.fromEntries(filled),
      [idempotencyHeader.toLowerCase()]: message.id,
      ...credentials(config),
    },
  };
}

function fillForm(form: Readonly<Record<string, string>>, message: Message): Record<string, string> {
  return Object.fromEntries(Object.entries(form).map(([name, text]) => [name, fillText(text, message)]));
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function credentials({
  authorization,
  user,
  password,
  apiKey,
  apiKeyHeader,
}: Config): Record<string, string> {
  const basic =
    user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  const whole = authorization ?? basic;
  return {
    ...(whole !== undefined && { authorization: whole }),
    ...(apiKey !== undefined && { [apiKeyHeader.toLowerCase()]: apiKey }),
  };
}

/** @throws RemoteError */
async function check(config: Config, request: (call: HttpCall) => Promise<unknown>): Promise<void> {
  const own = config.check !== undefined;
  const call: HttpCall = {
    method: own ? 'GET' : 'HEAD',
    path: pathOf(config.check ?? config.url),
    kind: 'check',
    headers: credentials(config),
  };
  await request(call).catch((error: unknown) => {
    const isThere = error instanceof RemoteError && error.status !== undefined && error.status < 500;
    if (own || !isThere || error.answer === 'refused') throw error;
  });
}
