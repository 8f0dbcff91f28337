/**
 * One more factor for a user who is there: authenticator app, recovery codes, passkey.
 *
 * The same factor again is done again, so that a call nobody had an answer to can be repeated. An app that somebody
 * uses is never replaced, because Better Auth holds one; recovery codes are, because new ones void the old everywhere.
 *
 * @see https://better-auth.com/docs/plugins/2fa
 * @see https://better-auth.com/docs/plugins/passkey
 * @module
 */
import { symmetricDecrypt } from 'better-auth/crypto';
import type { Factor } from '../../identity/identity.ts';
import type { Outcome } from '../target.ts';
import type { PasskeyFactor, TotpFactor } from './carry.ts';
import { pluginOption } from './checks.ts';
import type { Config, PluginName } from './config.ts';
import { outcomeOf } from './failures.ts';
import type { Instance } from './instance.ts';
import { idColumn, passkeyRow, secretTextOf, storeRecoveryCodes, twoFactorRow } from './rows.ts';
import { holdUser, userGone } from './set-password.ts';
import type { Row, Store } from './store.ts';

interface Adding {
  readonly instance: Instance;
  readonly store: Store;
  readonly user: Row;
  readonly userId: string;
}

export async function addFactor(
  instance: Instance,
  config: Config,
  userId: string,
  factor: Factor,
): Promise<Outcome> {
  const impossible = whyNot(instance, config, factor);
  if (impossible !== undefined) return refuse(factor, impossible);
  try {
    return await instance.database.transaction(async (store) => {
      const user = await holdUser(store, userId);
      if (user === false) return userGone();
      const problem = await add({ instance, store, user, userId }, factor);
      return problem === undefined ? { status: 'done', targetId: userId } : refuse(factor, problem);
    });
  } catch (error) {
    return outcomeOf(error, true);
  }
}

function refuse({ type }: Factor, found: string): Outcome {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', field: `factors.${type}`, found } };
}

const PLUGIN: Readonly<Partial<Record<Factor['type'], PluginName>>> = {
  totp: 'two-factor',
  'recovery-codes': 'two-factor',
  webauthn: 'passkey',
};

function whyNot(instance: Instance, config: Config, factor: Factor): string | undefined {
  const plugin = PLUGIN[factor.type];
  if (plugin === undefined) return `codes by ${factor.type} are a setting of the instance, not of a customer`;
  if (!instance.plugins.has(plugin)) return `the ${plugin} plugin is not there`;
  if (factor.type === 'recovery-codes' && factor.hash !== undefined)
    return 'hashed recovery codes; Better Auth compares plain ones';
  return factor.type === 'webauthn' ? whyNoPasskey(instance, config, factor) : undefined;
}

/** A key that was only ever a second factor must not become one that opens the door by itself. */
function whyNoPasskey(instance: Instance, config: Config, factor: PasskeyFactor): string | undefined {
  if (!factor.passwordless) return 'a security key as second factor; Better Auth knows passkeys only';
  const party = pluginOption(instance, 'passkey', 'rpID') ?? config.rpId;
  if (factor.rpId === undefined || party === undefined || factor.rpId === party) return undefined;
  return 'a passkey of another relying party than the instance has';
}

/** In words why it could not be added. */
async function add(adding: Adding, factor: Factor): Promise<string | undefined> {
  if (factor.type === 'totp') return addTotp(adding, factor);
  if (factor.type === 'recovery-codes') return replaceCodes(adding, factor.codes);
  return factor.type === 'webauthn' ? addPasskey(adding, factor) : undefined;
}

async function addTotp(adding: Adding, totp: TotpFactor): Promise<string | undefined> {
  const { instance, store, userId } = adding;
  const there = await findRow(store, 'twoFactor', 'userId', userId);
  if (there !== undefined && isUsed(adding, there))
    return (await isSame(instance, there, totp)) ? undefined : 'another authenticator app is set up already';
  // An enrolment that was begun and never finished: Better Auth itself writes over it, too.
  await store.adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: userId }] });
  const row = await twoFactorRow(instance, { recoveryCodes: [] }, totp);
  await store.insert('twoFactor', [{ ...idColumn(instance, 'twoFactor'), userId, ...row }]);
  const where = [{ field: 'id', value: userId }];
  await store.adapter.update({ model: 'user', where, update: { twoFactorEnabled: true } });
  return undefined;
}

function isUsed({ user }: Adding, row: Row): boolean {
  return user.twoFactorEnabled === true && row.verified !== false;
}

async function isSame(instance: Instance, { secret }: Row, totp: TotpFactor): Promise<boolean> {
  if (typeof secret !== 'string') return false;
  const text = await symmetricDecrypt({ key: instance.context.secretConfig, data: secret });
  return text === secretTextOf(instance, totp);
}

async function replaceCodes(adding: Adding, codes: readonly string[]): Promise<string | undefined> {
  const { instance, store, userId } = adding;
  const there = await findRow(store, 'twoFactor', 'userId', userId);
  if (there === undefined || !isUsed(adding, there)) return 'recovery codes without an authenticator app';
  await store.adapter.update({
    model: 'twoFactor',
    where: [{ field: 'id', value: String(there.id) }],
    update: { backupCodes: await storeRecoveryCodes(instance, codes) },
  });
  return undefined;
}

async function addPasskey(
  { instance, store, userId }: Adding,
  passkey: PasskeyFactor,
): Promise<string | undefined> {
  const there = await findRow(store, 'passkey', 'credentialID', passkey.credentialId);
  if (there !== undefined)
    return String(there.userId) === userId ? undefined : 'the passkey belongs to another user already';
  await store.insert('passkey', [{ ...idColumn(instance, 'passkey'), ...passkeyRow(passkey, userId) }]);
  return undefined;
}

async function findRow(store: Store, model: string, field: string, value: string): Promise<Row | undefined> {
  return (await store.adapter.findOne<Row>({ model, where: [{ field, value }] })) ?? undefined;
}
