/**
 * Who is there and what they log in with: one census for everybody, or for one cohort.
 *
 * Counts only. Times are kept by day and folded at the end, when it is known what ages are counted back from, so that
 * one pass is enough. Censuses can be merged; their size does not depend on how many were counted.
 *
 * @module
 */
import type { Factor, Identity } from '../../identity/identity.ts';
import { ACTIVITY_BANDS, type ActivityBand, type Census, type PasswordPopulation } from './assessment.ts';
import { activityBand, passwordAges, RecencyGrid } from './days.ts';
import type { PasswordFacts, Population } from './password-judge.ts';
import { regionOf, tenantOf } from './places.ts';
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

export interface CensusTaker {
  add(identity: Identity, facts: JudgedFacts): void;
  merge(other: CensusTaker): void;
  result(time: CensusTime): Census;
}

export function createCensus(): CensusTaker {
  return new Counting();
}

class Counting implements CensusTaker {
  #identities = 0;
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

  add(identity: Identity, { source, password, times, isTest }: JudgedFacts): void {
    this.#identities += 1;
    this.#kind.add(isTest ? 'test' : identity.kind);
    this.#status.add(identity.status);
    this.#addIdentifiers(identity);
    this.#addPlace(identity);
    this.#addTimes(identity, times, source);
    this.#addPassword(identity, password, times);
    if (identity.factors.length > 0) this.#addFactors(identity.factors);
    if (identity.links.length > 0)
      for (const provider of new Set(identity.links.map((link) => link.provider))) this.#links.add(provider);
    for (const consent of identity.consents) {
      if (hasEvidence(consent)) this.#withEvidence += 1;
      else this.#withoutEvidence += 1;
    }
  }

  merge(taker: CensusTaker): void {
    const other = taker as Counting;
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
      tenants: this.#tenants.result(),
      locales: this.#locales.result(),
      domains: this.#domains.result(),
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

  #addIdentifiers({ identifiers }: Identity): void {
    let email: string | undefined;
    let verified: boolean | undefined;
    let types = 0;
    for (const identifier of identifiers) {
      const { type } = identifier;
      const bit = type === 'email' ? 1 : type === 'phone' ? 2 : 4;
      if ((types & bit) === 0) increase(this.#identifiers, type);
      types |= bit;
      if (type !== 'email' || email !== undefined) continue;
      email = identifier.value;
      verified = identifier.verified;
    }
    this.#verified.add(
      email === undefined
        ? 'none'
        : verified === undefined
          ? 'unknown'
          : verified
            ? 'verified'
            : 'unverified',
    );
    if (email !== undefined) this.#domains.add(email.slice(email.lastIndexOf('@') + 1));
  }

  #addPlace(identity: Identity): void {
    const region = regionOf(identity);
    if (region !== undefined) this.#regions.add(region);
    const tenant = tenantOf(identity);
    if (tenant !== undefined) this.#tenants.add(tenant);
    if (identity.profile.locale !== undefined) this.#locales.add(identity.profile.locale);
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

  #addPassword(identity: Identity, facts: PasswordFacts, { passwordSet }: Times): void {
    if (facts.kind === 'none' || facts.kind === 'disabled') {
      this.#passwordless.add(facts.kind === 'disabled' ? 'disabled' : insteadOfPassword(identity));
      return;
    }
    increase(this.#passwords, facts.population);
    if (passwordSet === undefined) this.#passwordDaysUnknown += 1;
    else increase(this.#passwordDays, passwordSet);
  }

  #addFactors(factors: readonly Factor[]): void {
    for (const type of new Set(factors.map((factor) => factor.type))) increase(this.#factors, type);
    for (const factor of factors)
      if (factor.type === 'webauthn') this.#passkeys.add(factor.rpId ?? 'unknown');
  }
}

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

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mergeInto<K>(counts: Map<K, number>, others: ReadonlyMap<K, number>): void {
  for (const [key, count] of others) counts.set(key, (counts.get(key) ?? 0) + count);
}
