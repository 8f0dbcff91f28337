/**
 * One more factor for a user who is there: authenticator app, passkey or security key, recovery codes.
 *
 * The Admin API has no call for it, but an update that names nothing except credentials adds them beside those the user
 * has and leaves all the rest alone (26.7.4; one that names attributes takes away what it does not repeat, the e-mail
 * address included). Under an id of our own the same credential sent twice is one.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { Factor } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { Outcome } from '../target.ts';
import { toCredential } from './factors.ts';
import { toOutcome, userGone } from './failures.ts';
import type { Place } from './place.ts';
import type { Realm } from './shapes.ts';

/** What Keycloak was to ask for at the next login, and need not any more. */
const FULFILLED: Readonly<Partial<Record<Factor['type'], readonly string[]>>> = {
  totp: ['CONFIGURE_TOTP'],
  webauthn: ['webauthn-register', 'webauthn-register-passwordless'],
  'recovery-codes': ['CONFIGURE_RECOVERY_AUTHN_CODES'],
};

export async function addFactor({ api }: Place, id: string, factor: Factor): Promise<Outcome> {
  const credential = toCredential(factor);
  if (typeof credential === 'string') return refuse(factor, credential);
  try {
    const [[user], realm] = await Promise.all([api.usersById([id]), api.realm()]);
    if (user === undefined) return userGone();
    if (isOfAnother(factor, realm))
      return refuse(factor, 'a passkey of another relying party than the realm has');
    const replaced = factor.type === 'recovery-codes' ? await heldCodes(api, id) : [];
    const own = { ...credential, id: credentialId(id, factor) };
    const fulfilled = FULFILLED[factor.type] ?? [];
    const requiredActions = user.requiredActions.filter((action) => !fulfilled.includes(action));
    await api.updateUser(id, { requiredActions, credentials: [own] });
    for (const old of replaced) if (old !== own.id) await api.deleteCredential(id, old);
    return { status: 'done', targetId: id };
  } catch (error) {
    if (error instanceof RemoteError && error.answer === 'missing') return userGone();
    return toOutcome(error);
  }
}

function refuse({ type }: Factor, found: string): Outcome {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', field: `factors.${type}`, found } };
}

/** An empty policy means the host of the login page, which need not be the one that we call. */
function isOfAnother(factor: Factor, realm: Realm): boolean {
  if (factor.type !== 'webauthn' || factor.rpId === undefined) return false;
  const party = factor.passwordless ? realm.webAuthnPolicyPasswordlessRpId : realm.webAuthnPolicyRpId;
  return Boolean(party) && party !== factor.rpId;
}

async function heldCodes(api: Place['api'], id: string): Promise<readonly string[]> {
  const held = await api.credentials(id);
  return held.filter(({ type }) => type === 'recovery-authn-codes').map((credential) => credential.id);
}

/** A UUID of this user and this factor, from which neither can be read. */
function credentialId(userId: string, factor: Factor): string {
  const digest = createHash('sha256')
    .update(`${userId} ${JSON.stringify(factor)}`)
    .digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
