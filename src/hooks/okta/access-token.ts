/**
 * The OAuth 2.0 channel of Okta's hooks: an access token of an authorization server of the operator's choice.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 * @module
 */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Config } from './config.ts';

/** Seconds two clocks may be apart. */
const SKEW = 60;

/** Milliseconds: a login waits for this, once every ten minutes at most. */
const KEYS_TIMEOUT = 1_000;

/** Signatures only: with `none` or a shared key anybody could be Okta. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** The names under which issuers say who asked for the token. */
const Claims = z.object({
  cid: z.string().nullish(),
  azp: z.string().nullish(),
  client_id: z.string().nullish(),
});

/** @returns whether a token was made by this issuer, for us, on behalf of this client, and is valid now */
export function tokenCheck(
  { issuer, audience, jwksUrl, clientId }: NonNullable<Config['oauth']>,
  now: () => number,
): (token: string) => Promise<boolean> {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: KEYS_TIMEOUT });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW,
        currentDate: new Date(now()),
        requiredClaims: ['exp'],
      });
      const { cid, azp, client_id } = Claims.parse(payload);
      return [cid, azp, client_id].includes(clientId);
    } catch {
      // Also when the keys cannot be had: nobody is let in by a token that was not checked.
      return false;
    }
  };
}
