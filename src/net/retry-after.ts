/**
 * Retry-After in milliseconds: seconds or an HTTP date.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 * @module
 */

/** An hour: what asks for more is a mistake or means "not today", and an operator should see the run stop. */
const LONGEST = 3_600_000;

const DATE = /^[A-Z][a-z]{2,8},? .* GMT$/;

/** @returns undefined where the header is absent or makes no sense. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(LONGEST, Math.ceil(Number(text) * 1000));
  if (!DATE.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(LONGEST, Math.max(0, at - now));
}
