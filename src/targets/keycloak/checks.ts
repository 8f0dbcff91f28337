/**
 * Looks at the realm before anything is written to it. Reads only.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { Check } from '../target.ts';
import { fitPassword } from './password.ts';
import type { Place } from './place.ts';
import { type Realm, TokenRights, type UserProfile } from './shapes.ts';
import { toUser } from './user.ts';

/** The least with which every call of this target was seen to work (26.7.4). */
const RIGHTS = ['manage-users', 'manage-realm', 'view-identity-providers', 'view-clients'];

export async function checkRealm(place: Place, sample: readonly Identity[]): Promise<readonly Check[]> {
  const rights = await checkRights(place);
  if (!rights.ok && rights.fatal) return [rights];
  const { api } = place;
  const [realm, profile] = await Promise.all([api.realm(), api.userProfile()]);
  return [
    rights,
    checkAttributes(place, profile, sample),
    checkRequired(profile, sample),
    checkLogin(realm, sample),
    checkWaiting(place, sample),
    checkPasskeys(realm, sample),
    await checkProviders(place, sample),
    await checkMemberships(place, sample),
  ];
}

/** A user without password and without link is a user whom nobody asks about: locked out, though the hash is safe. */
function checkWaiting({ config }: Place, sample: readonly Identity[]): Check {
  const title = 'Customers whose password waits with us are asked for';
  const waiting = sample.filter((identity) => fitPassword(identity).credentialPlan === 'vault').length;
  if (waiting === 0) return { title, ok: true, fatal: false, found: 'Nobody of the sample waits.' };
  return config.migrationProvider === undefined
    ? {
        title,
        ok: false,
        fatal: false,
        found: `${waiting} of ${sample.length} cannot be verified here. Moved into the vault without \`target.migrationProvider\` they could not log in: set up docs/hooks/keycloak.md first, or leave them in a later wave.`,
      }
    : { title, ok: true, fatal: false, found: `They are linked to ${config.migrationProvider}.` };
}

async function checkRights(place: Place): Promise<Check> {
  const title = 'The client may write users';
  const missing = await missingRights(place);
  if (missing === undefined)
    return { title, ok: false, fatal: false, found: 'The access token does not show its rights.' };
  const fatal = missing.some(isNeeded);
  return missing.length === 0
    ? { title, ok: true, fatal: true, found: `It has ${RIGHTS.join(', ')}.` }
    : {
        title,
        ok: false,
        fatal,
        found: `It lacks ${missing.join(', ')}: assign the roles of the client "realm-management" to its service account.`,
      };
}

/** What our client lacks; undefined: the token does not show. */
export async function missingRights({ api, config }: Place): Promise<readonly string[] | undefined> {
  const granted = readRights(await api.header(), config.realm);
  return granted && RIGHTS.filter((right) => !granted.includes(right));
}

/** The others are for looking only. */
export function isNeeded(right: string): boolean {
  return right.startsWith('manage-');
}

/** Rights in the realm stand under its management client; those of a client in `master` under the realm's own. */
function readRights(header: string, realm: string): readonly string[] | undefined {
  const payload = header.split('.')[1] ?? '';
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const access = TokenRights.parse(claims).resource_access;
    return access['realm-management']?.roles ?? access[`${realm}-realm`]?.roles ?? [];
  } catch {
    return undefined;
  }
}

/** Undeclared attributes are stored by an import, but nobody sees them and the account page may drop them. */
function checkAttributes({ config }: Place, profile: UserProfile, sample: readonly Identity[]): Check {
  const title = 'The user profile shows what is written';
  const visible = profile.unmanagedAttributePolicy ?? 'DISABLED';
  if (visible !== 'DISABLED')
    return { title, ok: true, fatal: true, found: `Attributes that are not declared: ${visible}.` };
  const declared = new Set(profile.attributes.map(({ name }) => name));
  const hidden = new Set([config.externalIdAttribute]);
  for (const identity of sample)
    for (const name of Object.keys(asUser(identity, config).attributes)) hidden.add(name);
  const missing = [...hidden].filter((name) => !declared.has(name)).toSorted();
  return missing.length === 0
    ? { title, ok: true, fatal: true, found: 'Every attribute is declared.' }
    : {
        title,
        ok: false,
        fatal: true,
        found: `Not declared, so hidden: ${missing.join(', ')}. Declare them (Realm settings, User profile), or set "Unmanaged attributes" to "Only administrators can view" or more.`,
      };
}

/** Whoever lacks a required attribute has to fill in a form first, and cannot log in without a browser. */
function checkRequired(profile: UserProfile, sample: readonly Identity[]): Check {
  const title = 'Nobody is asked to complete a profile';
  const required = profile.attributes
    .filter(({ required: rule }) => rule && (rule.roles?.includes('user') ?? true))
    .map(({ name }) => name);
  const lacking = sample.filter((identity) => required.some((name) => !hasAttribute(identity, name))).length;
  const found = `The user profile requires ${required.join(', ') || 'nothing'}; ${lacking} of ${sample.length} customers lack something of it`;
  return lacking === 0
    ? { title, ok: true, fatal: false, found: `${found}.` }
    : {
        title,
        ok: false,
        fatal: false,
        found: `${found} and will meet a form at their first login; logins without a browser are refused. Make it optional (Realm settings, User profile).`,
      };
}

function hasAttribute({ identifiers, profile, attributes }: Identity, name: string): boolean {
  if (name === 'username') return true;
  if (name === 'email') return identifiers.some(({ type }) => type === 'email');
  if (name === 'firstName') return (profile.given_name ?? '') !== '';
  if (name === 'lastName') return (profile.family_name ?? '') !== '';
  return attributes[name] !== undefined;
}

function checkLogin(realm: Realm, sample: readonly Identity[]): Check {
  const title = 'Customers can type what they always typed';
  const withBoth = sample.some(({ identifiers }) => {
    const types = identifiers.map(({ type }) => type);
    return types.includes('email') && types.includes('username');
  });
  if (withBoth && realm.registrationEmailAsUsername)
    return {
      title,
      ok: false,
      fatal: false,
      found:
        'The realm uses the e-mail address as user name, and customers have user names of their own: switch "Email as username" off.',
    };
  if (withBoth && !realm.loginWithEmailAllowed)
    return {
      title,
      ok: false,
      fatal: false,
      found:
        'Customers have user names and e-mail addresses, and the realm lets nobody log in with the address: switch "Login with email" on.',
    };
  return { title, ok: true, fatal: false, found: 'User name and e-mail address are accepted.' };
}

function checkPasskeys(realm: Realm, sample: readonly Identity[]): Check {
  const title = 'Passkeys and security keys are of this relying party';
  const wanted = new Set<string>();
  for (const { factors } of sample)
    for (const factor of factors)
      if (factor.type === 'webauthn' && factor.rpId !== undefined) wanted.add(factor.rpId);
  const policies = [realm.webAuthnPolicyRpId, realm.webAuthnPolicyPasswordlessRpId].filter(Boolean);
  const others = [...wanted].filter((rpId) => !policies.includes(rpId));
  return others.length === 0
    ? { title, ok: true, fatal: false, found: wanted.size === 0 ? 'There are none.' : [...wanted].join(', ') }
    : {
        title,
        ok: false,
        fatal: false,
        found: `They were made for ${others.join(', ')}: set "Relying party ID" of both WebAuthn policies to it.`,
      };
}

async function checkProviders({ api, config }: Place, sample: readonly Identity[]): Promise<Check> {
  const title = 'The realm has the login providers that customers are linked to';
  const wanted = new Set(sample.flatMap((one) => asUser(one, config).federatedIdentities.map(aliasOf)));
  try {
    const has = new Set((await api.identityProviders()).map(({ alias }) => alias));
    const missing = [...wanted].filter((alias) => !has.has(alias)).toSorted();
    if (missing.length === 0) return { title, ok: true, fatal: false, found: `${wanted.size} are named.` };
    const found = `Missing: ${missing.join(', ')}. Links to them stay without effect: create them, or name their aliases in "providers".`;
    return { title, ok: false, fatal: false, found };
  } catch (error) {
    if (!(error instanceof RemoteError && error.answer === 'refused')) throw error;
    return { title, ok: false, fatal: false, found: 'We may not look (view-identity-providers).' };
  }
}

function aliasOf({ identityProvider }: { readonly identityProvider: string }): string {
  return identityProvider;
}

async function checkMemberships({ memberships, config }: Place, sample: readonly Identity[]): Promise<Check> {
  const title = 'The realm has the groups and roles that customers have';
  if (config.createMissing) return { title, ok: true, fatal: false, found: 'What is missing is created.' };
  let waiting = 0;
  for (const identity of sample)
    if ((await memberships.findMissing(asUser(identity, config))) !== undefined) waiting += 1;
  return waiting === 0
    ? { title, ok: true, fatal: false, found: 'Nothing is missing.' }
    : {
        title,
        ok: false,
        fatal: false,
        found: `${waiting} of ${sample.length} customers have one that is missing and would be held: create it, or set "createMissing".`,
      };
}

function asUser(identity: Identity, config: Place['config']) {
  const externalId = '0'.repeat(32);
  return toUser({ id: '', operation: 'create', externalId, identity, credentialPlan: 'none' }, config);
}
