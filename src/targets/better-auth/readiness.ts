/**
 * How a Better Auth instance is set up, as neutral settings. Reads only.
 *
 * @module
 */
import type { FieldRule, PasswordSettings, TargetSettings } from '../settings.ts';
import { missingFields, pluginOption, tableFault, verifiesCarried } from './checks.ts';
import { type Config, EMBEDDED_USERNAME, fieldsOf } from './config.ts';
import type { Instance } from './instance.ts';

export async function inspectInstance(instance: Instance, config: Config): Promise<TargetSettings> {
  const { options } = instance.context;
  const { emailAndPassword, emailVerification } = options;
  const sendsMail = emailAndPassword?.sendResetPassword ?? emailVerification?.sendVerificationEmail;
  return {
    missingRights: [],
    missingParts: await missingParts(instance, config),
    mark: 'seen',
    fields: fieldRules(instance, config),
    otherFields: 'lost',
    identifiers: {
      loginWithEmail: true,
      emailAsUsername: false,
      usernameEditable: true,
      duplicateEmails: false,
    },
    passwords: passwordSettings(instance),
    secondFactors: instance.plugins.has('two-factor') ? ['totp', 'recovery-codes'] : [],
    ...relyingParties(instance),
    providers: {
      enabled: instance.context.socialProviders.map(({ id }) => id),
      disabled: [],
      called: {},
    },
    // Organisations are made where they are missing; roles need an entry in the configuration, and so do no harm.
    createsMemberships: true,
    mail: sendsMail === undefined ? 'absent' : 'set up',
    verifiesEmail: emailAndPassword?.requireEmailVerification === true,
    lockout: lockoutOf(instance, config),
    asksForVault: 'unsaid',
    defaults: { groups: [], roles: [], actions: [] },
    where: WHERE,
  };
}

async function missingParts(instance: Instance, config: Config): Promise<readonly string[]> {
  const fault = await tableFault(instance);
  const unverified = !(await verifiesCarried(instance));
  const unfilled = requiredFields(instance).filter((name) => !Object.values(fieldsOf(config)).includes(name));
  return [
    ...(fault === undefined ? [] : [`tables (${fault})`]),
    ...(unverified ? ['plugin footbridge, first among those that verify passwords'] : []),
    ...config.plugins.filter((plugin) => !instance.plugins.has(plugin)).map((plugin) => `plugin ${plugin}`),
    ...missingFields(instance, config).map((name) => `user field ${name}`),
    ...unfilled.map((name) => `an entry in \`target.fields\` for the required user field ${name}`),
  ];
}

/** Better Auth fills these by itself. */
const OWN_FIELDS = new Set(['name', 'email', 'emailVerified', 'createdAt', 'updatedAt']);

/** Additional user fields without which the database takes no row. */
function requiredFields({ context }: Instance): readonly string[] {
  return Object.entries(context.tables.user?.fields ?? {})
    .filter(
      ([name, field]) => !OWN_FIELDS.has(name) && field.required === true && field.defaultValue === undefined,
    )
    .map(([name]) => name);
}

/** Identifiers, name and picture have places of their own; everything else as `target.fields` says. */
function fieldRules(instance: Instance, config: Config): readonly FieldRule[] {
  const required = requiredFields(instance);
  const username = instance.plugins.has('username') ? [usernameRule(instance, config)] : [];
  const phone = instance.plugins.has('phone-number') ? [{ path: 'phone' }, { path: 'phone.verified' }] : [];
  return [
    { path: 'email', ...(config.placeholderDomain === undefined && { required: 'refused' as const }) },
    ...username,
    ...phone,
    { path: 'profile.name' },
    { path: 'profile.picture' },
    ...Object.entries(fieldsOf(config)).map(([path, name]) => ({
      path,
      ...(required.includes(name) && { required: 'refused' as const }),
    })),
  ];
}

/** better-auth/dist/plugins/username: what its sign-in lets in unless told otherwise. */
const USERNAME = { min: 3, max: 30, patterns: ['[a-zA-Z0-9_.]+'] };

function usernameRule(instance: Instance, { auth }: Config): FieldRule {
  const option = (name: string) => pluginOption(instance, 'username', name);
  const min = Number(option('minUsernameLength') ?? USERNAME.min);
  const max = Number(option('maxUsernameLength') ?? USERNAME.max);
  return {
    path: 'username',
    broken: 'refused',
    min,
    max,
    ...usernameShape(option('usernameValidator'), auth),
  };
}

/** A function of the application can only be tried by its sign-in; the embedded instance has ours. */
function usernameShape(validator: unknown, auth: Config['auth']): Partial<FieldRule> {
  if (auth === undefined) return { patterns: [EMBEDDED_USERNAME.pattern] };
  return validator === undefined ? { patterns: USERNAME.patterns } : { untried: ['usernameValidator'] };
}

function passwordSettings({ context }: Instance): PasswordSettings {
  const { emailAndPassword } = context.options;
  const { minPasswordLength, maxPasswordLength } = context.password.config;
  return {
    login: emailAndPassword?.enabled === true,
    reset: emailAndPassword?.sendResetPassword !== undefined,
    rules: [`at least ${minPasswordLength} characters`, `at most ${maxPasswordLength} characters`],
  };
}

function relyingParties(instance: Instance): Pick<TargetSettings, 'relyingParties'> {
  if (!instance.plugins.has('passkey')) return {};
  const named = pluginOption(instance, 'passkey', 'rpID');
  const host = URL.canParse(instance.context.baseURL)
    ? new URL(instance.context.baseURL).hostname
    : undefined;
  const party = typeof named === 'string' ? named : host;
  return party === undefined ? {} : { relyingParties: [party] };
}

/** The embedded instance is opened without a limit for our proofs; the application that serves it has its own. */
function lockoutOf({ context }: Instance, { auth }: Config): TargetSettings['lockout'] {
  if (auth === undefined) return 'unknown';
  return context.rateLimit.enabled ? 'for a while' : 'off';
}

const WHERE: TargetSettings['where'] = {
  parts:
    'The `plugins` and `user.additionalFields` of betterAuth(), then `npx auth migrate`; or `target.plugins`',
  fields:
    '`user.additionalFields` of betterAuth(), `npx auth migrate`, then `target.fields`; for customers without an address `target.placeholderDomain`',
  passwords: '`emailAndPassword` of betterAuth(): `enabled`, `sendResetPassword`',
  secondFactors: 'twoFactor() in the `plugins` of betterAuth(), then `npx auth migrate`',
  relyingParties: '`passkey({ rpID })` in the `plugins` of betterAuth(), and `target.rpId`',
  providers: '`socialProviders` of betterAuth()',
  mail: '`emailAndPassword.sendResetPassword` and `emailVerification.sendVerificationEmail` of betterAuth()',
  verifiesEmail: '`emailAndPassword.requireEmailVerification` of betterAuth()',
  lockout: '`rateLimit` of betterAuth()',
};
