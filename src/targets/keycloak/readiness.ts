/**
 * How a realm is set up, as neutral settings. Reads only.
 *
 * What Keycloak 26.7.4 really does with a setting was tried before it was written here: a value that breaks a rule of
 * the user profile is asked for at the next login (and refused without a browser) if the user may edit it and the
 * required action VERIFY_PROFILE is on, and is left alone otherwise; required actions that are on by default are not
 * given to imported users; an own user name works under "Email as username" until the profile is next edited.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { TargetSettings, WantedMembership } from '../settings.ts';
import { isNeeded, missingRights } from './checks.ts';
import { readPasswordPolicy } from './password-policy.ts';
import type { Place } from './place.ts';
import { profileRules } from './profile-rules.ts';
import { secondFactorsOf } from './second-factors.ts';
import type { Realm } from './shapes.ts';
import { groupPath } from './user.ts';

export async function inspectRealm(place: Place): Promise<TargetSettings> {
  const { api, config } = place;
  const lacking = (await missingRights(place)) ?? [];
  const [realm, profile, actions, groups, providers] = await Promise.all([
    api.realm(),
    api.userProfile(),
    api.requiredActions(),
    api.defaultGroups(),
    unlessRefused(api.identityProviders()),
  ]);
  const [executions, composites] = await Promise.all([
    api.executions(realm.browserFlow),
    api.composites(realm.defaultRole.name),
  ]);
  const declared = new Set(profile.attributes.map(({ name }) => name));
  const shows = (profile.unmanagedAttributePolicy ?? 'DISABLED') !== 'DISABLED';
  const isOn = (alias: string) => actions.some((action) => action.alias === alias && action.enabled);
  return {
    missingRights: lacking.map((name) => ({ name, needed: isNeeded(name) })),
    missingParts: [],
    mark: shows || declared.has(config.externalIdAttribute) ? 'seen' : 'hidden',
    fields: profileRules(profile, {
      verifies: isOn('VERIFY_PROFILE'),
      usernameEditable: realm.editUsernameAllowed,
    }),
    otherFields: shows ? 'kept' : 'hidden',
    identifiers: {
      loginWithEmail: realm.loginWithEmailAllowed,
      emailAsUsername: realm.registrationEmailAsUsername,
      usernameEditable: realm.editUsernameAllowed,
      duplicateEmails: realm.duplicateEmailsAllowed,
    },
    passwords: { login: true, reset: realm.resetPasswordAllowed, ...readPasswordPolicy(realm) },
    secondFactors: secondFactorsOf(executions),
    relyingParties: relyingParties(realm, config.url),
    ...(providers && {
      providers: {
        enabled: providers.filter(({ enabled }) => enabled).map(({ alias }) => alias),
        disabled: providers.filter(({ enabled }) => !enabled).map(({ alias }) => alias),
        called: config.providers,
      },
    }),
    createsMemberships: config.createMissing,
    mail: Object.keys(realm.smtpServer).length > 0 ? 'set up' : 'absent',
    verifiesEmail: realm.verifyEmail && isOn('VERIFY_EMAIL'),
    lockout: lockoutOf(realm),
    asksForVault: config.migrationProvider === undefined ? 'no' : 'yes',
    defaults: {
      groups: groups.map(({ path }) => path),
      roles: composites.filter(isOfTheRealm).map(({ name }) => name),
      actions: actions
        .filter(({ enabled, defaultAction }) => enabled && defaultAction)
        .map(({ alias }) => alias),
    },
    where: whereOf(config.realm),
  };
}

/** Of a group or role that cannot be looked up for want of a right nothing is said: the right is a finding itself. */
export async function missingMemberships(
  { api }: Place,
  wanted: readonly WantedMembership[],
): Promise<readonly WantedMembership[]> {
  const clients = new Map<string, Promise<string | undefined>>();
  const clientOf = (clientId: string) => {
    const asked = clients.get(clientId) ?? api.clients(clientId).then(([client]) => client?.id);
    clients.set(clientId, asked);
    return asked;
  };
  async function isMissing({ type, name, client }: WantedMembership): Promise<boolean> {
    if (type === 'organisation') return false;
    if (type === 'group') return lacks(api.groupByPath(groupPath(name)));
    if (client === undefined) return lacks(api.realmRole(name));
    const id = await clientOf(client);
    return id === undefined || lacks(api.clientRole(id, name));
  }
  const missing = await Promise.all(wanted.map((one) => unlessRefused(isMissing(one))));
  return wanted.filter((_, index) => missing[index] === true);
}

async function lacks(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return false;
  } catch (error) {
    if (error instanceof RemoteError && error.answer === 'missing') return true;
    throw error;
  }
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RemoteError && error.answer === 'refused') return undefined;
    throw error;
  }
}

/** An empty policy means the host of the login page. Keys and passkeys have a policy each; both must agree. */
function relyingParties(realm: Realm, url: string): readonly string[] {
  const host = new URL(url).hostname;
  const keys = realm.webAuthnPolicyRpId || host;
  return (realm.webAuthnPolicyPasswordlessRpId || host) === keys ? [keys] : [];
}

function lockoutOf({ bruteForceProtected, permanentLockout }: Realm): TargetSettings['lockout'] {
  if (!bruteForceProtected) return 'off';
  return permanentLockout ? 'for good' : 'for a while';
}

/** Every realm gives these from the start. */
const BUILT_IN = new Set(['offline_access', 'uma_authorization']);

function isOfTheRealm({
  name,
  clientRole,
}: {
  readonly name: string;
  readonly clientRole?: boolean | undefined;
}) {
  return clientRole !== true && !BUILT_IN.has(name);
}

/** Menus of the admin console of 26.7; every one of them is also in one of two calls. */
function whereOf(realm: string): TargetSettings['where'] {
  const put = `PUT /admin/realms/${realm}`;
  const kcadm = `kcadm.sh update realms/${realm} -s`;
  return {
    rights: 'Clients → the client of Footbridge → Service accounts roles → Assign role → realm-management',
    fields: `Realm settings → User profile; ${put}/users/profile; kcadm.sh update users/profile -r ${realm} -f profile.json`,
    identifiers: `Realm settings → Login; ${kcadm} editUsernameAllowed=true`,
    passwords: `Authentication → Policies → Password policy; ${kcadm} 'passwordPolicy="…"'. "Forgot password": Realm settings → Login`,
    secondFactors: `Authentication → Flows → the browser flow; ${put}/authentication/flows/{flow}/executions`,
    relyingParties: `Authentication → Policies → WebAuthn policy and WebAuthn passwordless policy → Relying party ID; ${kcadm} webAuthnPolicyRpId=…`,
    providers: `Identity providers → Add provider; POST /admin/realms/${realm}/identity-provider/instances; or \`target.providers\``,
    memberships: `Groups, Realm roles, Clients → Roles; kcadm.sh create groups -r ${realm} -s name=…; or \`target.createMissing\``,
    mail: `Realm settings → Email; ${kcadm} smtpServer.host=…`,
    verifiesEmail: `Realm settings → Login → Verify email; ${kcadm} verifyEmail=false`,
    lockout: `Realm settings → Security defenses → Brute force detection; ${kcadm} bruteForceProtected=true`,
    vault: 'docs/hooks/keycloak.md, then `target.migrationProvider`',
    defaults: 'Realm settings → User registration; Authentication → Required actions → Set as default action',
  };
}
