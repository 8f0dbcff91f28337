/**
 * Who is there and what they log in with: one census for everybody, or for one cohort.
 *
 * Counts only. Times are kept by day and folded at the end, when it is known what ages are counted back from, so that
 * one pass is enough. Censuses can be merged; their size does not depend on how many were counted.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { ACTIVITY_BANDS, type ActivityBand, type Census, type PasswordPopulation } from './assessment.ts';
import { activityBand, passwordAges, RecencyGrid } from './days.ts';
import type { PasswordFacts, Population } from './password-judge.ts';
import { placeOf } from './places.ts';
import { Tally } from './tally.ts';
import type { Times } from './times.ts';

/** What was found out about an identity before it is counted. */
export interface JudgedFacts {
  /** Name of the source it came from. */
  readonly source: string;
  readonly password: PasswordFacts;
  readonly times: Times;
  /** Suspected to be a test account. */
  readonly isTest: boolean;
}

export interface CensusTime {
  /** Day that ages are counted back from. */
  readonly asOf: number;
  /** Does this source tell last logins at all? Then somebody without one never logged in. */
  readonly tellsLogins: (source: string) => boolean;
}

/** Identities of one shape: what the shape says is counted for all of them at once. */
export interface Shaped {
  readonly identity: Identity;
  readonly password: PasswordFacts;
  readonly isTest: boolean;
}

export interface CensusTaker {
  /** @param shaped others of the same shape; absent: it is counted alone */
  add(identity: Identity, facts: JudgedFacts, shaped?: Shaped): void;
  merge(other: CensusTaker): void;
  result(time: CensusTime): Census;
}

export function createCensus(): CensusTaker {
  return new Counting();
}

/** A mail domain or a tenant that fewer have may be somebody's own: `zaphod-beeblebrox.com` is a name. */
const FEWEST = 5;

/** Shapes held before they are counted. */
const MOST_SHAPES = 1_000;

class Counting implements CensusTaker {
  #identities = 0;
  readonly #shaped = new Map<Shaped, number>();
  readonly #kind = new Tally();
  readonly #status = new Tally();
  readonly #verified = new Tally();
  readonly #regions = new Tally();
  readonly #tenants = new Tally();
  readonly #locales = new Tally();
  readonly #domains = new Tally();
  readonly #passwordless = new Tally();
  readonly #links = new Tally();
  readonly #passkeys = new Tally();
  readonly #identifiers = new Map<string, number>();
  readonly #factors = new Map<string, number>();
  readonly #passwords = new Map<Population, number>();
  readonly #signUps = new Map<number, number>();
  readonly #logins = new Map<number, number>();
  readonly #passwordDays = new Map<number, number>();
  #passwordDaysUnknown = 0;
  #impossibleLogins = 0;
  readonly #recency = new RecencyGrid();
  /** Sign-up days of those without a last login, by source. */
  readonly #withoutLogin = new Map<string, Map<number | undefined, number>>();
  #withEvidence = 0;
  #withoutEvidence = 0;

  add(identity: Identity, { source, password, times, isTest }: JudgedFacts, shaped?: Shaped): void {
    this.#identities += 1;
    const { identifiers, profile } = identity;
    for (const { type, value } of identifiers) {
      if (type !== 'email') continue;
      this.#domains.add(value.slice(value.lastIndexOf('@') + 1));
      break;
    }
    const { region, tenant } = placeOf(identity);
    if (region !== undefined) this.#regions.add(region);
    if (tenant !== undefined) this.#tenants.add(tenant);
    if (profile.locale !== undefined) this.#locales.add(profile.locale);
    this.#addTimes(identity, times, source);
    if ('population' in password) {
      if (times.passwordSet === undefined) this.#passwordDaysUnknown += 1;
      else increase(this.#passwordDays, times.passwordSet);
    }
    if (shaped === undefined) this.#count({ identity, password, isTest }, 1);
    else this.#addShaped(shaped);
  }

  merge(taker: CensusTaker): void {
    const other = taker as Counting;
    other.#countShaped();
    this.#identities += other.#identities;
    this.#kind.merge(other.#kind);
    this.#status.merge(other.#status);
    this.#verified.merge(other.#verified);
    this.#regions.merge(other.#regions);
    this.#tenants.merge(other.#tenants);
    this.#locales.merge(other.#locales);
    this.#domains.merge(other.#domains);
    this.#passwordless.merge(other.#passwordless);
    this.#links.merge(other.#links);
    this.#passkeys.merge(other.#passkeys);
    mergeInto(this.#identifiers, other.#identifiers);
    mergeInto(this.#factors, other.#factors);
    mergeInto(this.#passwords, other.#passwords);
    mergeInto(this.#signUps, other.#signUps);
    mergeInto(this.#logins, other.#logins);
    mergeInto(this.#passwordDays, other.#passwordDays);
    this.#passwordDaysUnknown += other.#passwordDaysUnknown;
    this.#impossibleLogins += other.#impossibleLogins;
    this.#recency.merge(other.#recency);
    for (const [source, days] of other.#withoutLogin) mergeInto(this.#daysWithoutLogin(source), days);
    this.#withEvidence += other.#withEvidence;
    this.#withoutEvidence += other.#withoutEvidence;
  }

  result({ asOf, tellsLogins }: CensusTime): Census {
    this.#countShaped();
    const recency = new RecencyGrid();
    recency.merge(this.#recency);
    const activity: Record<ActivityBand, number> = { ...NO_ACTIVITY, unknown: this.#impossibleLogins };
    for (const [day, count] of this.#logins) activity[activityBand(asOf - day)] += count;
    for (const [source, days] of this.#withoutLogin) {
      for (const [day, count] of days) {
        activity[tellsLogins(source) ? 'never' : 'unknown'] += count;
        if (tellsLogins(source)) recency.add(undefined, day, count);
      }
    }
    return {
      identities: this.#identities,
      kind: this.#kind.result(),
      status: this.#status.result(),
      activity,
      verified: this.#verified.result(),
      regions: this.#regions.result(),
      tenants: this.#tenants.result(FEWEST),
      locales: this.#locales.result(),
      domains: this.#domains.result(FEWEST),
      signUps: monthsOf(this.#signUps),
      identifiers: Object.fromEntries(this.#identifiers),
      passwords: [...this.#passwords]
        .map(([population, count]) => describe(population, count))
        .sort((a, b) => b.count - a.count),
      passwordless: this.#passwordless.result(),
      passwordAge: passwordAges(this.#passwordDays, this.#passwordDaysUnknown, asOf),
      factors: Object.fromEntries(this.#factors),
      links: this.#links.result(),
      passkeys: this.#passkeys.result(),
      consents: { withEvidence: this.#withEvidence, withoutEvidence: this.#withoutEvidence },
      recency: recency.fold(asOf),
    };
  }

  #addShaped(shaped: Shaped): void {
    if (this.#shaped.size >= MOST_SHAPES) this.#countShaped();
    increase(this.#shaped, shaped);
  }

  #countShaped(): void {
    for (const [shaped, count] of this.#shaped) this.#count(shaped, count);
    this.#shaped.clear();
  }

  /** All that the shape of an identity says, which is everything but names, places and times. */
  #count({ identity, password, isTest }: Shaped, count: number): void {
    this.#kind.add(isTest ? 'test' : identity.kind, count);
    this.#status.add(identity.status, count);
    this.#countIdentifiers(identity, count);
    if ('population' in password) increase(this.#passwords, password.population, count);
    else
      this.#passwordless.add(password.kind === 'disabled' ? 'disabled' : insteadOfPassword(identity), count);
    for (const type of new Set(identity.factors.map((factor) => factor.type)))
      increase(this.#factors, type, count);
    for (const factor of identity.factors)
      if (factor.type === 'webauthn') this.#passkeys.add(factor.rpId ?? 'unknown', count);
    for (const provider of new Set(identity.links.map((link) => link.provider)))
      this.#links.add(provider, count);
    for (const consent of identity.consents) {
      if (hasEvidence(consent)) this.#withEvidence += count;
      else this.#withoutEvidence += count;
    }
  }

  #countIdentifiers({ identifiers }: Identity, count: number): void {
    for (const type of new Set(identifiers.map((identifier) => identifier.type)))
      increase(this.#identifiers, type, count);
    const email = identifiers.find(({ type }) => type === 'email');
    this.#verified.add(email === undefined ? 'none' : (VERIFIED[String(email.verified)] ?? 'unknown'), count);
  }

  #addTimes({ lastLoginAt }: Identity, { signUp, login }: Times, source: string): void {
    increase(this.#signUps, signUp ?? UNKNOWN_DAY);
    if (lastLoginAt === undefined) {
      increase(this.#daysWithoutLogin(source), signUp);
    } else if (login === undefined) {
      this.#impossibleLogins += 1;
    } else {
      increase(this.#logins, login);
      this.#recency.add(login, signUp, 1);
    }
  }

  #daysWithoutLogin(source: string): Map<number | undefined, number> {
    const known = this.#withoutLogin.get(source);
    if (known !== undefined) return known;
    const days = new Map<number | undefined, number>();
    this.#withoutLogin.set(source, days);
    return days;
  }
}

const VERIFIED: Readonly<Record<string, string>> = { true: 'verified', false: 'unverified' };

const NO_ACTIVITY = Object.fromEntries(ACTIVITY_BANDS.map((band) => [band, 0])) as Record<
  ActivityBand,
  number
>;

/** No day that anybody signed up on. */
const UNKNOWN_DAY = Number.MIN_SAFE_INTEGER;

export function insteadOfPassword({ kind, links, factors }: Identity): string {
  if (links.length > 0) return 'links';
  if (factors.some((factor) => factor.type === 'webauthn' && factor.passwordless)) return 'passkey';
  return kind === 'service' ? 'service' : 'none';
}

/** When, and either to which words or by which act: https://gdpr-info.eu/art-7-gdpr/ (1) asks to demonstrate it. */
export function hasEvidence({ at, version, evidence }: Identity['consents'][number]): boolean {
  return at !== undefined && (version !== undefined || evidence !== undefined);
}

function describe(population: Population, count: number): PasswordPopulation {
  const { format, parameters, certainty, alternatives, strength, reason, examples } = population;
  return {
    format,
    parameters,
    count,
    certainty,
    alternatives: [...alternatives],
    strength,
    reason,
    examples: [...examples],
  };
}

/** `2024-03`, in order; those who do not say when last. */
function monthsOf(days: ReadonlyMap<number, number>): Record<string, number> {
  const months: Record<string, number> = {};
  for (const [day, count] of [...days].sort(([a], [b]) => a - b)) {
    if (day === UNKNOWN_DAY) continue;
    const month = new Date(day * 86_400_000).toISOString().slice(0, 7);
    months[month] = (months[month] ?? 0) + count;
  }
  const unknown = days.get(UNKNOWN_DAY) ?? 0;
  return unknown === 0 ? months : { ...months, unknown };
}

function increase<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function mergeInto<K>(counts: Map<K, number>, others: ReadonlyMap<K, number>): void {
  for (const [key, count] of others) counts.set(key, (counts.get(key) ?? 0) + count);
}
