/**
 * The customer inside an id token.
 *
 * Its signature is not checked: it came from the token endpoint itself, over TLS, and goes nowhere else.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation point 6
 * @module
 */
import { isFields, without } from '../asking/profile.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What concerns the token and not the customer. */
const OF_THE_TOKEN = new Set(
  'iss aud azp exp iat nbf auth_time nonce acr amr at_hash c_hash jti typ sid session_state ver tid rh uti aio tfp'.split(
    ' ',
  ),
);

/** undefined where it is no JSON Web Token, or an encrypted one. */
export function claimsOf(idToken: string): Fields | undefined {
  const [, payload, signature, ...rest] = idToken.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isFields(claims) ? without(claims, OF_THE_TOKEN) : undefined;
  } catch {
    return undefined;
  }
}
