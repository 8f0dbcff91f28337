/**
 * What an identity of Kratos means.
 *
 * A trait is an identifier where Kratos made one of it: a verifiable address is an e-mail address or a telephone
 * number, an identifier of the password is whatever the customer types to log in. Kratos writes those in small
 * letters, so the spelling of the trait is taken. Traits that carry the names of OpenID Connect claims are the
 * profile, and the others are attributes, since their names are the operator's own.
 *
 * @see https://www.ory.sh/docs/kratos/manage-identities/identity-schema
 * @module
 */
import { blankIdentity, type Identifier, type Identity, type Json } from '../../identity/identity.ts';
import { holdsNothing } from '../../identity/mapping/coerce.ts';
import type { JsonObject } from '../reading/json-value.ts';
import {
  type IgnoredFields,
  readFields,
  readItems,
  tabulate,
  type Understood,
} from '../reading/understand.ts';
import { isRecord, Values } from '../reading/values.ts';
import { type CredentialSettings, readCredentials } from './credentials.ts';
import { profileOf } from './traits.ts';

interface Draft {
  readonly identity: Identity;
  traits: JsonObject;
  addresses: readonly Address[];
  credentials: JsonObject;
}

interface Address {
  value?: string | undefined;
  via?: string | undefined;
  verified?: boolean | undefined;
  verifiedAt?: string | undefined;
}

/** Fields that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  schema_url: 'an address of Kratos itself',
  state_changed_at: 'when the state changed, which no other system keeps',
  recovery_addresses: 'where a recovery code may be sent; a copy of traits',
};

/** The same of one of `verifiable_addresses`. */
export const IGNORED_OF_ADDRESSES: IgnoredFields = {
  id: 'an id of Kratos’ own',
  status: 'whether a code was sent; `verified` says what came of it',
  created_at: 'when Kratos wrote the row',
  updated_at: 'when Kratos wrote the row',
};

const ADDRESS_FIELDS = tabulate<Address>(
  {
    value: (address, value, values) => {
      address.value = values.text(value);
    },
    via: (address, value, values) => {
      address.via = values.text(value);
    },
    verified: (address, value, values) => {
      address.verified = values.flag(value);
    },
    verified_at: (address, value, values) => {
      address.verifiedAt = values.time(value);
    },
  },
  IGNORED_OF_ADDRESSES,
);

const FIELDS = tabulate<Draft>(
  {
    id: ({ identity }, value, values) => {
      identity.sourceId = values.id(value) ?? '';
    },
    external_id: ({ identity }, value, values) => keep(identity, 'external_id', values.text(value)),
    schema_id: ({ identity }, value, values) => keep(identity, 'schema_id', values.text(value)),
    state: ({ identity }, value, values) => {
      if (values.text(value) === 'inactive') identity.status = 'disabled';
    },
    traits: (draft, value, values) => {
      draft.traits = values.record(value) ?? {};
    },
    verifiable_addresses: (draft, value, values) => {
      const { read, left } = readItems<Address>(values.records(value), ADDRESS_FIELDS, () => ({}), values);
      draft.addresses = read;
      return left;
    },
    metadata_public: ({ identity }, value) => keep(identity, 'metadata_public', value as Json),
    metadata_admin: ({ identity }, value) => keep(identity, 'metadata_admin', value as Json),
    organization_id: ({ identity }, value, values) => {
      const id = values.text(value);
      if (id !== undefined) identity.memberships.push({ type: 'organisation', name: id, id });
    },
    credentials: (draft, value, values) => {
      draft.credentials = values.record(value) ?? {};
    },
    created_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.createdAt = time;
    },
    updated_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.updatedAt = time;
    },
  },
  IGNORED,
);

/** Understands one identity. The id is empty where the record has none, which the mapping may still give. */
export function toIdentity(record: JsonObject, settings: CredentialSettings = {}): Understood {
  const values = new Values();
  const identity = blankIdentity('');
  const draft: Draft = { identity, traits: {}, addresses: [], credentials: {} };
  const fields = readFields(record, FIELDS, draft, values);

  const spelt = textsOf(draft.traits);
  addAddresses(identity, draft, spelt, values);
  addTypedNames(identity, draft, spelt);
  const { profile, others } = profileOf(draft.traits, new Set(identity.identifiers.map(keyOf)));
  identity.profile = profile;
  Object.assign(identity.attributes, others);
  const left = readCredentials(identity, draft.credentials, settings, values);
  const { problems } = values;
  return { identity, fields: left === undefined ? fields : { ...fields, credentials: left }, problems };
}

function keep({ attributes }: Identity, name: string, value: Json | undefined): void {
  if (value !== undefined && value !== null && !holdsNothing(value)) attributes[name] = value;
}

/** Every text of the traits by its small letters, wherever it stands. */
function textsOf(traits: unknown, found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (typeof traits === 'string') {
    const text = traits.trim();
    if (text !== '') found.set(text.toLowerCase(), text);
  } else if (Array.isArray(traits)) for (const one of traits) textsOf(one, found);
  else if (isRecord(traits)) for (const one of Object.values(traits)) textsOf(one, found);
  return found;
}

function addAddresses(
  { identifiers }: Identity,
  { addresses }: Draft,
  spelt: ReadonlyMap<string, string>,
  values: Values,
): void {
  for (const [i, { value, via, verified, verifiedAt }] of addresses.entries()) {
    if (value === undefined || (via !== 'email' && via !== 'sms')) {
      values.field = `verifiable_addresses[${i}]`;
      values.refuse('an address that is neither e-mail nor telephone', 'An address with `via` email or sms.');
      continue;
    }
    identifiers.push({
      type: via === 'email' ? 'email' : 'phone',
      value: spelt.get(value.toLowerCase()) ?? value,
      ...(verified !== undefined && { verified, evidence: 'kratos verifiable_addresses' }),
      ...(verified === true && verifiedAt !== undefined && { verifiedAt }),
    });
  }
}

/** Credentials whose identifiers a customer types: those of the others are ids of a provider or of a device. */
const TYPED = ['password', 'code'];

/** Traits that are taken for identifiers where the credentials were not asked for. */
const USUAL = ['email', 'username', 'phone', 'phone_number'];

function addTypedNames(
  { identifiers }: Identity,
  { credentials, traits }: Draft,
  spelt: ReadonlyMap<string, string>,
): void {
  const typed = TYPED.flatMap((type) => {
    const credential = credentials[type];
    const names = isRecord(credential) ? credential.identifiers : undefined;
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  });
  const usual = USUAL.flatMap((name) => (typeof traits[name] === 'string' ? [traits[name].trim()] : []));
  const seen = new Set(identifiers.map(keyOf));
  for (const name of [...typed, ...usual]) {
    if (name === '' || seen.has(name.toLowerCase())) continue;
    seen.add(name.toLowerCase());
    identifiers.push({ type: typeOf(name), value: spelt.get(name.toLowerCase()) ?? name });
  }
}

/** Kratos normalises telephone numbers to E.164. */
function typeOf(name: string): Identifier['type'] {
  if (/^[^@\s]+@[^@\s]+$/.test(name)) return 'email';
  return /^\+[1-9]\d{6,14}$/.test(name) ? 'phone' : 'username';
}

function keyOf({ value }: Identifier): string {
  return value.toLowerCase();
}
