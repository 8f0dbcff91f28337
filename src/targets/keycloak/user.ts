/**
 * One identity as a Keycloak user, and what does not fit.
 *
 * A source id that is a UUID stays the user's id, so `sub` in tokens and the user handles of passkeys stay the same;
 * any other becomes a UUID of our external id. Other texts would be accepted too, but ids are unique across all
 * realms of a server, and `1` is nobody's alone.
 *
 * @module
 */
import type { Factor, Identifier, IdentifierType, Identity } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Write } from '../target.ts';
import { attributeRefusal, PHONE, PHONE_VERIFIED, toAttributes } from './attributes.ts';
import type { Config } from './config.ts';
import { toCredential } from './factors.ts';
import { toPassword } from './password.ts';
import type { Credential, FederatedIdentity, NewUser } from './shapes.ts';

/** Width of the columns for user name, e-mail address, first and last name, and of a provider's user id. */
const LONGEST = 255;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The user to create; groups and roles are paths and names still, without the realm's defaults. */
export function toUser({ identity, externalId, credentialPlan }: Write, config: Config): NewUser {
  const email = chosen(identity, 'email');
  const phone = chosen(identity, 'phone');
  const { given_name: firstName, family_name: lastName } = identity.profile;
  return {
    id: userId(identity, externalId),
    username: username(identity, externalId),
    ...(email && { email: email.value }),
    emailVerified: email?.verified === true,
    // There is no "locked by an administrator" besides disabled.
    enabled: identity.status === 'active' || identity.status === 'invited',
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(identity.createdAt && { createdTimestamp: Date.parse(identity.createdAt) }),
    attributes: {
      ...toAttributes(identity, config.externalIdAttribute),
      ...(phone && { [PHONE]: [phone.value] }),
      ...(phone?.verified !== undefined && { [PHONE_VERIFIED]: [String(phone.verified)] }),
      [config.externalIdAttribute]: [externalId],
    },
    requiredActions: requiredActions(identity),
    credentials: toCredentials(identity, credentialPlan),
    federatedIdentities: identity.links.map((link) => toFederatedIdentity(link, config)),
    groups: identity.memberships.flatMap(({ type, name }) => (type === 'group' ? [groupPath(name)] : [])),
    realmRoles: identity.memberships.flatMap(({ type, name, client }) =>
      type === 'role' && client === undefined ? [name] : [],
    ),
    clientRoles: clientRoles(identity),
    ...(config.migrationProvider !== undefined &&
      waitsForLogin(credentialPlan) && { federationLink: config.migrationProvider }),
  };
}

/** The profile moves now, the password at the first login. */
export function waitsForLogin(plan: Write['credentialPlan']): boolean {
  return plan === 'vault' || plan === 'wrapped' || plan === 'legacy';
}

/** Everything that stays behind, by field, and what Keycloak could not store at all. */
export function judgeUser(
  identity: Identity,
  config: Config,
): { readonly losses: readonly RecordProblem[]; readonly refusal?: RecordProblem } {
  const losses: RecordProblem[] = [];
  const lose = (field: string, found: string) => losses.push({ code: 'FIELD_NOT_PORTABLE', field, found });

  for (const type of ['email', 'phone', 'username'] as const) {
    const others = identity.identifiers.filter((one) => one.type === type).length - 1;
    if (others > 0) lose(type, `${others} more than the one that Keycloak holds`);
  }
  for (const [name, value] of Object.entries(identity.attributes)) {
    const why = attributeRefusal(name, value, config.externalIdAttribute);
    if (why !== undefined) lose(`attributes.${name}`, why);
  }
  for (const factor of identity.factors) for (const why of factorLosses(factor, identity)) lose(...why);
  if (identity.consents.length > 0)
    lose('consents', 'Keycloak has no consents but those between a user and a client');
  if (identity.memberships.some(({ type }) => type === 'organisation'))
    lose('memberships.organisations', 'organisations of the realm are not written');
  if (identity.updatedAt !== undefined) lose('updatedAt', 'the time of the last change');
  if (identity.lastLoginAt !== undefined) lose('lastLoginAt', 'the time of the last login');

  const refusal = findRefusal(identity);
  return refusal === undefined ? { losses } : { losses, refusal };
}

function userId(identity: Identity, externalId: string): string {
  const own = identity.sourceId.toLowerCase();
  if (UUID.test(own)) return own;
  return externalId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What they log in with; who has only links never types it, so our id will do. */
function username(identity: Identity, externalId: string): string {
  const own = chosen(identity, 'username') ?? chosen(identity, 'email') ?? chosen(identity, 'phone');
  return own?.value ?? externalId;
}

/** The verified one, else the first. */
export function chosen({ identifiers }: Identity, type: IdentifierType): Identifier | undefined {
  const candidates = identifiers.filter((one) => one.type === type);
  return candidates.find(({ verified }) => verified === true) ?? candidates[0];
}

/** Keycloak spells a path from the root; a bare name is a group at the top. */
export function groupPath(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}

function requiredActions({ status, password, identifiers }: Identity): readonly string[] {
  const unverified = identifiers.some(({ type, verified }) => type === 'email' && verified !== true);
  if (status === 'invited') return unverified ? ['VERIFY_EMAIL', 'UPDATE_PASSWORD'] : ['UPDATE_PASSWORD'];
  return password?.mustChange === true ? ['UPDATE_PASSWORD'] : [];
}

export function toCredentials(
  { password, factors }: Identity,
  plan: Write['credentialPlan'],
): readonly Credential[] {
  const transferable = plan === 'transcoded' || plan === 'native';
  const own = transferable && password !== undefined ? toPassword(password) : undefined;
  const others = factors.map(toCredential).filter((credential) => typeof credential !== 'string');
  return own === undefined ? others : [own, ...others];
}

export function toFederatedIdentity(
  { provider, subject, username }: Identity['links'][number],
  { providers }: Config,
): FederatedIdentity {
  return {
    identityProvider: providers[provider] ?? provider,
    userId: subject,
    ...(username !== undefined && { userName: username }),
  };
}

function clientRoles({ memberships }: Identity): Record<string, string[]> {
  const roles: Record<string, string[]> = {};
  for (const { type, name, client } of memberships)
    if (type === 'role' && client !== undefined) roles[client] = [...(roles[client] ?? []), name];
  return roles;
}

function factorLosses(factor: Factor, identity: Identity): [string, string][] {
  const credential = toCredential(factor);
  if (typeof credential === 'string') return [[`factors.${factor.type}`, credential]];
  if (factor.type !== 'webauthn' || !factor.passwordless || factor.userHandle === undefined) return [];
  const handle = Buffer.from(factor.userHandle, 'base64url').toString('utf8').toLowerCase();
  if (handle === identity.sourceId.toLowerCase() && UUID.test(handle)) return [];
  return [['factors.webauthn.userHandle', 'the passkey works once the user name was typed, not without']];
}

/** What would fail the transaction of everybody who travels with this one. */
function findRefusal(identity: Identity): RecordProblem | undefined {
  const { given_name, family_name } = identity.profile;
  const narrow: [string, string | undefined][] = [
    ...identity.identifiers.map(({ type, value }): [string, string] => [type, value]),
    ['profile.given_name', given_name],
    ['profile.family_name', family_name],
    ...identity.links.map(({ subject }): [string, string] => ['links', subject]),
    ...identity.links.map(({ username }): [string, string | undefined] => ['links', username]),
  ];
  for (const [field, value] of narrow) {
    if (value !== undefined && value.length > LONGEST)
      return { code: 'TARGET_REFUSED', field, found: `${value.length} characters; ${LONGEST} fit` };
  }
  const { password: _, ...shown } = identity;
  // PostgreSQL stores neither; JSON.stringify escapes both, so one look at the text is enough.
  if (/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(shown)))
    return { code: 'TARGET_REFUSED', found: 'a NUL or half a character, which the database cannot store' };
  return undefined;
}
