/**
 * Passwords of directories, and what the password policy of OpenLDAP, 389 Directory Server and shadow say of an account.
 *
 * `userPassword` may have several values, each of which logs in; only one can cross, which is the first. Values
 * without a scheme go on as they are: what they mean is decided where hashes are judged.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-behera-ldap-password-policy-11
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Values } from '../reading/values.ts';
import { textsOf } from './groups.ts';
import type { LdifRecord } from './record.ts';

/** What reads these schemes here is a directory, and not one of the others that write them too. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^\{crypt\}(?![!*x]|$)/i, 'ldap-crypt'],
  [/^\{md5\}[A-Za-z0-9+/]{22}==$/i, 'ldap-md5'],
  [/^\{sha\}[A-Za-z0-9+/]{27}=$/i, 'ldap-sha1'],
];

export function readPassword(
  identity: Identity,
  attributes: LdifRecord['attributes'],
  left: Record<string, unknown>,
  now: number,
  values: Values,
): void {
  const [hash, ...others] = textsOf(attributes.userpassword).filter((text) => text !== '');
  if (hash !== undefined) {
    const [, format] = FORMATS.find(([scheme]) => scheme.test(hash)) ?? [];
    values.field = 'pwdChangedTime';
    const setAt = values.time(textsOf(attributes.pwdchangedtime)[0], undefined, 'UTC');
    identity.password = {
      ...(format !== undefined && { format }),
      hash,
      ...(setAt !== undefined && { setAt }),
      ...(isTrue(attributes.pwdreset) && { mustChange: true }),
    };
  }
  if (others.length > 0) left.userpassword = `${others.length} further values`;
  if (attributes.pwdaccountlockedtime !== undefined) identity.status = 'locked';
  // Days since 1970, shadow(5); 0 and what is below mean nothing, or never.
  const expires = Number(textsOf(attributes.shadowexpire)[0] ?? 0) * 86_400_000;
  if (expires > 0 && expires < now) identity.status = 'disabled';
  if (isTrue(attributes.nsaccountlock) || isTrue(attributes['msds-useraccountdisabled']))
    identity.status = 'disabled';
}

export function isTrue(values: LdifRecord['attributes'][string] | undefined): boolean {
  return String(values?.[0] ?? '').toLowerCase() === 'true';
}
