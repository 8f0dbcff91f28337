/**
 * What a caller is told when a request cannot be taken, or when we fail: fixed words, by status.
 *
 * Fastify's own sentences repeat the address and the media type they were given; ours repeat nothing.
 *
 * @module
 */
import type { FastifyError } from 'fastify';
import type { HookReply } from '../hooks/hook.ts';
import { refuse } from '../hooks/wire/reply.ts';

const WORDS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  408: 'timeout',
  413: 'too_large',
  414: 'too_long',
  415: 'unsupported_media_type',
  503: 'stopping',
};

/** undefined: it is not the caller's fault. */
export function refusalFor({ code, statusCode = 500 }: FastifyError): HookReply | undefined {
  if (!code?.startsWith('FST_')) return undefined;
  const words = WORDS[statusCode];
  return words === undefined ? undefined : refuse(statusCode, words);
}

export const INTERNAL = refuse(500, 'internal');
