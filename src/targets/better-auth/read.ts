/**
 * Users as they stand in Better Auth: for read-back, for reconciliation, and to put one back as it was.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { symmetricDecrypt } from 'better-auth/crypto';
import type { FactorType, Identifier } from '../../identity/identity.ts';
import type { Snapshot } from '../target.ts';
import { type Config, fieldsOf } from './config.ts';
import { findRows } from './find.ts';
import type { Instance } from './instance.ts';
import { CHILD_MODELS, hasModel } from './remove.ts';
import type { Row } from './store.ts';

/** All rows of one user, by model. */
export interface UserRows {
  readonly user: Row;
  readonly children: Readonly<Record<string, readonly Row[]>>;
}

export async function readUsers(
  instance: Instance,
  config: Config,
  targetIds: readonly string[],
): Promise<readonly (Snapshot | undefined)[]> {
  const users = await gatherRows(instance, targetIds);
  const organisations = await organisationNames(instance, [...users.values()]);
  const withCodes = await usersWithCodes(instance, users);
  return targetIds.map((id) => {
    const rows = users.get(id);
    return rows && toSnapshot(config, rows, { organisations, hasCodes: withCodes.has(id) });
  });
}

export async function gatherRows(
  instance: Instance,
  targetIds: readonly string[],
): Promise<ReadonlyMap<string, UserRows>> {
  const users = await findRows(instance, 'user', 'id', targetIds);
  const children = new Map<string, Record<string, Row[]>>();
  for (const model of [...CHILD_MODELS, 'member']) {
    if (!hasModel(instance, model)) continue;
    for (const row of await findRows(instance, model, 'userId', targetIds)) {
      const of = children.get(String(row.userId)) ?? {};
      children.set(String(row.userId), { ...of, [model]: [...(of[model] ?? []), row] });
    }
  }
  return new Map(
    users.map((user) => [String(user.id), { user, children: children.get(String(user.id)) ?? {} }]),
  );
}

async function organisationNames(
  instance: Instance,
  users: readonly UserRows[],
): Promise<ReadonlyMap<string, string>> {
  const ids = users.flatMap(({ children }) =>
    (children.member ?? []).map(({ organizationId }) => String(organizationId)),
  );
  if (ids.length === 0) return new Map();
  const rows = await findRows(instance, 'organization', 'id', ids);
  return new Map(rows.map(({ id, name }) => [String(id), String(name)]));
}

/** Ids of users who have recovery codes left. */
async function usersWithCodes(
  instance: Instance,
  users: ReadonlyMap<string, UserRows>,
): Promise<ReadonlySet<string>> {
  const withCodes = new Set<string>();
  for (const [id, { children }] of users) {
    const stored = children.twoFactor?.[0]?.backupCodes;
    if (typeof stored === 'string' && (await readCodes(instance, stored)) !== '[]') withCodes.add(id);
  }
  return withCodes;
}

/** JSON; where the operator has an encryption of their own, the text as it is. */
async function readCodes(instance: Instance, stored: string): Promise<string> {
  if (instance.storeBackupCodes !== 'encrypted') return stored;
  return symmetricDecrypt({ key: instance.context.secretConfig, data: stored });
}

interface Beside {
  /** Id → name. */
  readonly organisations: ReadonlyMap<string, string>;
  readonly hasCodes: boolean;
}

function toSnapshot(config: Config, rows: UserRows, { organisations, hasCodes }: Beside): Snapshot {
  const { user, children } = rows;
  const accounts = children.account ?? [];
  const [record] = children.footbridgeIdentity ?? [];
  const externalId = record === undefined ? undefined : String(record.externalId);
  const credential = accounts.find(({ providerId }) => providerId === 'credential');
  return {
    targetId: String(user.id),
    ...(externalId === undefined ? {} : { externalId }),
    status: user.banned === true ? 'disabled' : 'active',
    identifiers: toIdentifiers(user, config, externalId),
    fields: toFields(user, config),
    password: typeof credential?.password === 'string' ? 'present' : 'absent',
    factors: toFactors(rows, hasCodes),
    links: accounts
      .filter(({ providerId }) => providerId !== 'credential')
      .map(({ providerId, accountId }) => ({ provider: String(providerId), subject: String(accountId) })),
    memberships: [
      ...toRoles(user, config),
      ...(children.member ?? []).map(({ organizationId }) => ({
        type: 'organisation' as const,
        name: organisations.get(String(organizationId)) ?? String(organizationId),
      })),
    ],
    fingerprint: fingerprintOf(rows),
    image: toImage(rows),
  };
}

/** `verified: false` only where Better Auth says so; a made-up address is nobody's identifier. */
function toIdentifiers(user: Row, config: Config, externalId: string | undefined): Identifier[] {
  const identifiers: Identifier[] = [];
  const placeholder =
    externalId !== undefined &&
    config.placeholderDomain !== undefined &&
    user.email === `${externalId}@${config.placeholderDomain}`;
  if (!placeholder)
    identifiers.push({ type: 'email', value: String(user.email), verified: user.emailVerified === true });
  const username = user.displayUsername ?? user.username;
  if (typeof username === 'string') identifiers.push({ type: 'username', value: username });
  if (typeof user.phoneNumber === 'string') {
    const verified = user.phoneNumberVerified === true;
    identifiers.push({ type: 'phone', value: user.phoneNumber, verified });
  }
  return identifiers;
}

function toFields(user: Row, config: Config): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (user.name !== '') fields['profile.name'] = user.name;
  if (user.image != null) fields['profile.picture'] = user.image;
  for (const [path, name] of Object.entries(fieldsOf(config))) {
    const value = structured(path, user[name]);
    if (value == null) continue;
    if (path !== 'attributes') fields[path] = value;
    else for (const [attribute, held] of Object.entries(value)) fields[`attributes.${attribute}`] = held;
  }
  return fields;
}

/** Structured values stand as JSON in a column of text. */
function structured(path: string, value: unknown): unknown {
  if (typeof value !== 'string' || !['attributes', 'consents', 'profile.address'].includes(path))
    return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function toFactors({ user, children }: UserRows, hasCodes: boolean): FactorType[] {
  const factors: FactorType[] = [];
  const [twoFactor] = children.twoFactor ?? [];
  if (twoFactor !== undefined && user.twoFactorEnabled === true && twoFactor.verified !== false) {
    factors.push('totp');
    if (hasCodes) factors.push('recovery-codes');
  }
  for (const _ of children.passkey ?? []) factors.push('webauthn');
  return factors;
}

function toRoles(user: Row, config: Config): { type: 'role'; name: string }[] {
  const held = new Set(String(user.role ?? '').split(','));
  return Object.entries(config.roles)
    .filter(([, role]) => held.has(role))
    .map(([name]) => ({ type: 'role', name }));
}

/** Wrong codes are counted in the two-factor row by anybody who tries: not something an undo must spare. */
const NOT_THE_CUSTOMERS = new Set(['failedVerificationCount', 'lockedUntil']);

/** Every login makes a session and is noted in our record, so it shows even after the session has ended. */
function fingerprintOf({ user, children }: UserRows): string {
  const sorted = Object.entries(children)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([model, rows]) => [
      model,
      rows.toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1)),
    ]);
  const text = JSON.stringify([user, sorted], (name, value: unknown) =>
    NOT_THE_CUSTOMERS.has(name) ? undefined : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}

/** As JSON, so that the ledger can seal it. Sessions are left out: an undo neither ends nor revives them. */
function toImage({ user, children }: UserRows): unknown {
  const { session: _, ...rest } = children;
  return JSON.parse(JSON.stringify({ user, children: rest })) as unknown;
}
