/**
 * An HTTP request as hooks see it: raw where signatures and encodings matter.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import type { HookRequest } from '../hooks/hook.ts';

const NO_BODY = new Uint8Array();

type Raw = Pick<IncomingMessage, 'method' | 'url' | 'headersDistinct'>;

/** @param depth segments of the path that belong to the mount: 2 for `/hooks/kratos` */
export function toHookRequest(raw: Raw, body: unknown, depth: number): HookRequest {
  const [path = '', query = ''] = splitOnce(raw.url ?? '/', '?');
  return {
    method: raw.method ?? 'GET',
    path: pathBelow(path, depth),
    query: firstOfEach(new URLSearchParams(query)),
    headers: firstHeaders(raw),
    body: body instanceof Uint8Array ? body : NO_BODY,
  };
}

/** By segments and not by length: the router takes `/%68ooks` for `/hooks`, and never `%2F` for a slash. */
function pathBelow(path: string, depth: number): string {
  const segments = path.split('/').slice(1 + depth);
  return `/${segments.join('/')}`;
}

function firstOfEach(query: URLSearchParams): Record<string, string> {
  const first: [string, string][] = [];
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (!seen.has(name)) first.push([name, value]);
    seen.add(name);
  }
  return Object.fromEntries(first);
}

/** Node joins repeated headers with commas in `headers`; a signature or token in two pieces is neither. */
function firstHeaders({ headersDistinct }: Raw): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values?.[0]]));
}

function splitOnce(text: string, by: string): readonly string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)];
}
