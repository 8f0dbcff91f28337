/**
 * Brings a user we made to a newer state of the legacy, without taking back what the customer did here.
 *
 * A password or an authenticator app that the customer replaced here stays. One that only the legacy changed
 * follows the legacy. Where both changed, nobody but a person can decide, and the whole record is left alone.
 * Links, passkeys and organisations are added and never removed: whose they are cannot be told.
 *
 * @module
 */
import { symmetricDecrypt } from 'better-auth/crypto';
import { digestText } from '../../better-auth/sign-in.ts';
import { toStoredText } from '../../better-auth/stored-password.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Outcome, Write } from '../target.ts';
import { BAN_REASONS, type Carried } from './carry.ts';
import type { Config } from './config.ts';
import type { Instance } from './instance.ts';
import { joinOrganisations } from './organisations.ts';
import {
  carriesPassword,
  credentialRow,
  idColumn,
  linkRow,
  passkeyRow,
  secretTextOf,
  twoFactorRow,
  userRow,
} from './rows.ts';
import type { Row, Store } from './store.ts';

interface Updating {
  readonly instance: Instance;
  readonly config: Config;
  readonly store: Store;
  readonly write: Write;
  readonly carried: Carried;
  readonly userId: string;
}

/** Decides everything before it writes anything: a refused update leaves no trace. */
export async function updateUser(updating: Updating): Promise<Outcome> {
  const { store, userId } = updating;
  const user = await findOne(store, 'user', 'id', userId);
  const record = await findOne(store, 'footbridgeIdentity', 'userId', userId);
  if (user === undefined)
    return refuse({ code: 'TARGET_CHANGED', found: 'the user is no longer in the target' });
  if (record === undefined)
    return refuse({ code: 'TARGET_CONFLICT', found: 'a user this migration did not make' });
  const accounts = await findAll(store, 'account', userId);
  const password = choosePassword(updating, accounts, record);
  if (password === 'both changed') {
    const found = 'the password was changed both here and in the legacy';
    return refuse({ code: 'TARGET_CHANGED', field: 'password', found });
  }
  await updateUserRow(updating, user);
  if (password !== undefined) await writePassword(updating, accounts, record, password);
  await addLinks(updating, accounts);
  if (updating.write.keepsCredentials !== true) await followTotp(updating, record);
  await addPasskeys(updating);
  const members = [{ userId, memberships: updating.carried.organisations }];
  if (updating.carried.organisations.length > 0) await joinOrganisations(updating.instance, store, members);
  return { status: 'done', targetId: userId };
}

function refuse(problem: RecordProblem): Outcome {
  return { status: 'refused', problem };
}

async function findOne(store: Store, model: string, field: string, value: string): Promise<Row | undefined> {
  return (await store.adapter.findOne<Row>({ model, where: [{ field, value }] })) ?? undefined;
}

function findAll(store: Store, model: string, userId: string): Promise<Row[]> {
  return store.adapter.findMany<Row>({ model, where: [{ field: 'userId', value: userId }], limit: 1000 });
}

/** The text to write; undefined: what stands there is right. */
function choosePassword(
  { write, carried }: Updating,
  accounts: readonly Row[],
  record: Row,
): string | 'both changed' | undefined {
  if (write.keepsCredentials === true || !carriesPassword(write) || carried.password === undefined)
    return undefined;
  const text = toStoredText(carried.password);
  const legacyChanged = digestText(text) !== record.passwordCarried;
  if (!legacyChanged) return undefined;
  const stored = accounts.find(({ providerId }) => providerId === 'credential')?.password;
  const known = typeof stored === 'string' ? digestText(stored) : null;
  return known === (record.passwordKnown ?? null) ? text : 'both changed';
}

async function updateUserRow({ instance, config, store, write, carried, userId }: Updating, before: Row) {
  const wanted = userRow(instance, config, write, carried);
  const { createdAt, twoFactorEnabled: _, ...columns } = wanted;
  // An address proved here stays proved, and a ban that is not ours is not ours to lift.
  const proved = before.email === wanted.email && before.emailVerified === true;
  const reasons: readonly unknown[] = Object.values(BAN_REASONS);
  const foreignBan = before.banned === true && !reasons.includes(before.banReason);
  const update: Record<string, unknown> = { ...columns, emailVerified: proved || columns.emailVerified };
  if (carried.user.createdAt !== undefined) update.createdAt = createdAt;
  if (foreignBan) for (const column of ['banned', 'banReason', 'banExpires']) delete update[column];
  await store.adapter.update({ model: 'user', where: [{ field: 'id', value: userId }], update });
}

async function writePassword(
  { instance, store, carried, userId }: Updating,
  accounts: readonly Row[],
  record: Row,
  text: string,
) {
  const account = accounts.find(({ providerId }) => providerId === 'credential');
  if (account === undefined) {
    const row = { ...idColumn(instance, 'account'), ...credentialRow(carried, userId, text) };
    await store.insert('account', [row]);
  } else {
    await store.adapter.update({
      model: 'account',
      where: [{ field: 'id', value: String(account.id) }],
      update: { password: text },
    });
  }
  const digest = digestText(text);
  await updateRecord(store, record, { passwordCarried: digest, passwordKnown: digest });
}

async function updateRecord(store: Store, record: Row, update: Record<string, unknown>) {
  const where = [{ field: 'id', value: String(record.id) }];
  await store.adapter.update({ model: 'footbridgeIdentity', where, update });
}

async function addLinks({ instance, store, carried, userId }: Updating, accounts: readonly Row[]) {
  const there = new Set(
    accounts.map(({ providerId, accountId }) => `${String(providerId)} ${String(accountId)}`),
  );
  const missing = carried.links.filter(({ provider, subject }) => !there.has(`${provider} ${subject}`));
  const rows = missing.map((link) => ({ ...idColumn(instance, 'account'), ...linkRow(link, userId) }));
  await store.insert('account', rows);
}

/** Follows the legacy as long as the secret here is the one we wrote. */
async function followTotp({ instance, store, carried, userId }: Updating, record: Row) {
  if (!instance.plugins.has('two-factor')) return;
  const stored = await findOne(store, 'twoFactor', 'userId', userId);
  const known = typeof stored?.secret === 'string' ? digestText(stored.secret) : null;
  if (known !== (record.totpKnown ?? null)) return;
  const key = instance.context.secretConfig;
  const before =
    typeof stored?.secret === 'string' ? await symmetricDecrypt({ key, data: stored.secret }) : undefined;
  const wanted = carried.totp === undefined ? undefined : secretTextOf(instance, carried.totp);
  if (before === wanted) return;
  await store.adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: userId }] });
  const row = carried.totp === undefined ? undefined : await twoFactorRow(instance, carried, carried.totp);
  if (row !== undefined)
    await store.insert('twoFactor', [{ ...idColumn(instance, 'twoFactor'), userId, ...row }]);
  await store.adapter.update({
    model: 'user',
    where: [{ field: 'id', value: userId }],
    update: { twoFactorEnabled: row !== undefined },
  });
  await updateRecord(store, record, { totpKnown: row === undefined ? null : digestText(row.secret) });
}

async function addPasskeys({ instance, store, carried, userId }: Updating) {
  if (carried.passkeys.length === 0) return;
  const there = new Set((await findAll(store, 'passkey', userId)).map(({ credentialID }) => credentialID));
  const missing = carried.passkeys.filter(({ credentialId }) => !there.has(credentialId));
  const rows = missing.map((factor) => ({ ...idColumn(instance, 'passkey'), ...passkeyRow(factor, userId) }));
  await store.insert('passkey', rows);
}
