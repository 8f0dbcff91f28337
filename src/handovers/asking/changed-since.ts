/**
 * Has something at the platform changed since a moment of ours? Clocks differ: a stamp of theirs is held against their
 * own idea of now, which every HTTP answer carries.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1 Date, in whole seconds
 * @module
 */
import type { HttpReply } from '../../net/http.ts';

/** Milliseconds: `Date` is cut to the second and the answer takes its time, so less than this is no difference. */
const NOTICEABLE = 2_000;

/**
 * @param changed when it last changed there, milliseconds since 1970; undefined: it never did
 * @param since ISO 8601, our clock
 */
export function changedSince(
  changed: number | undefined,
  since: string,
  { headers }: Pick<HttpReply, 'headers'>,
  now: number = Date.now(),
): 'yes' | 'no' {
  if (changed === undefined || Number.isNaN(changed)) return 'no';
  return changed >= Date.parse(since) + ahead(headers, now) ? 'yes' : 'no';
}

/** Milliseconds by which their clock is ahead of ours. */
function ahead(headers: HttpReply['headers'], now: number): number {
  const date = headers.date;
  const difference = typeof date === 'string' ? Date.parse(date) - now : 0;
  return Math.abs(difference) > NOTICEABLE ? difference : 0;
}
