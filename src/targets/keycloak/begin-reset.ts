/**
 * Begins a journey on Keycloak's own pages, by required actions.
 *
 * Who can log in is asked at the next login; with `resetClientId` they are sent there at once and come back to our page.
 * Everybody else gets Keycloak's own e-mail with a link that runs the actions. That link cannot be had without the
 * e-mail: it is a token signed with a key of the realm, and no call of 26.7.4 hands it out.
 *
 * @see https://www.keycloak.org/docs/26.7.4/server_admin/#con-required-actions_server_administration_guide
 * @module
 */
import { createHash, randomBytes } from 'node:crypto';
import { RemoteError } from '../../net/remote-error.ts';
import type { BeginReset, BegunReset, CredentialNeed } from '../target.ts';
import { said, toOutcome, type Undone, userGone } from './failures.ts';
import type { Place } from './place.ts';
import type { User } from './shapes.ts';

export const ACTIONS: Readonly<Record<CredentialNeed, string>> = {
  password: 'UPDATE_PASSWORD',
  passkey: 'webauthn-register-passwordless',
  totp: 'CONFIGURE_TOTP',
  'recovery-codes': 'CONFIGURE_RECOVERY_AUTHN_CODES',
};

export async function beginReset(place: Place, id: string, reset: BeginReset): Promise<BegunReset> {
  const { api } = place;
  try {
    const [user] = await api.usersById([id]);
    if (user === undefined) return userGone();
    if (!user.enabled) return refuse('the user is disabled');
    const actions = reset.needs.map((need) => ACTIONS[need]);
    if (await canLogIn(place, user, reset.needs)) return await askAtLogin(place, user, actions, reset);
    return await mailActions(place, user, actions, reset);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.answer === 'missing') return userGone();
    return unsent(error) ?? toOutcome(error);
  }
}

function refuse(found: string): Undone {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', found } };
}

/** Without what they are asked to replace: who is asked for a new password has forgotten the old one. */
async function canLogIn({ api }: Place, { id }: User, needs: readonly CredentialNeed[]): Promise<boolean> {
  const [credentials, links] = await Promise.all([api.credentials(id), api.links(id)]);
  const held = new Set(credentials.map(({ type }) => type));
  const byPassword = held.has('password') && !needs.includes('password');
  const byPasskey = held.has('webauthn-passwordless') && !needs.includes('passkey');
  return byPassword || byPasskey || links.length > 0;
}

async function askAtLogin(
  { api, config }: Place,
  user: User,
  actions: readonly string[],
  { returnTo }: BeginReset,
): Promise<BegunReset> {
  await api.updateUser(user.id, { requiredActions: [...new Set([...user.requiredActions, ...actions])] });
  if (config.resetClientId === undefined || returnTo === undefined) return { status: 'at-login' };
  const url = new URL(
    `realms/${encodeURIComponent(config.realm)}/protocol/openid-connect/auth`,
    config.url.endsWith('/') ? config.url : `${config.url}/`,
  );
  url.search = new URLSearchParams({
    client_id: config.resetClientId,
    redirect_uri: returnTo,
    response_type: 'code',
    scope: 'openid',
    state: randomBytes(16).toString('base64url'),
    // The code that comes back is worth nothing to anybody: its verifier is forgotten here.
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return { status: 'link', url: url.href };
}

async function mailActions(
  { api, config }: Place,
  user: User,
  actions: readonly string[],
  { lifespan, returnTo }: BeginReset,
): Promise<BegunReset> {
  const { smtpServer } = await api.realm();
  if (Object.keys(smtpServer).length === 0)
    return refuse('the realm can send no e-mail (Realm settings, Email), and the user has no way to log in');
  if (!user.email) return refuse('the user has no e-mail address');
  const client = config.resetClientId;
  await api.mailActions(user.id, actions, {
    lifespan: String(lifespan),
    ...(client !== undefined && returnTo !== undefined && { client_id: client, redirect_uri: returnTo }),
  });
  return { status: 'mailed' };
}

/** A 500 with these words comes after Keycloak's mail server said no: nothing went out. */
function unsent(error: RemoteError): Undone | undefined {
  const { errorMessage } = said(error);
  if (errorMessage == null) return undefined;
  if (error.status === 500 && errorMessage.startsWith('Failed to send'))
    return {
      status: 'retry',
      code: 'TARGET_UNAVAILABLE',
      found: 'Keycloak could not send its e-mail (Realm settings, Email, Test connection)',
    };
  if (/redirect uri/i.test(errorMessage))
    return refuse('our page is not among the redirect URIs of the client in `target.resetClientId`');
  if (/client/i.test(errorMessage))
    return refuse('there is no enabled client as `target.resetClientId` names it');
  return undefined;
}
