/**
 * Was a form sent by a page of ours? Asked before its body is read.
 *
 * Browsers say so themselves (Fetch Metadata, since 2020 to 2023). Those that do not are left to the form's own token:
 * their `Origin` is `null`, because our pages send no Referer.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http';

/** @param ours the origin of the page: `https://welcome.example.com` */
export function isFromHere(headers: IncomingHttpHeaders, ours: string): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin !== 'null' && origin !== ours) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}
