/**
 * Who may ask about the migration itself: `/metrics` and the operator's part of `/v1`.
 *
 * With tokens: whoever has one. Without: only programs on this machine that came directly. A request that was
 * forwarded, or that a browser was tricked into sending under another name, comes from somewhere else although its
 * socket is local.
 *
 * @see https://owasp.org/www-community/attacks/DNS_Rebinding
 * @module
 */
import { isIP } from 'node:net';
import type { HookReply } from '../hooks/hook.ts';
import { isKnown } from '../hooks/wire/caller.ts';
import { refuse } from '../hooks/wire/reply.ts';
import { FootbridgeError } from '../problems/problem.ts';

/** What is looked at of a request. */
export interface Caller {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Of the socket, whatever a proxy says. */
  readonly address: string | undefined;
}

const UNAUTHORIZED: HookReply = { ...refuse(401, 'unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
const FORBIDDEN = refuse(403, 'forbidden');

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** undefined: they may. */
export function refuseStranger(tokens: readonly string[], caller: Caller): HookReply | undefined {
  if (tokens.length > 0) return isKnown(tokens, bearerOf(caller)) ? undefined : UNAUTHORIZED;
  return isHere(caller) ? undefined : FORBIDDEN;
}

/** Do they have one of these tokens? Without tokens nobody has. */
export function hasToken(tokens: readonly string[], caller: Caller): boolean {
  return tokens.length > 0 && isKnown(tokens, bearerOf(caller));
}

/** @throws {FootbridgeError} CONFIG_INVALID where others could reach the server and nothing would keep them out. */
export function demandTokens(host: string, tokens: readonly string[]): void {
  if (tokens.length > 0 || isLoopback(host)) return;
  throw new FootbridgeError(
    'CONFIG_INVALID',
    '`serve.adminTokens`: needed where `serve.host` is not loopback, because /metrics and /v1 tell about the migration',
  );
}

function bearerOf({ headers: { authorization } }: Caller): string | undefined {
  return typeof authorization === 'string' ? /^bearer +(\S+) *$/i.exec(authorization)?.[1] : undefined;
}

function isHere({ headers, address }: Caller): boolean {
  if (address === undefined || !isLoopback(address)) return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const { host } = headers;
  return typeof host === 'string' && isLoopback(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
}

export function isLoopback(host: string): boolean {
  const plain = host.replace(/^::ffff:/, '');
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
