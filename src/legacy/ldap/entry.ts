/**
 * Entries of a directory as fields: one value as text, several as a list, bytes in base64, GUIDs as people write them.
 *
 * @module
 */
import type { Entry } from 'ldapts';
import { toProfile } from '../asking/profile.ts';
import type { LegacyProfile } from '../legacy.ts';

/** Attributes that are no text, in the spelling of their schema. */
export const BINARY = [
  'objectGUID',
  'objectSid',
  'mS-DS-ConsistencyGuid',
  'msExchMailboxGuid',
  'jpegPhoto',
  'thumbnailPhoto',
  'photo',
  'userCertificate',
  'userSMIMECertificate',
];

/** Passwords and what is made of them: an account with too many rights is shown them. Lower case. */
const SECRET = new Set([
  'userpassword',
  'unicodepwd',
  'authpassword',
  'pwdhistory',
  'passwordhistory',
  'sambantpassword',
  'sambalmpassword',
  'sambapasswordhistory',
  'ipanthash',
  'krbprincipalkey',
  'ntpwdhistory',
  'lmpwdhistory',
  'dbcspwd',
  'supplementalcredentials',
]);

export function toFields(entry: Entry): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    const [base = ''] = name.toLowerCase().split(';');
    if (SECRET.has(base)) continue;
    const values = [value].flat().map((one) => toText(base, one));
    if (values.length > 0) fields[name] = values.length === 1 ? values[0] : values;
  }
  return fields;
}

function toText(name: string, value: Buffer | string): string {
  if (typeof value === 'string') return value;
  return name === 'objectguid' && value.length === 16 ? toGuid(value) : value.toString('base64');
}

/**
 * The first three groups are stored with their lowest byte first.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-dtyp/001eec5a-7f8b-4293-9e21-ca349392db40
 */
export function toGuid(bytes: Buffer): string {
  const hex = (from: number, to: number) => bytes.subarray(from, to).toString('hex');
  const reversed = (from: number, to: number) =>
    Buffer.from(bytes.subarray(from, to)).reverse().toString('hex');
  return [reversed(0, 4), reversed(4, 6), reversed(6, 8), hex(8, 10), hex(10, 16)].join('-');
}

/** Names of attributes mean the same in any case (RFC 4512 §2.5). An id with two values is none. */
export function toEntryProfile(
  fields: Readonly<Record<string, unknown>>,
  id: string,
): LegacyProfile | undefined {
  const name = Object.keys(fields).find((one) => one.toLowerCase() === id.toLowerCase());
  return name === undefined ? undefined : toProfile(fields[name], fields);
}
