/**
 * Reads the JSON body of a request through a shape that names only the fields we use.
 *
 * Fields a shape does not name are dropped: vendors add some. What does not fit is answered by a fixed sentence, or
 * in the words of the protocol where the hook gives them; never by an exception, and never with what was sent.
 *
 * @module
 */
import type { z } from 'zod';
import type { HookReply, HookRequest } from '../hook.ts';
import { refuse } from './reply.ts';

export type Malformed = 'too-large' | 'not-json' | 'wrong-shape';

export type Body<T> = { readonly body: T } | { readonly reply: HookReply };

/** @param say the reply to what cannot be read, where 413 and 400 mean something else to the target */
export function readJson<T>(
  request: HookRequest,
  shape: z.ZodType<T>,
  largest: number,
  say: (why: Malformed) => HookReply = refuseMalformed,
): Body<T> {
  if (request.body.byteLength > largest) return { reply: say('too-large') };
  const text = decode(request.body);
  if (text === undefined) return { reply: say('not-json') };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reply: say('not-json') };
  }
  const parsed = shape.safeParse(json);
  return parsed.success ? { body: parsed.data } : { reply: say('wrong-shape') };
}

export function refuseMalformed(why: Malformed): HookReply {
  return why === 'too-large' ? refuse(413, 'too_large') : refuse(400, 'invalid_request');
}

/** One decoder for each text: a fatal one that has failed may keep bytes of the request before. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
