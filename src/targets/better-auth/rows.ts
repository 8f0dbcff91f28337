/**
 * One carried identity as rows of Better Auth's tables, in Better Auth's field names.
 *
 * @see https://better-auth.com/docs/concepts/database#core-schema
 * @module
 */
import { symmetricEncrypt } from 'better-auth/crypto';
import { fromBase32, toSecretText } from '../../better-auth/carried-totp.ts';
import { digestText } from '../../better-auth/sign-in.ts';
import { toStoredText } from '../../better-auth/stored-password.ts';
import type { Link } from '../../identity/identity.ts';
import type { Write } from '../target.ts';
import type { Carried, PasskeyFactor, TotpFactor } from './carry.ts';
import type { Config } from './config.ts';
import type { Instance } from './instance.ts';
import type { Row } from './store.ts';

/** Everything of the user's own row that we manage; an update sets all of it. `null` where there is nothing. */
export function userRow(instance: Instance, config: Config, write: Write, carried: Carried): Row {
  const { user } = carried;
  const now = new Date();
  const has = (plugin: string) => instance.plugins.has(plugin);
  return {
    name: user.name,
    email: user.email ?? placeholderEmail(write.externalId, config),
    emailVerified: user.emailVerified,
    image: user.image ?? null,
    createdAt: toDate(user.createdAt) ?? now,
    updatedAt: toDate(user.updatedAt) ?? now,
    ...(has('admin') ? banColumns(user.banReason) : {}),
    ...(has('admin') && user.role !== undefined ? { role: user.role } : {}),
    ...(has('two-factor') ? { twoFactorEnabled: carried.totp !== undefined } : {}),
    ...(has('username') ? { username: user.username ?? null, displayUsername: user.username ?? null } : {}),
    ...(has('phone-number')
      ? { phoneNumber: user.phone?.number ?? null, phoneNumberVerified: user.phone?.verified ?? null }
      : {}),
    ...fieldColumns(instance, user.fields),
  };
}

/** Not an address anybody can prove to own: it stays unverified, and `read` does not show it. */
export function placeholderEmail(externalId: string, config: Config): string {
  return `${externalId}@${config.placeholderDomain ?? 'invalid'}`;
}

function banColumns(reason: string | undefined): Row {
  return { banned: reason !== undefined, banReason: reason ?? null, banExpires: null };
}

/** A column of text takes structured values as JSON. */
function fieldColumns(instance: Instance, fields: Readonly<Record<string, unknown>>): Row {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const type = instance.context.tables.user?.fields[name]?.type;
    columns[name] = type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value;
  }
  return columns;
}

/** Rows of one user in the tables that point at the user, by model. Empty where there is nothing to write. */
export type ChildRows = Readonly<Record<string, readonly Row[]>>;

export async function childRows(
  instance: Instance,
  write: Write,
  carried: Carried,
  userId: string,
): Promise<ChildRows> {
  const password = carriesPassword(write) ? carried.password : undefined;
  const text = password === undefined ? undefined : toStoredText(password);
  const factor = carried.totp === undefined ? undefined : await twoFactorRow(instance, carried, carried.totp);
  const id = (model: string) => idColumn(instance, model);
  return {
    account: [
      ...(text === undefined ? [] : [{ ...id('account'), ...credentialRow(carried, userId, text) }]),
      ...carried.links.map((link) => ({ ...id('account'), ...linkRow(link, userId) })),
    ],
    twoFactor: factor === undefined ? [] : [{ ...id('twoFactor'), userId, ...factor }],
    passkey: carried.passkeys.map((factor) => ({ ...id('passkey'), ...passkeyRow(factor, userId) })),
    footbridgeIdentity: [
      {
        ...id('footbridgeIdentity'),
        externalId: write.externalId,
        userId,
        ...recordColumns(text, factor?.secret),
      },
    ],
  };
}

/** Only a hash that Better Auth verifies with our hooks is written there; for any other plan there is no password. */
export function carriesPassword(write: Write): boolean {
  return write.credentialPlan === 'native';
}

/** What we wrote, so that a later update can tell the customer's own changes from the legacy's. */
export function recordColumns(passwordText: string | undefined, totpSecret: string | undefined) {
  const password = passwordText === undefined ? null : digestText(passwordText);
  return {
    passwordCarried: password,
    passwordKnown: password,
    totpKnown: totpSecret === undefined ? null : digestText(totpSecret),
  };
}

/** Absent where the database makes the ids. */
export function idColumn(instance: Instance, model: string): Row {
  const id = instance.database.newId(model);
  return id === undefined ? {} : { id };
}

/** Better Auth's sign-in only finds a password whose account id is the user's own id. */
export function credentialRow(carried: Carried, userId: string, password: string): Row {
  const now = new Date();
  return {
    accountId: userId,
    providerId: 'credential',
    userId,
    password,
    createdAt: toDate(carried.user.createdAt) ?? now,
    updatedAt: toDate(carried.password?.setAt) ?? now,
  };
}

export function linkRow(link: Link, userId: string): Row {
  const now = new Date();
  return { accountId: link.subject, providerId: link.provider, userId, createdAt: now, updatedAt: now };
}

export function secretTextOf(instance: Instance, totp: TotpFactor): string {
  const { algorithm, digits, period } = totp;
  return toSecretText({ bytes: fromBase32(totp.secret), algorithm, digits, period }, instance.totp);
}

/** Columns of the two-factor row without its ids; both secrets encrypted as Better Auth reads them. */
export async function twoFactorRow(
  instance: Instance,
  { recoveryCodes }: Pick<Carried, 'recoveryCodes'>,
  totp: TotpFactor,
) {
  const key = instance.context.secretConfig;
  return {
    secret: await symmetricEncrypt({ key, data: secretTextOf(instance, totp) }),
    backupCodes: await storeRecoveryCodes(instance, recoveryCodes),
    verified: true,
  };
}

/** As the instance's `backupCodeOptions.storeBackupCodes` wants them. */
export async function storeRecoveryCodes(instance: Instance, codes: readonly string[]): Promise<string> {
  const json = JSON.stringify(codes);
  const how = instance.storeBackupCodes;
  if (how === 'plain') return json;
  if (typeof how === 'function') return how(json);
  return symmetricEncrypt({ key: instance.context.secretConfig, data: json });
}

/** `@better-auth/passkey` keeps the id in base64url and the key in ordinary base64. */
export function passkeyRow(factor: PasskeyFactor, userId: string): Row {
  return {
    userId,
    name: factor.label ?? null,
    publicKey: Buffer.from(factor.publicKey, 'base64url').toString('base64'),
    credentialID: factor.credentialId,
    counter: factor.signCount,
    deviceType: factor.backupEligible === true ? 'multiDevice' : 'singleDevice',
    backedUp: factor.backedUp === true,
    transports: factor.transports?.join(',') ?? null,
    createdAt: toDate(factor.createdAt) ?? null,
    aaguid: factor.aaguid ?? null,
  };
}

function toDate(timestamp: string | undefined): Date | undefined {
  return timestamp === undefined ? undefined : new Date(timestamp);
}
