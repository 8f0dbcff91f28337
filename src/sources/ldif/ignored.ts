/**
 * Attributes that are known and left out, and those that are read elsewhere than by their name.
 *
 * @module
 */
import type { IgnoredFields } from '../reading/understand.ts';

const SERVER = 'the server’s own';
const UNIX = 'an account on Unix machines';
const COUNTED = 'counts and times of wrong passwords';
const WINDOWS = 'Windows’ own';

/** As the schemas spell them. */
export const IGNORED: IgnoredFields = {
  objectClass: 'says what the entry is',
  structuralObjectClass: SERVER,
  entryDN: SERVER,
  entryCSN: SERVER,
  contextCSN: SERVER,
  creatorsName: SERVER,
  modifiersName: SERVER,
  subschemaSubentry: SERVER,
  hasSubordinates: SERVER,
  uidNumber: UNIX,
  gidNumber: UNIX,
  homeDirectory: UNIX,
  loginShell: UNIX,
  gecos: UNIX,
  shadowLastChange: UNIX,
  shadowMin: UNIX,
  shadowMax: UNIX,
  shadowWarning: UNIX,
  shadowInactive: UNIX,
  shadowFlag: UNIX,
  pwdFailureTime: COUNTED,
  pwdGraceUseTime: COUNTED,
  pwdHistory: 'passwords of the past, kept to refuse them as new ones',
  pwdPolicySubentry: 'rules for passwords; the target has its own',
  badPwdCount: COUNTED,
  badPasswordTime: COUNTED,
  logonCount: COUNTED,
  jpegPhoto: 'a picture in the directory; others want an address of one',
  thumbnailPhoto: 'a picture in the directory; others want an address of one',
  userCertificate: 'a certificate for mail or for logging in to machines',
  userSMIMECertificate: 'a certificate for mail',
  objectSid: WINDOWS,
  sIDHistory: WINDOWS,
  objectCategory: WINDOWS,
  distinguishedName: 'the DN again',
  name: 'the first part of the DN again',
  instanceType: WINDOWS,
  uSNCreated: WINDOWS,
  uSNChanged: WINDOWS,
  dSCorePropagationData: WINDOWS,
  codePage: WINDOWS,
  countryCode: WINDOWS,
  lastLogoff: WINDOWS,
  primaryGroupID: 'the group that everybody of the domain is in',
  sAMAccountType: WINDOWS,
  logonHours: WINDOWS,
  adminCount: WINDOWS,
  isCriticalSystemObject: WINDOWS,
  showInAdvancedViewOnly: WINDOWS,
  lockoutDuration: WINDOWS,
};

/** Read for identifiers, ids, status and memberships. */
const READ_ELSEWHERE = [
  ...['mail', 'uid', 'sAMAccountName', 'userPrincipalName', 'entryUUID', 'objectGUID', 'nsUniqueId'],
  ...['ibm-entryuuid', 'memberOf', 'userPassword', 'pwdChangedTime', 'pwdReset', 'pwdAccountLockedTime'],
  ...['nsAccountLock', 'msDS-UserAccountDisabled', 'userAccountControl', 'lastLogonTimestamp', 'lastLogon'],
  ...['pwdLastSet', 'lockoutTime', 'accountExpires', 'shadowExpire', 'isDeleted'],
];

const REASONS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(IGNORED).map(([name, reason]) => [name.toLowerCase(), reason] as const),
  ...READ_ELSEWHERE.map((name) => [name.toLowerCase(), 'read'] as const),
]);

/** By the name in small letters; undefined: it is none of them. */
export function ignoredReason(name: string): string | undefined {
  return REASONS.get(name);
}
