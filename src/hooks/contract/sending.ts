/**
 * Requests as targets send them, for the clients that the tests of hooks are made of.
 *
 * @module
 */
import type { HookRequest } from '../hook.ts';
import type { Caller } from './bench.ts';

/** The setting `secrets` of a bench: the newest, and the one before. */
export const SECRETS = ['hook-secret-newest-5d1f6a', 'hook-secret-previous-88ab2e'];

/** What this caller proves itself with; nobody has nothing. */
export function secretOf(caller: Caller = 'newest'): string | undefined {
  switch (caller) {
    case 'newest':
      return SECRETS[0];
    case 'previous':
      return SECRETS[1];
    case 'stranger':
      return 'hook-secret-of-a-stranger-0';
    case 'nobody':
      return undefined;
  }
}

export function asBearer(caller?: Caller): HookRequest['headers'] {
  const secret = secretOf(caller);
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}

/** @param headers names in lower case */
export function post(path: string, json: unknown, headers: HookRequest['headers'] = {}): HookRequest {
  const body = Buffer.from(JSON.stringify(json), 'utf8');
  return {
    method: 'POST',
    path,
    query: {},
    headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers },
    body,
  };
}

export function get(
  path: string,
  headers: HookRequest['headers'] = {},
  query: HookRequest['query'] = {},
): HookRequest {
  return { method: 'GET', path, query, headers, body: new Uint8Array() };
}
