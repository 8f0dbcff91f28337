/**
 * What an entry of a directory means: inetOrgPerson and posixAccount of RFC 2798 and RFC 2307, users of Active
 * Directory, and the password policy of OpenLDAP.
 *
 * E-mail addresses and login names are identifiers, and no directory says whether an address is verified. Telephone
 * numbers are contacts and become attributes: nobody logs in to a directory by number.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2798
 * @see https://learn.microsoft.com/en-us/windows/win32/adschema/attributes-all
 * @module
 */
import { blankIdentity, type Identity, type Json, type Profile } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import type { Understood } from '../reading/understand.ts';
import { setOwn, Values } from '../reading/values.ts';
import { keepLater, readActiveDirectory, toGuid } from './active-directory.ts';
import { firstNameOf, type Groups, keyOfDn, textsOf } from './groups.ts';
import { ignoredReason } from './ignored.ts';
import { readPassword } from './password.ts';
import type { LdifRecord, LdifValue } from './record.ts';

export interface Settings {
  /** Attribute that is the id; absent: the first that is there of the usual ones, else the DN. */
  readonly id?: string | undefined;
  /** Milliseconds since 1970: accounts that have expired are disabled. */
  readonly now: number;
}

/** What an attribute is, where one is enough to tell. */
type Meaning =
  | { readonly claim: Exclude<keyof Profile, 'address'> }
  | { readonly part: keyof NonNullable<Profile['address']> }
  | { readonly attribute: string }
  | { readonly time: 'createdAt' | 'updatedAt' | 'lastLoginAt' };

/** By their names in small letters; attributes keep the name that the schemas spell. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['displayname', { claim: 'name' }],
  ['cn', { claim: 'name' }],
  ['givenname', { claim: 'given_name' }],
  ['sn', { claim: 'family_name' }],
  ['preferredlanguage', { claim: 'locale' }],
  ['labeleduri', { claim: 'website' }],
  ['wwwhomepage', { claim: 'website' }],
  ['street', { part: 'street_address' }],
  ['streetaddress', { part: 'street_address' }],
  ['l', { part: 'locality' }],
  ['st', { part: 'region' }],
  ['postalcode', { part: 'postal_code' }],
  ['c', { part: 'country' }],
  ['postaladdress', { part: 'formatted' }],
  ['createtimestamp', { time: 'createdAt' }],
  ['whencreated', { time: 'createdAt' }],
  ['modifytimestamp', { time: 'updatedAt' }],
  ['whenchanged', { time: 'updatedAt' }],
  ['authtimestamp', { time: 'lastLoginAt' }],
  ['pwdlastsuccess', { time: 'lastLoginAt' }],
  ...[
    ...[
      'telephoneNumber',
      'mobile',
      'homePhone',
      'facsimileTelephoneNumber',
      'employeeNumber',
      'employeeType',
    ],
    ...[
      'departmentNumber',
      'department',
      'company',
      'title',
      'o',
      'ou',
      'description',
      'initials',
      'manager',
    ],
    ...['physicalDeliveryOfficeName', 'roomNumber', 'proxyAddresses', 'businessCategory', 'co'],
    ...Array.from({ length: 15 }, (_, i) => `extensionAttribute${i + 1}`),
  ].map((attribute): [string, Meaning] => [attribute.toLowerCase(), { attribute }]),
]);

/** Ids that do not change when an entry is renamed or moved. */
const IDS = ['entryuuid', 'objectguid', 'nsuniqueid', 'ibm-entryuuid'];

export function toIdentity(record: LdifRecord, groups: Groups, settings: Settings): Understood {
  const values = new Values();
  const identity = blankIdentity(readId(record, settings, values));
  const left: Record<string, unknown> = {};
  addIdentifiers(identity, record);
  for (const [name, list] of Object.entries(record.attributes)) {
    values.field = name;
    if (!readAttribute(identity, name, list, values)) setOwn(left, name, list.length === 1 ? list[0] : list);
  }
  readPassword(identity, record.attributes, left, settings.now, values);
  readActiveDirectory(identity, record.attributes, settings.now, values);
  addMemberships(identity, record, groups);
  if (record.attributes.objectclass?.some((name) => SERVICES.has(String(name).toLowerCase())))
    identity.kind = 'service';
  for (const name of record.elsewhere) values.report('FIELD_INVALID', `${name} stands in another file`);
  return { identity, fields: left as JsonObject, problems: values.problems };
}

/** Can bind, and are no people. */
const SERVICES = new Set(['simplesecurityobject', 'applicationprocess', 'msds-managedserviceaccount']);

function readId({ dn, attributes }: LdifRecord, { id }: Settings, values: Values): string {
  if (id !== undefined) {
    values.field = id;
    return idText(id.toLowerCase(), attributes[id.toLowerCase()]?.[0]) ?? '';
  }
  for (const name of IDS) {
    const text = idText(name, attributes[name]?.[0]);
    if (text !== undefined) return text;
  }
  return dn;
}

function idText(name: string, value: LdifValue | undefined): string | undefined {
  if (name === 'objectguid') return toGuid(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

const LOGINS = ['uid', 'samaccountname', 'userprincipalname'];

function addIdentifiers({ identifiers }: Identity, { attributes }: LdifRecord): void {
  const seen = new Set<string>();
  const add = (type: 'email' | 'username', text: string) => {
    const value = text.trim();
    if (value === '' || seen.has(value.toLowerCase())) return;
    seen.add(value.toLowerCase());
    identifiers.push({ type, value });
  };
  for (const text of textsOf(attributes.mail)) add('email', text);
  // Exchange marks the main address by capitals.
  const main = textsOf(attributes.proxyaddresses).find((address) => address.startsWith('SMTP:'));
  if (identifiers.length === 0 && main !== undefined) add('email', main.slice('SMTP:'.length));
  for (const name of LOGINS) for (const text of textsOf(attributes[name])) add('username', text);
}

/** False: nobody knows this attribute. */
function readAttribute(
  identity: Identity,
  name: string,
  list: readonly LdifValue[],
  values: Values,
): boolean {
  const meaning = MEANINGS.get(name);
  if (meaning === undefined) return ignoredReason(name) !== undefined;
  const first = (textsOf(list)[0] ?? '').trim();
  if (first === '') return true;
  if ('claim' in meaning) {
    if (name === 'displayname' || identity.profile[meaning.claim] === undefined)
      identity.profile[meaning.claim] = first;
  } else if ('part' in meaning)
    identity.profile.address = { ...identity.profile.address, [meaning.part]: first };
  else if ('attribute' in meaning) identity.attributes[meaning.attribute] = toJson(list);
  else keepLater(identity, meaning.time, values.time(first, undefined, 'UTC'));
  return true;
}

function toJson(list: readonly LdifValue[]): Json {
  const texts = textsOf(list);
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

/** What the entry says of itself, and what the groups say of it. */
function addMemberships(identity: Identity, { dn, attributes }: LdifRecord, { of }: Groups): void {
  const found = new Map<string, string>();
  for (const group of textsOf(attributes.memberof)) found.set(keyOfDn(group), group);
  const keys = [
    keyOfDn(dn),
    ...textsOf(attributes.uid).map((uid) => `uid:${uid.toLowerCase()}`),
    ...textsOf(attributes.gidnumber).map((gid) => `gid:${gid}`),
  ];
  for (const key of keys) for (const group of of.get(key) ?? []) found.set(keyOfDn(group.dn), group.dn);
  for (const group of found.values())
    identity.memberships.push({ type: 'group', name: firstNameOf(group), id: group });
}
