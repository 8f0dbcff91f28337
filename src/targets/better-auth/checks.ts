/**
 * Looks, without changing anything, whether this Better Auth is ready for what is about to be moved.
 *
 * @module
 */

import { toStoredText } from '../../better-auth/stored-password.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Check } from '../target.ts';
import { carry } from './carry.ts';
import { type Config, fieldsOf } from './config.ts';
import { describeFailure } from './failures.ts';
import type { Instance } from './instance.ts';

/** "password", salted SHA-1 as in RFC 2307: a hash that only our hooks can verify, made for this check. */
const PROBE = { hash: '{SSHA}kfgfAig4VyyRRhOcZPDYOwvHsU5mb290YnJpZGdl' };

export async function checkInstance(
  instance: Instance,
  config: Config,
  sample: readonly Identity[],
): Promise<readonly Check[]> {
  const carried = sample.map((identity) => carry(identity, config));
  return [
    await checkTables(instance),
    await checkHooks(instance),
    ...checkPlugins(instance, config, new Set(carried.flatMap(({ needs }) => [...needs]))),
    checkPasswordLogin(instance, sample),
    ...checkFields(instance, config),
    ...checkProviders(
      instance,
      new Set(carried.flatMap(({ links }) => links.map(({ provider }) => provider))),
    ),
    ...checkVerification(instance, carried.filter(({ user }) => !user.emailVerified).length),
    ...checkRelyingParty(instance, config),
  ];
}

async function checkTables(instance: Instance): Promise<Check> {
  const title = 'The tables are there and can be read';
  const fault = await tableFault(instance);
  if (fault === undefined) return { title, ok: true, fatal: true, found: 'All of them.' };
  const found = `${fault}. Add footbridge() to the plugins and run \`npx auth migrate\`.`;
  return { title, ok: false, fatal: true, found };
}

/** What the database says where a table cannot be read; undefined: all of them can. */
export async function tableFault(instance: Instance): Promise<string | undefined> {
  try {
    const where = [{ field: 'id', value: 'nobody' }];
    for (const model of ['user', 'account', 'footbridgeIdentity', 'footbridgeInstance'])
      await instance.database.adapter.findOne({ model, where });
    return undefined;
  } catch (error) {
    return describeFailure(error);
  }
}

/** By trying: that the plugin is named proves less than that a carried hash is verified. */
async function checkHooks(instance: Instance): Promise<Check> {
  const title = 'Carried password hashes are verified';
  if (await verifiesCarried(instance))
    return { title, ok: true, fatal: true, found: 'A right password is accepted, a wrong one refused.' };
  const found =
    'They are not: add footbridge() from "footbridge/better-auth" to the plugins of the application.';
  return { title, ok: false, fatal: true, found };
}

export async function verifiesCarried({ context, plugins }: Instance): Promise<boolean> {
  const { verify } = context.password;
  const hash = toStoredText(PROBE);
  try {
    const right = await verify({ hash, password: 'password' });
    const wrong = await verify({ hash, password: 'Password' });
    return right && !wrong && plugins.has('footbridge');
  } catch {
    // Better Auth's own verifier throws at a text it does not know: the same as not verifying it.
    return false;
  }
}

function checkPlugins(instance: Instance, config: Config, needed: ReadonlySet<string>): Check[] {
  return config.plugins.map((plugin) => ({
    title: `The plugin "${plugin}" is there`,
    ok: instance.plugins.has(plugin),
    fatal: needed.has(plugin),
    found: instance.plugins.has(plugin)
      ? 'It is.'
      : 'It is not: add it to the instance, or leave it out of target.plugins to see what is lost without it.',
  }));
}

function checkPasswordLogin(instance: Instance, sample: readonly Identity[]): Check {
  const ok = instance.context.options.emailAndPassword?.enabled === true;
  return {
    title: 'Customers can log in with a password',
    ok,
    fatal: sample.some(({ password }) => password !== undefined),
    found: ok ? 'They can.' : 'They cannot: set `emailAndPassword.enabled`.',
  };
}

function checkFields(instance: Instance, config: Config): Check[] {
  const missing = missingFields(instance, config);
  if (missing.length === 0) return [];
  return [
    {
      title: 'The additional user fields are there',
      ok: false,
      fatal: true,
      found: `Missing in \`user.additionalFields\`: ${missing.join(', ')}.`,
    },
  ];
}

/** Additional user fields that are named in the configuration and not there. */
export function missingFields(instance: Instance, config: Config): readonly string[] {
  const columns = instance.context.tables.user?.fields ?? {};
  return Object.values(fieldsOf(config)).filter((name) => columns[name] === undefined);
}

function checkProviders(instance: Instance, providers: ReadonlySet<string>): Check[] {
  const there = new Set(instance.context.socialProviders.map(({ id }) => id));
  const missing = [...providers].filter((provider) => !there.has(provider));
  if (missing.length === 0) return [];
  return [
    {
      title: 'The providers of linked accounts are set up',
      ok: false,
      fatal: false,
      found: `Links are moved, but nobody can use them before these providers are set up: ${missing.join(', ')}.`,
    },
  ];
}

function checkVerification(instance: Instance, unverified: number): Check[] {
  if (instance.context.options.emailAndPassword?.requireEmailVerification !== true || unverified === 0)
    return [];
  return [
    {
      title: 'Customers with an unverified address can log in',
      ok: false,
      fatal: false,
      found: `\`requireEmailVerification\` keeps them out: ${unverified} in the sample.`,
    },
  ];
}

function checkRelyingParty(instance: Instance, config: Config): Check[] {
  const there = pluginOption(instance, 'passkey', 'rpID');
  if (config.rpId === undefined || there === undefined || there === config.rpId) return [];
  return [
    {
      title: 'Passkeys belong to the relying party of the instance',
      ok: false,
      fatal: false,
      found: 'target.rpId is another one than the rpID of the passkey plugin: moved passkeys would not work.',
    },
  ];
}

/** A setting that a plugin was made with. */
export function pluginOption({ context }: Instance, plugin: string, name: string): unknown {
  const options: unknown = context.options.plugins?.find(({ id }) => id === plugin)?.options;
  return typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
}
