/**
 * A customer as a user of ZITADEL who waits to cross: the profile, a password nobody knows, and the mark.
 *
 * @see https://zitadel.com/docs/reference/api/user/zitadel.user.v2.UserService.CreateUser
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { Customer } from '../hook.ts';
import { chosen, isVerified } from '../wire/customer.ts';
import { base64, MARK } from './api.ts';
import type { Config } from './config.ts';

/** undefined: ZITADEL makes no human user without an e-mail address. */
export function toNewUser(
  { identity, uuid }: Customer,
  { organisation }: Config,
): Readonly<Record<string, unknown>> | undefined {
  const email = chosen(identity, 'email');
  if (email === undefined) return undefined;
  const phone = chosen(identity, 'phone');
  const { profile } = identity;
  return {
    organizationId: organisation,
    userId: uuid,
    username: chosen(identity, 'username')?.value ?? email.value,
    human: {
      profile: {
        ...namesOf(profile, email.value),
        ...(profile.nickname !== undefined && { nickName: profile.nickname }),
        ...(profile.name !== undefined && { displayName: profile.name }),
        ...(profile.locale !== undefined && { preferredLanguage: profile.locale.split(/[-_]/)[0] }),
      },
      email: { email: email.value, isVerified: isVerified(email) },
      ...(phone !== undefined && { phone: { phone: phone.value, isVerified: isVerified(phone) } }),
      password: { password: unknownPassword(), changeRequired: false },
      metadata: [{ key: MARK, value: base64('migrating') }],
    },
  };
}

/** Both names are required there; a customer who has none is shown by what they log in with. */
function namesOf(
  { name, given_name, family_name }: Customer['identity']['profile'],
  fallback: string,
): { readonly givenName: string; readonly familyName: string } {
  const [first = fallback, ...rest] = (name ?? '').split(' ').filter((part) => part !== '');
  return {
    givenName: given_name ?? first,
    familyName: family_name ?? (rest.length > 0 ? rest.join(' ') : fallback),
  };
}

/** 256 random bits, and one character of each class a password policy may ask for. */
function unknownPassword(): string {
  return `${randomBytes(32).toString('base64url')}aA1!`;
}
