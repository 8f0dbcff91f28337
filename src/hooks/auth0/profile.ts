/**
 * A customer as Auth0's normalised profile. The same customer has the same `user_id` from both scripts, always.
 *
 * Roles and organisations of Auth0 are no part of a profile: their names stand in `app_metadata`, for an Action.
 *
 * @see https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples
 * @module
 */
import type { Factor, Json } from '../../identity/identity.ts';
import type { Customer, MustChangeReason } from '../hook.ts';
import { chosen, isVerified, membershipNames } from '../wire/customer.ts';
import type { Config } from './config.ts';

/** Why the customer has to choose another password: our post-login Action looks for it. */
export const MUST_CHANGE = 'footbridge_must_change';
/** Our external id: by it the Actions say whom they mean. */
export const EXTERNAL_ID = 'footbridge_id';

/**
 * Names that Auth0 keeps for itself in `app_metadata`.
 *
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data
 */
const RESERVED = new Set([
  ...['__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email', 'email_verified', 'globalClientID'],
  ...['global_client_id', 'identities', 'lastIP', 'lastLogin', 'loginsCount', 'metadata'],
  ...['multifactor_last_modified', 'multifactor', 'updated_at', 'user_id', MUST_CHANGE, EXTERNAL_ID],
]);

/** More than this Auth0 refuses, with the whole user. */
const MOST_FACTORS = 10;

export type Profile = Readonly<Record<string, unknown>> & { readonly user_id: string };

export function toProfile(
  { identity, externalId, uuid }: Customer,
  config: Config,
  mustChange?: MustChangeReason,
): Profile {
  const { name, nickname, given_name, family_name, picture } = identity.profile;
  const factors = identity.factors.flatMap((factor) => toFactor(factor) ?? []);
  const own = Object.entries(identity.attributes).filter(([, value]) => value !== null);
  const editable = own.filter(([key]) => config.userMetadata.includes(key));
  return {
    user_id: uuid,
    ...identifiersOf({ identity }, config),
    ...(name !== undefined && { name }),
    ...(nickname !== undefined && { nickname }),
    ...(given_name !== undefined && { given_name }),
    ...(family_name !== undefined && { family_name }),
    ...(picture !== undefined && { picture }),
    ...(editable.length > 0 && { user_metadata: Object.fromEntries(editable) }),
    app_metadata: {
      ...Object.fromEntries(own.filter(([key]) => !config.userMetadata.includes(key) && !RESERVED.has(key))),
      ...claimsBeside(identity.profile),
      ...named('roles', membershipNames(identity, 'role')),
      ...named('groups', membershipNames(identity, 'group')),
      ...named('organizations', membershipNames(identity, 'organisation')),
      ...(mustChange !== undefined && { [MUST_CHANGE]: mustChange }),
      [EXTERNAL_ID]: externalId,
    },
    ...(factors.length > 0 && { mfa_factors: factors }),
  };
}

function identifiersOf({ identity }: Pick<Customer, 'identity'>, { identifiers }: Config): object {
  const email = chosen(identity, 'email');
  const username = identifiers.includes('username') ? chosen(identity, 'username') : undefined;
  const phone = identifiers.includes('phone') ? chosen(identity, 'phone') : undefined;
  return {
    ...(email && { email: email.value, email_verified: isVerified(email) }),
    ...(username && { username: username.value }),
    ...(phone && { phone_number: phone.value, phone_verified: isVerified(phone) }),
  };
}

/** Claims that have no place of their own in the profile. */
function claimsBeside(profile: Customer['identity']['profile']): Readonly<Record<string, Json>> {
  const { name: _, nickname: __, given_name: ___, family_name: ____, picture: _____, ...others } = profile;
  return JSON.parse(JSON.stringify(others));
}

function named(key: string, names: readonly string[]): object {
  return names.length === 0 ? {} : { [key]: names };
}

/** Would a factor be lost that stands in the list of the hook, so that the password alone opened the account? */
export function losesFactor({ identity: { factors } }: Customer): boolean {
  const carried = factors.filter(({ type }) => type === 'totp' || type === 'sms' || type === 'email');
  return carried.length > MOST_FACTORS || carried.some((factor) => toFactor(factor) === undefined);
}

function toFactor(factor: Factor): object | undefined {
  switch (factor.type) {
    case 'totp': {
      const { algorithm, digits, period, secret } = factor;
      // Auth0 takes the secret alone, and computes what nearly every authenticator does.
      const usual = algorithm === 'SHA1' && digits === 6 && period === 30;
      return usual ? { totp: { secret } } : undefined;
    }
    case 'sms':
      return { phone: { value: factor.phone } };
    case 'email':
      return { email: { value: factor.email } };
    default:
      return undefined;
  }
}
