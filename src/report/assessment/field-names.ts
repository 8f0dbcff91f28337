/**
 * Canonical paths in a manager's words. A path without words here is shown as it is.
 *
 * @module
 */
const NAMES: Readonly<Record<string, string>> = {
  'factors.totp': 'authenticator apps',
  'factors.webauthn': 'passkeys and security keys',
  'factors.recovery-codes': 'recovery codes',
  'factors.sms': 'codes by text message',
  'factors.email': 'codes by e-mail',
  links: 'social and company logins',
  consents: 'consents',
  'memberships.roles': 'roles',
  'memberships.groups': 'groups',
  'memberships.organisations': 'organisations',
  createdAt: 'dates of sign-up',
  updatedAt: 'dates of the last change',
  lastLoginAt: 'dates of the last login',
  email: 'further e-mail addresses',
  phone: 'phone numbers',
  username: 'user names',
  password: 'passwords',
  'identifiers.email': 'e-mail addresses',
  'identifiers.phone': 'phone numbers',
  'identifiers.username': 'user names',
  profile: 'names and profile',
  attributes: 'custom attributes',
};

export function nameOfField(path: string): string {
  return NAMES[path] ?? path;
}
