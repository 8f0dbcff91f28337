/**
 * What our Action writes into a Logto user: the supported patch fields, and none that would change an identifier.
 *
 * Logto adds the identifier that was typed by itself. Others are not sent: it would take them for verified.
 *
 * @see https://docs.logto.io/developers/actions/configure-and-test-actions#supported-user-patch
 * @module
 */
import type { Customer } from '../hook.ts';

export function toPatch(
  { identity, externalId }: Customer,
  action: 'createUser' | 'updateUser',
): Readonly<Record<string, unknown>> {
  // Who is there already was written by the import, and may have changed the profile since.
  if (action === 'updateUser') return {};
  const { name, picture, given_name, family_name, middle_name, nickname, ...rest } = identity.profile;
  const { website, gender, birthdate, zoneinfo, locale } = rest;
  return {
    ...(name !== undefined && { name }),
    ...(picture !== undefined && { avatar: picture }),
    customData: {
      footbridgeId: externalId,
      legacyId: identity.sourceId,
      ...(Object.keys(identity.attributes).length > 0 && { attributes: identity.attributes }),
    },
    profile: withoutAbsent({
      givenName: given_name,
      familyName: family_name,
      middleName: middle_name,
      nickname,
      website,
      gender,
      birthdate,
      zoneinfo,
      locale,
    }),
  };
}

function withoutAbsent(fields: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
