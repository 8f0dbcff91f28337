/**
 * What of one identity goes into Better Auth, what is left behind, and why it may not go at all.
 *
 * Pure: `fit` reports from it before the move and `write` writes from it, so the two cannot disagree.
 *
 * @module
 */
import { z } from 'zod';
import type { Factor, Identity, Link, Membership, PasswordCredential } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import { type Config, fieldsOf, type PluginName, usernameRule } from './config.ts';

export type TotpFactor = Extract<Factor, { type: 'totp' }>;
export type PasskeyFactor = Extract<Factor, { type: 'webauthn' }>;

export interface CarriedMembership {
  readonly name: string;
  /** Of the organization plugin: `member` unless target.roles says otherwise. */
  readonly role: string;
}

export interface CarriedUser {
  readonly name: string;
  /** Lower case, as Better Auth looks it up; absent: a placeholder is made from our external id. */
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly image?: string;
  readonly username?: string;
  readonly phone?: { readonly number: string; readonly verified: boolean };
  readonly banReason?: string;
  readonly role?: string;
  /** Additional user fields by their name there. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

export interface Carried {
  readonly user: CarriedUser;
  readonly password?: PasswordCredential;
  readonly links: readonly Link[];
  readonly totp?: TotpFactor;
  /** Plain codes; Better Auth encrypts them. */
  readonly recoveryCodes: readonly string[];
  readonly passkeys: readonly PasskeyFactor[];
  readonly organisations: readonly CarriedMembership[];
  /** Plugins without which something of this would be lost. */
  readonly needs: ReadonlySet<PluginName>;
  readonly losses: readonly RecordProblem[];
  readonly refusal?: RecordProblem;
}

/** Why a user is banned whom the legacy kept out; an update takes only this ban back. */
export const BAN_REASONS = {
  disabled: 'Disabled in the system this account was moved from.',
  locked: 'Locked in the system this account was moved from.',
} as const;

/** What Better Auth's own sign-in endpoint lets through; anything else could never log in. */
const EMAIL = z.email();

export function carry(identity: Identity, config: Config): Carried {
  const losses: RecordProblem[] = [];
  const needs = new Set<PluginName>();
  const carrying: Carrying = { identity, config, losses, needs, has: new Set(config.plugins) };
  const email = carryEmail(carrying);
  const username = carryUsername(carrying, email.value);
  const phone = carryPhone(carrying);
  const factors = carryFactors(carrying);
  const memberships = carryMemberships(carrying);
  const fields = carryFields(carrying);
  const banReason = carryBan(carrying);
  loseTheRest(carrying);
  const refusal =
    email.refusal ??
    banRefusal(carrying) ??
    identifierRefusal(carrying, email.value, username, phone !== undefined, factors.passkeys.length);
  const { profile } = identity;
  return {
    user: {
      name: displayName(identity),
      ...(email.value === undefined ? {} : { email: email.value }),
      emailVerified: email.verified,
      ...(profile.picture === undefined ? {} : { image: profile.picture }),
      ...(username === undefined ? {} : { username }),
      ...(phone === undefined ? {} : { phone }),
      ...(banReason === undefined ? {} : { banReason }),
      ...(memberships.role === undefined ? {} : { role: memberships.role }),
      fields,
      ...(identity.createdAt === undefined ? {} : { createdAt: identity.createdAt }),
      ...(identity.updatedAt === undefined ? {} : { updatedAt: identity.updatedAt }),
    },
    ...(identity.password === undefined || identity.status === 'invited'
      ? {}
      : { password: identity.password }),
    links: identity.links,
    ...factors,
    organisations: memberships.organisations,
    needs,
    losses,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

interface Carrying {
  readonly identity: Identity;
  readonly config: Config;
  readonly has: ReadonlySet<PluginName>;
  readonly needs: Set<PluginName>;
  readonly losses: RecordProblem[];
}

/** Takes note that this needs a plugin; false, and a loss, where there is none. */
function offer(carrying: Carrying, plugin: PluginName, field: string): boolean {
  if (carrying.has.has(plugin)) {
    carrying.needs.add(plugin);
    return true;
  }
  lose(carrying, field, `the ${plugin} plugin is not in target.plugins`);
  return false;
}

function lose(carrying: Carrying, field: string, found: string): void {
  carrying.losses.push({ code: 'FIELD_NOT_PORTABLE', field, found });
}

function carryEmail(carrying: Carrying): { value?: string; verified: boolean; refusal?: RecordProblem } {
  const [first, ...others] = carrying.identity.identifiers.filter(({ type }) => type === 'email');
  for (const _ of others) lose(carrying, 'email', 'another e-mail address; Better Auth holds one');
  if (first === undefined) return { verified: false };
  const value = first.value.toLowerCase();
  if (EMAIL.safeParse(value).success) return { value, verified: first.verified === true };
  return {
    verified: false,
    refusal: {
      code: 'EMAIL_INVALID',
      field: 'email',
      found: "an address Better Auth's sign-in refuses",
      expected: 'An address of ASCII letters, without quotes and comments.',
    },
  };
}

function carryUsername(carrying: Carrying, email: string | undefined): string | undefined {
  const [first, ...others] = carrying.identity.identifiers.filter(({ type }) => type === 'username');
  for (const _ of others) lose(carrying, 'username', 'another user name; Better Auth holds one');
  // Many systems fill the user name with the e-mail address: it logs in as before, through the address.
  if (first === undefined || first.value.toLowerCase() === email) return undefined;
  if (!offer(carrying, 'username', 'username')) return undefined;
  const rule = usernameRule(carrying.config);
  const { length } = first.value;
  const fits = length >= rule.minLength && length <= rule.maxLength;
  if (fits && new RegExp(rule.pattern, 'u').test(first.value)) return first.value;
  lose(carrying, 'username', `${length} characters that the user name plugin would not let in at sign-in`);
  return undefined;
}

function carryPhone(carrying: Carrying): { number: string; verified: boolean } | undefined {
  const [first, ...others] = carrying.identity.identifiers.filter(({ type }) => type === 'phone');
  for (const _ of others) lose(carrying, 'phone', 'another phone number; Better Auth holds one');
  if (first === undefined || !offer(carrying, 'phone-number', 'phone')) return undefined;
  return { number: first.value, verified: first.verified === true };
}

function carryFactors(carrying: Carrying): Pick<Carried, 'totp' | 'recoveryCodes' | 'passkeys'> {
  let totp: TotpFactor | undefined;
  const recoveryCodes: string[] = [];
  const passkeys: PasskeyFactor[] = [];
  for (const factor of carrying.identity.factors) {
    const field = `factors.${factor.type}`;
    if (factor.type === 'totp') {
      if (totp !== undefined) lose(carrying, field, 'another authenticator app; Better Auth holds one');
      else if (offer(carrying, 'two-factor', field)) totp = factor;
    } else if (factor.type === 'webauthn') {
      if (isPasskeyHere(carrying, factor, field)) passkeys.push(factor);
    } else if (factor.type === 'recovery-codes') {
      if (factor.hash === undefined) recoveryCodes.push(...factor.codes);
      else lose(carrying, field, 'hashed recovery codes; Better Auth compares plain ones');
    } else {
      lose(carrying, field, `codes by ${factor.type} are a setting of the instance there, not of a customer`);
    }
  }
  if (totp === undefined && recoveryCodes.length > 0)
    lose(carrying, 'factors.recovery-codes', 'recovery codes without an authenticator app');
  return { ...(totp === undefined ? {} : { totp }), recoveryCodes, passkeys };
}

/** A key that was only ever a second factor must not become one that opens the door by itself. */
function isPasskeyHere(carrying: Carrying, factor: PasskeyFactor, field: string): boolean {
  const { rpId } = carrying.config;
  if (!factor.passwordless) {
    lose(carrying, field, 'a security key as second factor; Better Auth knows passkeys only');
    return false;
  }
  if (factor.rpId !== undefined && rpId !== undefined && factor.rpId !== rpId) {
    lose(carrying, field, 'a passkey of another relying party');
    return false;
  }
  return offer(carrying, 'passkey', field);
}

function carryMemberships(carrying: Carrying): { role?: string; organisations: CarriedMembership[] } {
  const roles: string[] = [];
  const organisations: CarriedMembership[] = [];
  for (const membership of carrying.identity.memberships) {
    const field = `memberships.${membership.type}s`;
    if (membership.type === 'organisation') {
      if (!offer(carrying, 'organization', field)) continue;
      organisations.push({ name: membership.name, role: organisationRole(carrying, membership, field) });
    } else if (membership.type === 'role') {
      const role = carryRole(carrying, roleName(membership), field);
      if (role !== undefined && offer(carrying, 'admin', field)) roles.push(role);
    } else {
      lose(carrying, field, 'a group');
    }
  }
  return {
    ...(roles.length === 0 ? {} : { role: [...new Set(roles)].join(',') }),
    organisations,
  };
}

/** A role of one client is another one than the role of the same name elsewhere: `shop:admin`. */
function roleName({ client, name }: Membership): string {
  return client === undefined ? name : `${client}:${name}`;
}

/** Never by name alone: a legacy "admin" need not be one over here. */
function carryRole(carrying: Carrying, name: string, field: string): string | undefined {
  const role = carrying.config.roles[name];
  if (role === undefined) lose(carrying, field, 'a role without an entry in target.roles');
  return role;
}

function organisationRole(carrying: Carrying, membership: Membership, field: string): string {
  const roles = (membership.roles ?? []).flatMap((role) => carryRole(carrying, role, `${field}.roles`) ?? []);
  return roles.length === 0 ? 'member' : [...new Set(roles)].join(',');
}

function carryFields(carrying: Carrying): Record<string, unknown> {
  const { identity } = carrying;
  const places = fieldsOf(carrying.config);
  const carried: Record<string, unknown> = {};
  for (const [claim, value] of Object.entries(identity.profile)) {
    if (value === undefined || claim === 'name' || claim === 'picture') continue;
    place(carrying, carried, `profile.${claim}`, value);
  }
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(identity.attributes)) {
    const path = `attributes.${name}`;
    if (places[path] === undefined && places.attributes !== undefined) rest[name] = value;
    else place(carrying, carried, path, value);
  }
  if (Object.keys(rest).length > 0) place(carrying, carried, 'attributes', rest);
  if (identity.consents.length > 0) place(carrying, carried, 'consents', identity.consents);
  return carried;
}

function place(carrying: Carrying, carried: Record<string, unknown>, path: string, value: unknown): void {
  const name = fieldsOf(carrying.config)[path];
  if (name === undefined) lose(carrying, path, 'no additional user field in target.fields');
  else carried[name] = value;
}

function carryBan(carrying: Carrying): string | undefined {
  const { status } = carrying.identity;
  if (status !== 'disabled' && status !== 'locked') return undefined;
  carrying.needs.add('admin');
  return BAN_REASONS[status];
}

function banRefusal(carrying: Carrying): RecordProblem | undefined {
  const { status } = carrying.identity;
  if ((status !== 'disabled' && status !== 'locked') || carrying.has.has('admin')) return undefined;
  return {
    code: 'TARGET_REFUSED',
    field: 'status',
    found: `a ${status} customer, and no admin plugin in target.plugins`,
    expected: 'The admin plugin, which keeps a banned user out.',
  };
}

/** Better Auth wants an address for everybody; a made-up one is only right where it is not needed to log in. */
function identifierRefusal(
  carrying: Carrying,
  email: string | undefined,
  username: string | undefined,
  hasPhone: boolean,
  passkeys: number,
): RecordProblem | undefined {
  if (email !== undefined) return undefined;
  if (carrying.config.placeholderDomain === undefined) {
    return {
      code: 'TARGET_REFUSED',
      field: 'identifiers',
      found: 'no e-mail address',
      expected:
        'An e-mail address for every user, or target.placeholderDomain for those who log in otherwise.',
    };
  }
  const otherWay = username !== undefined || hasPhone || passkeys > 0 || carrying.identity.links.length > 0;
  if (otherWay) return undefined;
  return {
    code: 'IDENTIFIER_MISSING',
    field: 'identifiers',
    found: 'no way to log in that Better Auth has',
  };
}

function loseTheRest(carrying: Carrying): void {
  const { identity } = carrying;
  if (identity.kind === 'service') lose(carrying, 'kind', 'a service account becomes a user like any other');
  if (identity.status === 'invited')
    lose(carrying, 'status', 'an invitation becomes an account without a login');
  if (identity.lastLoginAt !== undefined) lose(carrying, 'lastLoginAt', 'the time of the last login');
  if (identity.password?.mustChange === true)
    lose(carrying, 'password.mustChange', 'the order to change the password');
}

/** Better Auth insists on a name. Only what the legacy said is used; where it said nothing, the name stays empty. */
function displayName(identity: Identity): string {
  const { name, given_name, family_name, nickname } = identity.profile;
  const whole = [given_name, family_name].filter((part) => part !== undefined).join(' ');
  return name ?? (whole === '' ? (nickname ?? '') : whole);
}
