/**
 * The calls of the password grant: for a token, for the customer behind it, and to give it back.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1
 * @see https://auth0.com/docs/get-started/authentication-and-authorization-flow/resource-owner-password-flow
 * @module
 */
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { Call } from '../asking/one-call.ts';
import { spell } from '../asking/spelling.ts';
import type { LegacyAttempt } from '../legacy.ts';
import type { Config } from './config.ts';

type Form = Readonly<Record<string, string>>;

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm';

export function tokenCall(
  config: Config,
  username: string,
  password: TypedPassword,
  { address }: LegacyAttempt,
): Call {
  const call = formCall(config, config.url, {
    ...grantParameters(config),
    username,
    password: spell(password, config.unicode),
  });
  // Else Auth0 counts everybody's attempts at our address. Heeded only from a client with a secret.
  const forwarded = config.vendor === 'auth0' && address !== undefined;
  return { ...call, headers: { ...call.headers, ...(forwarded && { 'auth0-forwarded-for': address }) } };
}

/** Without a customer: refused as incomplete by whoever accepts our client, and as our client by whoever does not. */
export function incompleteTokenCall(config: Config): Call {
  return formCall(config, config.url, grantParameters(config));
}

export function userinfoCall(url: string, token: string): Call {
  return { method: 'GET', url: new URL(url), headers: { authorization: `Bearer ${token}` } };
}

export function revocationCall(config: Config, url: string, token: string, hint: string): Call {
  return formCall(config, url, { token, token_type_hint: hint });
}

function grantParameters({ realm, audience, scope, parameters }: Config): Form {
  return {
    ...parameters,
    grant_type: realm === undefined ? 'password' : PASSWORD_REALM,
    scope,
    ...(realm !== undefined && { realm }),
    ...(audience !== undefined && { audience }),
  };
}

function formCall(config: Config, url: string, form: Form): Call {
  const { clientId, clientSecret, clientAuthentication } = config;
  const isBasic = clientAuthentication === 'basic' && clientSecret !== undefined;
  const client: Form = {
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
  };
  return {
    method: 'POST',
    url: new URL(url),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(isBasic && { authorization: toBasic(clientId, clientSecret) }),
    },
    body: new URLSearchParams({ ...form, ...(isBasic ? {} : client) }).toString(),
  };
}

/** Both are form-encoded first (RFC 6749 §2.3.1), so that a colon in either means nothing. */
function toBasic(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}
