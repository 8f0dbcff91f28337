/**
 * The id under which a request stands in the log: that of the caller's trace, or else a new one.
 *
 * Taken over only in the forms that tracing systems write, so that nothing else gets into a log this way.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function requestId(headers: IncomingHttpHeaders): string {
  const trace = TRACEPARENT.exec(String(headers.traceparent ?? ''))?.[1];
  if (trace !== undefined) return trace;
  const given = headers['x-request-id'];
  return typeof given === 'string' && UUID.test(given) ? given : randomUUID();
}
