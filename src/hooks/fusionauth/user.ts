/**
 * A customer as FusionAuth's user object. The id is the customer's UUID, the same at every attempt.
 *
 * @see https://fusionauth.io/docs/apis/users#create-a-user
 * @module
 */
import type { Customer } from '../hook.ts';
import { chosen, isEnabled, isVerified, membershipNames } from '../wire/customer.ts';

export function toUser(
  { identity, uuid, externalId }: Customer,
  applicationId: string | undefined,
  passwordChangeRequired: boolean,
): Readonly<Record<string, unknown>> {
  const { profile, attributes, sourceId } = identity;
  const email = chosen(identity, 'email');
  return {
    id: uuid,
    email: email?.value,
    username: chosen(identity, 'username')?.value,
    mobilePhone: chosen(identity, 'phone')?.value,
    active: isEnabled(identity),
    // The flag is of the e-mail address; a customer without one has nothing that could be verified.
    verified: isVerified(email),
    firstName: profile.given_name,
    middleName: profile.middle_name,
    lastName: profile.family_name,
    fullName: profile.name,
    birthDate: wholeDate(profile.birthdate),
    imageUrl: profile.picture,
    timezone: profile.zoneinfo,
    preferredLanguages: profile.locale === undefined ? undefined : [profile.locale.replace('-', '_')],
    passwordChangeRequired,
    data: { legacyId: sourceId, footbridgeId: externalId, attributes },
    registrations:
      applicationId === undefined
        ? []
        : [{ applicationId, roles: membershipNames(identity, 'role'), verified: isVerified(email) }],
  };
}

/** OpenID Connect also knows a year alone and `0000-` without one; FusionAuth wants a day. */
function wholeDate(birthdate: string | undefined): string | undefined {
  return birthdate !== undefined && /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(birthdate) ? birthdate : undefined;
}
