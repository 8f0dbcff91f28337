/**
 * Replies that mean the same in many protocols. Their words are fixed: what a caller sent never comes back in them.
 *
 * @module
 */
import type { HookReply } from '../hook.ts';

/** Nothing was asked, or not by somebody who may. */
export function refuse(status: number, error: string): HookReply {
  return { status, json: { error } };
}

/** Seconds, for `Retry-After`. */
export function retryAfter(seconds: number | undefined): Pick<HookReply, 'headers'> {
  return seconds === undefined ? {} : { headers: { 'retry-after': String(Math.ceil(seconds)) } };
}
