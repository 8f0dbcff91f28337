/**
 * What to change at a target before anything is written to it: its settings held against what customers need.
 *
 * Pure. Each finding says how bad it is, why, how many customers it concerns and where it is changed. A setting that
 * concerns nobody of this population is no finding.
 *
 * @module
 */
import type { FieldRule, SettingName, TargetSettings, WantedMembership } from '../../targets/target.ts';
import { FINDINGS, type ReadinessCode, type Severity } from './catalogue.ts';
import type { Needs, Tally } from './needs.ts';

export interface ReadinessFinding {
  readonly code: ReadinessCode;
  readonly severity: Severity;
  /** What to change, with the names it concerns. */
  readonly what: string;
  readonly why: string;
  /** Whom it concerns; the largest count where several names are concerned, since customers have several. */
  readonly customers: number;
  /** Menu path, command or call. */
  readonly where?: string;
}

export interface Compared {
  readonly settings: TargetSettings;
  readonly needs: Needs;
  /** Of the memberships in `needs`, those that the target lacks. */
  readonly missing: readonly WantedMembership[];
  /** Today, to which the age of a password is counted. */
  readonly now: number;
}

const ORDER: readonly Severity[] = ['blocks', 'warns', 'tells'];

/** The worst first, and among those what concerns most. */
export function compareReadiness(compared: Compared): readonly ReadinessFinding[] {
  const found = CHECKS.flatMap((check) => check(compared));
  return found
    .filter(({ customers }) => customers > 0)
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.customers - a.customers);
}

type Check = (compared: Compared) => readonly ReadinessFinding[];

const CHECKS: readonly Check[] = [
  checkRights,
  checkParts,
  checkMark,
  checkHiddenFields,
  checkRequired,
  checkBroken,
  checkUntried,
  checkIdentifiers,
  checkPasswords,
  checkFactors,
  checkRelyingParties,
  checkProviders,
  checkMemberships,
  checkVerification,
  checkMail,
  checkLockout,
  checkVault,
  checkDefaults,
];

function checkRights({ settings, needs }: Compared) {
  const needed = settings.missingRights.filter((right) => right.needed).map(({ name }) => name);
  const others = settings.missingRights.filter((right) => !right.needed).map(({ name }) => name);
  const say = (code: ReadinessCode, names: readonly string[]) =>
    names.length === 0 ? [] : [finding(settings, code, 'rights', needs.customers, quote(names))];
  return [...say('RIGHTS_MISSING', needed), ...say('RIGHTS_TO_LOOK_MISSING', others)];
}

function checkParts({ settings, needs }: Compared) {
  if (settings.missingParts.length === 0) return [];
  return [finding(settings, 'PARTS_MISSING', 'parts', needs.customers, quote(settings.missingParts))];
}

function checkMark({ settings, needs }: Compared) {
  return settings.mark === 'seen' ? [] : [finding(settings, 'MARK_HIDDEN', 'fields', needs.customers)];
}

function checkHiddenFields({ settings, needs }: Compared) {
  if (settings.otherFields === 'kept') return [];
  // A place for `attributes` is one for each of them.
  const places = settings.fields.map(({ path }) => path);
  const without = pick(
    needs.have,
    (path) => !places.some((place) => path === place || path.startsWith(`${place}.`)),
  );
  const code = settings.otherFields === 'hidden' ? 'FIELDS_HIDDEN' : 'FIELDS_WITHOUT_PLACE';
  return named(settings, code, 'fields', without);
}

function checkRequired({ settings, needs }: Compared) {
  const lacking = (how: FieldRule['required']) =>
    Object.fromEntries(
      settings.fields
        .filter(({ required }) => required === how)
        .map(({ path }) => [path, needs.customers - (needs.have[path] ?? 0)]),
    );
  return [
    ...named(settings, 'FIELDS_REQUIRED', 'fields', lacking('refused')),
    ...named(settings, 'FIELDS_ASKED_FOR', 'fields', lacking('asked')),
  ];
}

function checkBroken({ settings, needs }: Compared) {
  const breaking = (how: FieldRule['broken']) =>
    Object.fromEntries(
      settings.fields
        .filter(({ broken }) => broken === how)
        .map(({ path }) => [path, needs.breaking[path] ?? 0]),
    );
  return [
    ...named(settings, 'VALUES_REFUSED', 'fields', breaking('refused')),
    ...named(settings, 'VALUES_ASKED_FOR', 'fields', breaking('asked')),
  ];
}

function checkUntried({ settings, needs }: Compared) {
  const untried = settings.fields.filter(({ untried = [] }) => untried.length > 0);
  const found = Object.fromEntries(
    untried.map(({ path, untried = [] }) => [`${path} (${untried.join(', ')})`, needs.have[path] ?? 0]),
  );
  return named(settings, 'RULES_UNTRIED', 'fields', found);
}

function checkIdentifiers({ settings, needs }: Compared) {
  const { identifiers } = settings;
  const say = (code: ReadinessCode, isSo: boolean, customers: number) =>
    isSo ? [finding(settings, code, 'identifiers', customers)] : [];
  return [
    ...say('EMAIL_IS_USERNAME', identifiers.emailAsUsername, needs.ownUsername),
    ...say('EMAIL_LOGIN_OFF', !identifiers.loginWithEmail, needs.bothIdentifiers),
    ...say('DUPLICATE_EMAILS', identifiers.duplicateEmails, needs.have.email ?? 0),
    ...say('USERNAME_FIXED', !identifiers.usernameEditable, needs.have.username ?? 0),
  ];
}

const DAY = 86_400_000;

function checkPasswords({ settings, needs, now }: Compared) {
  const { login, rules, hashing, expiresAfter } = settings.passwords;
  const carried = (needs.plans.native ?? 0) + (needs.plans.transcoded ?? 0);
  const found: ReadinessFinding[] = [];
  if (!login) found.push(finding(settings, 'PASSWORD_LOGIN_OFF', 'passwords', needs.passwords));
  if (expiresAfter !== undefined) {
    const old = Object.entries(needs.passwordDays)
      .filter(([day]) => Date.parse(day) < now - expiresAfter * DAY)
      .reduce((sum, [, count]) => sum + count, 0);
    found.push(finding(settings, 'PASSWORDS_EXPIRED', 'passwords', old, `after ${expiresAfter} days`));
  }
  if (rules.length > 0)
    found.push(finding(settings, 'PASSWORD_RULES', 'passwords', needs.passwords, rules.join('; ')));
  if (hashing !== undefined)
    found.push(finding(settings, 'PASSWORDS_HASHED_ANEW', 'passwords', carried, hashing));
  return found;
}

function checkFactors({ settings, needs }: Compared) {
  const { secondFactors } = settings;
  if (secondFactors === undefined) return [];
  const unasked = pick(needs.secondFactors, (type) => !secondFactors.some((one) => one === type));
  return named(settings, 'FACTORS_NOT_ASKED', 'secondFactors', unasked);
}

function checkRelyingParties({ settings, needs }: Compared) {
  const { relyingParties } = settings;
  if (relyingParties === undefined) return [];
  const others = (tally: Tally) => pick(tally, (party) => !relyingParties.includes(party));
  const lockedOut = others(needs.onlyPasskeys);
  return [
    ...named(settings, 'PASSKEYS_ONLY_WAY', 'relyingParties', lockedOut),
    ...named(settings, 'PASSKEYS_OF_OTHERS', 'relyingParties', others(needs.relyingParties)),
  ];
}

function checkProviders({ settings, needs }: Compared) {
  const { providers } = settings;
  if (providers === undefined) return [];
  const nameOf = (provider: string) => providers.called[provider] ?? provider;
  const absent = (tally: Tally) =>
    pick(tally, (provider) => ![...providers.enabled, ...providers.disabled].includes(nameOf(provider)));
  const off = (tally: Tally) => pick(tally, (provider) => providers.disabled.includes(nameOf(provider)));
  const renamed = (tally: Tally) =>
    Object.fromEntries(Object.entries(tally).map(([provider, count]) => [nameOf(provider), count]));
  const unusable = (tally: Tally) => ({ ...absent(tally), ...off(tally) });
  return [
    ...named(settings, 'PROVIDERS_ONLY_WAY', 'providers', renamed(unusable(needs.onlyLinks))),
    ...named(settings, 'PROVIDERS_MISSING', 'providers', renamed(absent(needs.links))),
    ...named(settings, 'PROVIDERS_OFF', 'providers', renamed(off(needs.links))),
  ];
}

function checkMemberships({ settings, needs, missing }: Compared) {
  const lacks = new Set(missing.map(keyOf));
  const counted: Record<string, number> = {};
  for (const { wanted, customers } of needs.memberships)
    if (lacks.has(keyOf(wanted))) counted[sayMembership(wanted)] = customers;
  const code = settings.createsMemberships ? 'MEMBERSHIPS_CREATED' : 'MEMBERSHIPS_MISSING';
  // A role of a client is never created on the way.
  if (!settings.createsMemberships) return named(settings, code, 'memberships', counted);
  const clients = new Set(missing.filter(({ client }) => client !== undefined).map(sayMembership));
  return [
    ...named(
      settings,
      'MEMBERSHIPS_MISSING',
      'memberships',
      pick(counted, (name) => clients.has(name)),
    ),
    ...named(
      settings,
      code,
      'memberships',
      pick(counted, (name) => !clients.has(name)),
    ),
  ];
}

function checkVerification({ settings, needs }: Compared) {
  if (!settings.verifiesEmail) return [];
  const code = settings.mail === 'absent' ? 'VERIFICATION_WITHOUT_MAIL' : 'VERIFICATION_ASKED';
  return [finding(settings, code, 'verifiesEmail', needs.unverified)];
}

function checkMail({ settings, needs }: Compared) {
  const resets = needs.plans.reset ?? 0;
  const found: ReadinessFinding[] = [];
  if (!settings.passwords.reset) found.push(finding(settings, 'RESET_OFF', 'passwords', resets));
  if (settings.mail !== 'absent') return found;
  const code = resets > 0 ? 'RESET_WITHOUT_MAIL' : 'MAIL_ABSENT';
  return [...found, finding(settings, code, 'mail', resets || (needs.have.email ?? 0))];
}

function checkLockout({ settings, needs }: Compared) {
  if (settings.lockout === 'off')
    return [finding(settings, 'GUESSING_UNBOUNDED', 'lockout', needs.passwords)];
  if (settings.lockout === 'for good')
    return [finding(settings, 'LOCKED_FOR_GOOD', 'lockout', needs.passwords)];
  return [];
}

function checkVault({ settings, needs }: Compared) {
  if (settings.asksForVault !== 'no') return [];
  return [finding(settings, 'VAULT_NOT_ASKED', 'vault', needs.plans.vault ?? 0)];
}

function checkDefaults({ settings, needs }: Compared) {
  const { groups, roles, actions } = settings.defaults;
  const given = [...groups, ...roles];
  const say = (code: ReadinessCode, names: readonly string[]) =>
    names.length === 0 ? [] : [finding(settings, code, 'defaults', needs.customers, quote(names))];
  return [...say('GIVEN_TO_EVERYBODY', given), ...say('ACTIONS_FOR_NEW_USERS', actions)];
}

function finding(
  { where }: TargetSettings,
  code: ReadinessCode,
  place: SettingName,
  customers: number,
  names?: string,
): ReadinessFinding {
  const { severity, what, why } = FINDINGS[code];
  const at = where[place];
  return {
    code,
    severity,
    what: names === undefined ? what : `${what}: ${names}`,
    why,
    customers,
    ...(at === undefined ? {} : { where: at }),
  };
}

/** Names shown in one finding; the others are counted. */
const MOST_SHOWN = 20;

/** One finding about several names, each with its count; none where nobody is concerned. */
function named(
  settings: TargetSettings,
  code: ReadinessCode,
  place: SettingName,
  tally: Tally,
): readonly ReadinessFinding[] {
  const concerned = Object.entries(tally)
    .filter(([, count]) => count > 0)
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const [largest] = concerned;
  if (largest === undefined) return [];
  const shown = concerned.slice(0, MOST_SHOWN).map(([name, count]) => `${name} (${count})`);
  const rest = concerned.length - shown.length;
  const names = rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
  return [finding(settings, code, place, largest[1], names)];
}

function pick(tally: Tally, wanted: (name: string) => boolean): Record<string, number> {
  return Object.fromEntries(Object.entries(tally).filter(([name]) => wanted(name)));
}

function quote(names: readonly string[]): string {
  return names.join(', ');
}

function keyOf({ type, name, client }: WantedMembership): string {
  return JSON.stringify([type, name, client]);
}

function sayMembership({ type, name, client }: WantedMembership): string {
  return client === undefined ? `${type} ${name}` : `${type} ${name} of ${client}`;
}
