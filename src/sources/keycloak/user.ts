/**
 * What a user of a Keycloak realm export means.
 *
 * Required actions other than the change of
 * the password, and the client of a service account, become attributes, as no other system knows them.
 *
 * @see https://www.keycloak.org/docs-api/latest/rest-api/index.html#UserRepresentation
 * @module
 */
import { blankIdentity, type Consent, type Identity } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import {
  type IgnoredFields,
  readFields,
  readItems,
  tabulate,
  type Understood,
} from '../reading/understand.ts';
import { Values } from '../reading/values.ts';
import { readAttributes } from './attributes.ts';
import { type CredentialSettings, type Credentials, readCredentials } from './credentials.ts';

interface Draft extends Credentials {
  readonly identity: Identity;
  username?: string | undefined;
  email?: string | undefined;
  emailVerified?: boolean | undefined;
  enabled?: boolean | undefined;
  credentials: readonly JsonObject[];
  requiredActions: readonly string[];
}

interface FederatedIdentity {
  provider?: string | undefined;
  subject?: string | undefined;
  username?: string | undefined;
}

/** Fields that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  totp: 'follows from the credentials',
  notBefore: 'when sessions were revoked; none cross',
  disableableCredentialTypes: 'follows from the credentials',
  access: 'what the exporting administrator was allowed to do',
};

const UPDATE_PASSWORD = 'UPDATE_PASSWORD';

const FEDERATED_FIELDS = tabulate<FederatedIdentity>({
  identityProvider: (link, value, values) => {
    link.provider = values.text(value);
  },
  userId: (link, value, values) => {
    link.subject = values.id(value);
  },
  userName: (link, value, values) => {
    link.username = values.text(value);
  },
});

const FIELDS = tabulate<Draft>(
  {
    id: ({ identity }, value, values) => {
      identity.sourceId = values.id(value) ?? '';
    },
    username: (draft, value, values) => {
      draft.username = values.text(value);
    },
    email: (draft, value, values) => {
      draft.email = values.text(value);
    },
    emailVerified: (draft, value, values) => {
      draft.emailVerified = values.flag(value);
    },
    enabled: (draft, value, values) => {
      draft.enabled = values.flag(value);
    },
    firstName: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined) identity.profile.given_name = name;
    },
    lastName: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined) identity.profile.family_name = name;
    },
    createdTimestamp: ({ identity }, value, values) => {
      const time = values.time(value, 'ms');
      if (time !== undefined) identity.createdAt = time;
    },
    attributes: ({ identity }, value, values) => {
      readAttributes(identity, values.record(value) ?? {});
    },
    credentials: (draft, value, values) => {
      draft.credentials = values.records(value);
    },
    federatedIdentities: ({ identity }, value, values) => {
      const { read, left } = readItems<FederatedIdentity>(
        values.records(value),
        FEDERATED_FIELDS,
        () => ({}),
        values,
      );
      for (const [i, { provider, subject, username }] of read.entries()) {
        if (provider !== undefined && subject !== undefined)
          identity.links.push({ provider, subject, ...(username !== undefined && { username }) });
        else
          values.problems.push({
            code: 'FIELD_INVALID',
            field: `federatedIdentities[${i}]`,
            found: 'no provider or no id',
          });
      }
      return left;
    },
    groups: ({ identity }, value, values) => {
      for (const name of values.texts(value)) identity.memberships.push({ type: 'group', name });
    },
    realmRoles: ({ identity }, value, values) => {
      for (const name of values.texts(value)) identity.memberships.push({ type: 'role', name });
    },
    clientRoles: ({ identity }, value, values) => {
      for (const [client, roles] of Object.entries(values.record(value) ?? {})) {
        for (const name of values.texts(roles)) identity.memberships.push({ type: 'role', name, client });
      }
    },
    requiredActions: (draft, value, values) => {
      draft.requiredActions = values.texts(value);
    },
    serviceAccountClientId: ({ identity }, value, values) => {
      const client = values.text(value);
      if (client === undefined) return;
      identity.kind = 'service';
      identity.attributes.serviceAccountClientId = client;
    },
    clientConsents: ({ identity }, value, values) => {
      for (const consent of values.records(value)) addConsents(identity.consents, consent, values);
    },
  },
  IGNORED,
);

/** Understands one user. The id is empty where the record has none, which the mapping may still give. */
export function toIdentity(record: JsonObject, settings: CredentialSettings = {}): Understood {
  const values = new Values();
  const identity = blankIdentity('');
  const draft: Draft = { identity, factors: identity.factors, credentials: [], requiredActions: [] };
  const fields = readFields(record, FIELDS, draft, values);

  // An absent flag means no: https://github.com/keycloak/keycloak, DefaultExportImportManager.createUser.
  if (draft.enabled !== true) identity.status = 'disabled';
  addIdentifiers(identity, draft);
  values.field = 'credentials';
  const left = readCredentials(draft, draft.credentials, identity.sourceId, settings, values);
  if (draft.password !== undefined) identity.password = draft.password;
  addRequiredActions(identity, draft.requiredActions);
  const { problems } = values;
  return { identity, fields: left === undefined ? fields : { ...fields, credentials: left }, problems };
}

/** A realm may take the address for the user name; it is then one identifier and not two. */
function addIdentifiers({ identifiers }: Identity, { email, emailVerified, username }: Draft): void {
  if (email !== undefined) {
    const flag = emailVerified !== undefined && {
      verified: emailVerified,
      evidence: 'keycloak emailVerified',
    };
    identifiers.unshift({ type: 'email', value: email, ...flag });
  }
  if (username !== undefined && username.toLowerCase() !== email?.toLowerCase())
    identifiers.push({ type: 'username', value: username });
}

function addRequiredActions(identity: Identity, actions: readonly string[]): void {
  const changes = identity.password !== undefined && actions.includes(UPDATE_PASSWORD);
  if (changes && identity.password !== undefined) identity.password.mustChange = true;
  const others = changes ? actions.filter((action) => action !== UPDATE_PASSWORD) : actions;
  if (others.length > 0) identity.attributes.requiredActions = [...others];
}

/** What the customer once allowed an application: one consent for each scope. */
function addConsents(consents: Consent[], consent: JsonObject, values: Values): void {
  const client = values.text(consent.clientId);
  if (client === undefined) {
    values.refuse('a consent without an application', 'The id of the client.');
    return;
  }
  const at = values.time(consent.createdDate, 'ms');
  const scopes = values.texts(consent.grantedClientScopes);
  const purposes = scopes.length === 0 ? [client] : scopes.map((scope) => `${client}/${scope}`);
  for (const purpose of purposes) {
    consents.push({
      purpose,
      status: 'granted',
      ...(at !== undefined && { at }),
      evidence: 'keycloak clientConsents',
    });
  }
}
