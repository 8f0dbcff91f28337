/**
 * Logs in at the token endpoint, as a customer's application would, and logs out again.
 *
 * Keycloak answers a missing code in the words of a wrong password. So a refusal of somebody who has an
 * authenticator app says no more than that: a factor is required.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 * @module
 */
import type { Identifier } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { TargetSession } from '../target.ts';
import type { Place } from './place.ts';
import { LoginFailure } from './shapes.ts';

type LoginAnswer = Awaited<ReturnType<NonNullable<TargetSession['login']>>>;

/** What the endpoint says besides "Invalid user credentials". */
const BLOCKED = /disabled|not fully set up|locked/i;

export async function logIn(place: Place, identifier: Identifier, password: string): Promise<LoginAnswer> {
  const { api, config } = place;
  const client = {
    client_id: config.loginClientId ?? '',
    ...(config.loginClientSecret !== undefined && { client_secret: config.loginClientSecret }),
  };
  try {
    const { refresh_token } = await api.passwordGrant({
      grant_type: 'password',
      username: identifier.value,
      password,
      ...client,
    });
    if (refresh_token !== undefined) await api.logOut({ refresh_token, ...client });
    return 'accepted';
  } catch (error) {
    const failure = error instanceof RemoteError ? LoginFailure.safeParse(error.body).data : undefined;
    if (failure?.error !== 'invalid_grant') throw error;
    if (BLOCKED.test(failure.error_description ?? '')) return 'blocked';
    return (await hasFactor(place, identifier)) ? 'factor-required' : 'refused';
  }
}

async function hasFactor({ api }: Place, { type, value }: Identifier): Promise<boolean> {
  const [byName] = await api.usersBy('username', value);
  const [user] = byName === undefined && type === 'email' ? await api.usersBy('email', value) : [byName];
  return user?.totp === true;
}
