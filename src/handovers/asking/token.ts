/**
 * Asks a token endpoint for an access token of our own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 * @module
 */
import { z } from 'zod';
import type { Token } from '../../net/authorization.ts';
import type { Http, HttpCall } from '../../net/http.ts';
import { readAs } from './platform.ts';

const TokenReply = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  scope: z.string().optional(),
});

export interface GrantedToken extends Token {
  /** What it may do, where the endpoint says so. */
  readonly scopes: readonly string[] | undefined;
}

const KIND = 'get a token';

export async function requestToken(
  door: Http,
  call: Pick<HttpCall, 'path' | 'form' | 'json' | 'headers'>,
): Promise<GrantedToken> {
  const reply = await door.request({ method: 'POST', kind: KIND, repeatable: true, ...call });
  const { access_token, expires_in, scope } = readAs(TokenReply, reply, KIND);
  return { value: access_token, lifetime: expires_in * 1_000, scopes: scope?.split(' ') };
}
