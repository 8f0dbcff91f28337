/**
 * What a user of Supabase Auth means, with the rows of its other tables.
 *
 * An address is verified when it was confirmed, unless the project let everybody in unconfirmed: it then sets the time
 * of the confirmation by itself. Telephone numbers stand there without their plus. What the providers once said of the
 * customer stands in `raw_user_meta_data` with what the application keeps there: names of OpenID Connect claims are the
 * profile, copies of the account are left out, and the rest is the attribute `user_metadata`.
 *
 * @see https://github.com/supabase/auth/blob/master/internal/models/user.go
 * @module
 */
import { blankIdentity, type Identity, type Json } from '../../identity/identity.ts';
import { holdsNothing } from '../../identity/mapping/coerce.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { type IgnoredFields, readFields, tabulate, type Understood } from '../reading/understand.ts';
import { setOwn, Values } from '../reading/values.ts';
import { readFactors } from './factors.ts';

export interface UserRecords {
  readonly user: JsonObject;
  readonly identities: readonly JsonObject[];
  readonly factors: readonly JsonObject[];
  readonly passkeys: readonly JsonObject[];
}

export interface Settings {
  /** A time of confirmation proves nothing in this project. */
  readonly autoconfirm: boolean;
  /** The domain that passkeys are bound to. */
  readonly rpId?: string | undefined;
  /** Milliseconds since 1970: bans that have ended are none. */
  readonly now: number;
}

interface Draft {
  readonly identity: Identity;
  email?: string | undefined;
  emailAt?: string | undefined;
  phone?: string | undefined;
  phoneAt?: string | undefined;
  bannedUntil?: string | undefined;
  bannedForEver: boolean;
  invitedAt?: string | undefined;
  deleted: boolean;
}

const TOKEN = 'a message that was under way';
const CHANGE = 'a change that was begun and not confirmed';

/** Columns that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  instance_id: 'of the time when one database held several projects',
  aud: 'the audience of its tokens',
  confirmation_token: TOKEN,
  confirmation_sent_at: TOKEN,
  recovery_token: TOKEN,
  recovery_sent_at: TOKEN,
  reauthentication_token: TOKEN,
  reauthentication_sent_at: TOKEN,
  email_change: CHANGE,
  email_change_token: CHANGE,
  email_change_token_new: CHANGE,
  email_change_token_current: CHANGE,
  email_change_confirm_status: CHANGE,
  email_change_sent_at: CHANGE,
  phone_change: CHANGE,
  phone_change_token: CHANGE,
  phone_change_sent_at: CHANGE,
  confirmed_at: 'the earlier of the two confirmations',
  is_sso_user: 'follows from the identities',
};

/** Members of `raw_user_meta_data` that repeat the account. */
const COPIES = new Set(['sub', 'iss', 'provider_id', 'email', 'email_verified', 'phone', 'phone_verified']);

const CLAIMS: Readonly<Record<string, 'name' | 'given_name' | 'family_name' | 'picture' | 'locale'>> = {
  full_name: 'name',
  name: 'name',
  given_name: 'given_name',
  first_name: 'given_name',
  family_name: 'family_name',
  last_name: 'family_name',
  avatar_url: 'picture',
  picture: 'picture',
  locale: 'locale',
};

const FIELDS = tabulate<Draft>(
  {
    id: ({ identity }, value, values) => {
      identity.sourceId = values.id(value) ?? '';
    },
    /** What PostgREST makes of the token; the role of nearly everybody says nothing. */
    role: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined && name !== 'authenticated') identity.memberships.push({ type: 'role', name });
    },
    is_super_admin: ({ identity }, value, values) => {
      if (values.flag(value) === true) identity.memberships.push({ type: 'role', name: 'super_admin' });
    },
    email: (draft, value, values) => {
      draft.email = values.text(value);
    },
    email_confirmed_at: (draft, value, values) => {
      draft.emailAt = values.time(value);
    },
    phone: (draft, value, values) => {
      draft.phone = values.text(value);
    },
    phone_confirmed_at: (draft, value, values) => {
      draft.phoneAt = values.time(value);
    },
    encrypted_password: ({ identity }, value, values) => {
      const hash = values.text(value);
      if (hash?.startsWith('{') === true)
        values.report('PASSWORD_MALFORMED', 'encrypted with a key of the project');
      else if (hash !== undefined)
        identity.password = { ...(hash.startsWith('$2a$') && { format: 'bcrypt-2a' }), hash };
    },
    raw_user_meta_data: ({ identity }, value, values) => {
      readMetadata(identity, values.record(value) ?? {});
    },
    raw_app_meta_data: ({ identity }, value, values) => {
      const { provider: _, providers: __, ...rest } = values.record(value) ?? {};
      if (!holdsNothing(rest)) identity.attributes.app_metadata = rest as Json;
    },
    is_anonymous: ({ identity }, value, values) => {
      if (values.flag(value) === true) identity.attributes.is_anonymous = true;
    },
    banned_until: (draft, value, values) => {
      draft.bannedForEver = NO_END.test(String(value));
      draft.bannedUntil = values.time(value);
    },
    deleted_at: (draft, value) => {
      draft.deleted = value !== null;
    },
    invited_at: (draft, value, values) => {
      draft.invitedAt = values.time(value);
    },
    created_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.createdAt = time;
    },
    updated_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.updatedAt = time;
    },
    last_sign_in_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.lastLoginAt = time;
    },
  },
  IGNORED,
);

export function toIdentity(records: UserRecords, settings: Settings): Understood {
  const values = new Values();
  const identity = blankIdentity('');
  const draft: Draft = { identity, bannedForEver: false, deleted: false };
  const fields = readFields(records.user, FIELDS, draft, values);
  // What is left of a deleted user are digests where the addresses were.
  if (draft.deleted) return { identity: blankIdentity(identity.sourceId), fields: {}, problems: [] };
  addIdentifiers(draft, settings);
  readStatus(draft, settings);
  addLinks(identity, records.identities, values);
  const left = readFactors(identity, records, settings, values);
  const { problems } = values;
  return { identity, fields: left === undefined ? fields : { ...fields, mfa_factors: left }, problems };
}

function addIdentifiers(
  { identity, email, emailAt, phone, phoneAt }: Draft,
  { autoconfirm }: Settings,
): void {
  const proof = (column: string, at: string | undefined) =>
    autoconfirm
      ? {}
      : {
          verified: at !== undefined,
          ...(at !== undefined && { verifiedAt: at }),
          evidence: `supabase ${column}`,
        };
  if (email !== undefined)
    identity.identifiers.push({ type: 'email', value: email, ...proof('email_confirmed_at', emailAt) });
  if (phone !== undefined) {
    const value = phone.startsWith('+') ? phone : `+${phone}`;
    identity.identifiers.push({ type: 'phone', value, ...proof('phone_confirmed_at', phoneAt) });
  }
}

/** A ban always has an end; one of a century, which is how projects ban for ever, disables. */
const FOR_EVER = 50 * 365 * 86_400_000;
/** Which are no times: of any other column they would mean "never", of a ban they mean that it never ends. */
const NO_END = /^(?:infinity|9999-|\d{5,}-)/;

function readStatus(draft: Draft, { now }: Settings): void {
  const { identity, bannedUntil, bannedForEver, invitedAt, emailAt } = draft;
  const left = bannedUntil === undefined ? 0 : Date.parse(bannedUntil) - now;
  if (bannedForEver || left > FOR_EVER) identity.status = 'disabled';
  else if (left > 0 && bannedUntil !== undefined) {
    identity.status = 'locked';
    identity.attributes.bannedUntil = bannedUntil;
  } else if (invitedAt !== undefined && emailAt === undefined && identity.lastLoginAt === undefined)
    identity.status = 'invited';
}

function readMetadata(identity: Identity, metadata: JsonObject): void {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(metadata)) {
    if (COPIES.has(name) || value === null || value === '') continue;
    const claim = Object.hasOwn(CLAIMS, name) ? CLAIMS[name] : undefined;
    const isSame = claim !== undefined && identity.profile[claim] === value;
    if (claim !== undefined && typeof value === 'string' && identity.profile[claim] === undefined)
      identity.profile[claim] = value;
    else if (!isSame) setOwn(rest, name, value);
  }
  if (!holdsNothing(rest)) identity.attributes.user_metadata = rest as Json;
}

/** Logins of the project's own: the account itself. */
const OWN = new Set(['email', 'phone']);

/** Before November 2023 the id at the provider stood in the column `id`. */
function addLinks(identity: Identity, rows: readonly JsonObject[], values: Values): void {
  values.field = 'identities';
  for (const { provider: name, provider_id, id, identity_data } of rows) {
    const provider = values.text(name);
    const subject = values.id(provider_id ?? id);
    if (provider !== undefined && OWN.has(provider)) continue;
    if (provider === undefined || subject === undefined) {
      values.refuse('no provider or no id', 'A provider and the id there.');
      continue;
    }
    const said = values.record(identity_data);
    const issuer = values.text(said?.iss);
    const username = values.text(said?.email);
    identity.links.push({
      provider,
      ...(issuer !== undefined && { issuer }),
      subject,
      ...(username !== undefined && { username }),
    });
  }
}
