/**
 * What only Active Directory says: flags in one number, times in 100 nanoseconds since 1601, ids in mixed byte order.
 *
 * @see https://learn.microsoft.com/en-us/troubleshoot/windows-server/active-directory/useraccountcontrol-manipulate-account-properties
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Values } from '../reading/values.ts';
import { textsOf } from './groups.ts';
import { isTrue } from './password.ts';
import type { LdifRecord, LdifValue } from './record.ts';

const DISABLED = 0x2;
/** Accounts of domains, workstations and domain controllers. */
const MACHINES = 0x800 | 0x1000 | 0x2000;

export function readActiveDirectory(
  identity: Identity,
  attributes: LdifRecord['attributes'],
  now: number,
  values: Values,
): void {
  const time = (name: string) => {
    values.field = name;
    return values.time(textsOf(attributes[name])[0], 'ticks');
  };
  // One is exact on one controller, the other up to 14 days old and the same on all of them.
  for (const name of ['lastlogontimestamp', 'lastlogon']) keepLater(identity, 'lastLoginAt', time(name));

  const setAt = time('pwdlastset');
  if (identity.password !== undefined && setAt !== undefined) identity.password.setAt ??= setAt;
  if (identity.password !== undefined && textsOf(attributes.pwdlastset)[0] === '0')
    identity.password.mustChange = true;

  if ((textsOf(attributes.lockouttime)[0] ?? '0') !== '0' && identity.status === 'active')
    identity.status = 'locked';
  const expires = time('accountexpires');
  const isOver = expires !== undefined && Date.parse(expires) < now;
  if (isOver || (flagsOf(attributes) & DISABLED) !== 0) identity.status = 'disabled';
}

/** Several attributes may say the same time, each as well as it knows. */
export function keepLater(
  identity: Identity,
  name: 'createdAt' | 'updatedAt' | 'lastLoginAt',
  time: string | undefined,
): void {
  const known = identity[name];
  if (time !== undefined && (known === undefined || Date.parse(known) < Date.parse(time)))
    identity[name] = time;
}

export function isMachine({ attributes }: LdifRecord): boolean {
  return (flagsOf(attributes) & MACHINES) !== 0;
}

/** What was deleted stays as a tombstone for months. */
export function isTombstone({ dn, attributes }: LdifRecord): boolean {
  return isTrue(attributes.isdeleted) || dn.includes('\\0ADEL:');
}

/** The first three parts are little-endian, the others as they stand. 16 bytes of text are as good as others. */
export function toGuid(value: LdifValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value.base64, 'base64');
  if (bytes.length !== 16) return undefined;
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((i) => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function flagsOf(attributes: LdifRecord['attributes']): number {
  return Number(textsOf(attributes.useraccountcontrol)[0] ?? 0) || 0;
}
