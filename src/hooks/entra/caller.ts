/**
 * Is it Entra that calls? The bearer token of the request says so: signed by the tenant, for our app, asked for by
 * Microsoft's own service and by nobody else in that tenant.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/custom-extension-overview#protect-your-rest-api
 * @module
 */
import { errors, jwtVerify } from 'jose';
import type { HookReply, HookRequest } from '../hook.ts';
import { bearerToken } from '../wire/caller.ts';
import { refuse } from '../wire/reply.ts';
import { type Config, issuersOf } from './config.ts';
import { KeysUnavailable, type SigningKeys } from './signing-keys.ts';

/** The service "Azure AD Authentication Extensions": the only caller of custom extensions, in every tenant. */
const MICROSOFT = '99045fe1-7639-4a75-9d4a-577b6ca3810f';

/** Seconds by which two clocks may differ: what Microsoft's own libraries allow. */
export const CLOCK_SKEW = 300;

/** undefined: it is Entra. */
export async function demandEntra(
  config: Config,
  keys: SigningKeys,
  request: HookRequest,
  now: number,
): Promise<HookReply | undefined> {
  const token = bearerToken(request);
  if (token === undefined) return unauthorized();
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      algorithms: ['RS256'],
      issuer: issuersOf(config),
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'nbf', 'aud'],
    });
    if (!isForUs(config, payload.aud)) return unauthorized();
    // Version 1 of the token says `appid`, version 2 `azp`. Any app of the tenant can get a token for ours.
    const caller = payload.ver === '1.0' ? payload.appid : payload.azp;
    return caller === MICROSOFT ? undefined : refuse(403, 'forbidden');
  } catch (error) {
    // Without the tenant's keys nobody can be judged: Entra may try once more.
    if (error instanceof KeysUnavailable) return refuse(503, 'signing_keys_unavailable');
    if (error instanceof errors.JOSEError) return unauthorized();
    throw error;
  }
}

/** The app's id, or the URI it is registered with, whatever host stands in that: `api://jit.example.com/{appId}`. */
export function isForUs({ appId }: Config, audience: string | readonly string[] | undefined): boolean {
  const id = appId.toLowerCase();
  return [audience ?? []].flat().some((one) => {
    const given = one.toLowerCase();
    return given === id || (given.startsWith('api://') && given.endsWith(`/${id}`));
  });
}

function unauthorized(): HookReply {
  return { ...refuse(401, 'unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
}
