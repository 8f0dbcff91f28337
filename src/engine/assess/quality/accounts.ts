/**
 * Accounts that may be no customers: administrators, programs, and what was deleted without being removed.
 *
 * @module
 */
import type { Identity, Json } from '../../../identity/identity.ts';
import type { Remarks } from './index.ts';

const PRIVILEGED =
  /^(?:.*[/_:-])?(?:admin|admins|administrators?|root|superusers?|super-?admin|sysadmin|owner|realm-admin|manage-users)$/i;
const PRIVILEGED_NAME =
  /^(?:admin|administrator|root|superuser|sysadmin|webmaster|postmaster|hostmaster|sa|dba)\d*$/i;
const PRIVILEGED_FLAGS = ['is_superuser', 'is_staff', 'is_admin', 'isAdmin', 'superuser', 'admin'];

const PROGRAM_NAME =
  /^(?:svc|service|service-account|api|bot|daemon|system|cron|batch|integration|webhook|monitoring|healthcheck)(?:[-_.].*)?$|[-_.](?:bot|svc|service)$/i;

/** Moodle and Active Directory mangle the names of the deleted; most others set a time or a flag. */
const DELETED_NAME = /^deleted[-_.+]|[-_.]deleted[-_.]?\d*$|\.invalid-deleted$/i;
const DELETED_FLAGS = [
  'deleted_at',
  'deletedAt',
  'deleted',
  'is_deleted',
  'isDeleted',
  'removed_at',
  'anonymized_at',
];

export function checkAccount(
  { identifiers, memberships, attributes, kind }: Identity,
  remarks: Remarks,
): void {
  let isPrivileged = false;
  let isProgram = kind === 'service';
  let isDeleted = false;
  for (const { type, value } of identifiers) {
    if (type === 'phone') continue;
    const local = type === 'email' ? value.slice(0, value.lastIndexOf('@')) : value;
    const first = local.charCodeAt(0) | 32;
    // Three patterns for each of millions of names: the first letter settles nearly all of them.
    if (NAMES_BEGIN[first] === true) {
      isPrivileged ||= PRIVILEGED_NAME.test(local);
      isProgram ||= PROGRAM_NAME.test(local);
      isDeleted ||= DELETED_NAME.test(local);
    } else if (
      local.includes('bot') ||
      local.includes('svc') ||
      local.includes('delet') ||
      local.includes('serv')
    ) {
      isProgram ||= PROGRAM_NAME.test(local);
      isDeleted ||= DELETED_NAME.test(local);
    }
  }
  for (const { type, name, roles } of memberships) {
    if (type === 'role' || type === 'group') isPrivileged ||= PRIVILEGED.test(name);
    isPrivileged ||= roles?.some((role) => PRIVILEGED.test(role)) === true;
  }
  for (const name in attributes) {
    if (PRIVILEGED_FLAGS.includes(name)) isPrivileged ||= isSet(attributes[name]);
    else if (DELETED_FLAGS.includes(name)) isDeleted ||= isSet(attributes[name]);
  }
  if (isPrivileged)
    remarks.add('ACCOUNT_PRIVILEGED', 'memberships', 'a name, role or flag of an administrator');
  if (isProgram)
    remarks.add(
      'ACCOUNT_SERVICE',
      'kind',
      kind === 'service' ? 'a service account' : 'a name that programs have',
    );
  if (isDeleted) remarks.add('ACCOUNT_DELETED', 'status', 'a name, time or flag of a deletion');
}

const NAMES_BEGIN: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  'arswphdbcim'.includes(String.fromCharCode(code)),
);

function isSet(value: Json | undefined): boolean {
  if (typeof value === 'string') return value !== '' && !/^(?:0|false|no|n|f|0000-00-00.*)$/i.test(value);
  if (Array.isArray(value)) return value.some((item) => isSet(item));
  return value !== undefined && value !== null && value !== false && value !== 0;
}
