/**
 * What a population needs of a target, counted: which fields are filled, what people log in with, to whom they belong.
 *
 * Counts and names of groups, providers and fields only; nobody can be recognised in it. Bounded: a source with a
 * million group names must not fill the memory.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { FactorType, Identity } from '../../identity/identity.ts';
import type { FieldRule, WantedMembership } from '../../targets/target.ts';
import { breaksRule, fieldsOf } from './fields.ts';

export interface Needs {
  readonly customers: number;
  /** Canonical path → customers who have something there. */
  readonly have: Tally;
  /** Canonical path → customers whose value breaks the target's rule. */
  readonly breaking: Tally;
  /** Some address that is not verified. */
  readonly unverified: number;
  /** A user name of their own, which is not the address. */
  readonly ownUsername: number;
  /** User name and address: they may type either. */
  readonly bothIdentifiers: number;
  readonly passwords: number;
  readonly plans: Readonly<Partial<Record<CredentialPlan, number>>>;
  /** `2024-03-01` → passwords set on that day. */
  readonly passwordDays: Tally;
  /** Provider → customers linked to it, and of them those with no other way in. */
  readonly links: Tally;
  readonly onlyLinks: Tally;
  /** Relying-party id → customers with a passkey or key for it, and of them those with no other way in. */
  readonly relyingParties: Tally;
  readonly onlyPasskeys: Tally;
  /** Factors that are asked for after a password. */
  readonly secondFactors: Readonly<Partial<Record<FactorType, number>>>;
  readonly memberships: readonly { readonly wanted: WantedMembership; readonly customers: number }[];
  /** `counts`: from an assessment, so values were not tried and memberships are not known by name. */
  readonly from: 'identities' | 'counts';
}

export type Tally = Readonly<Record<string, number>>;

/** Different names told apart in one tally: more groups than anybody could prepare by hand. */
const MOST_NAMES = 5_000;

/** Of one identity, by field. */
export interface Losses {
  /** An operator has accepted them: nobody needs a place for these. */
  readonly accepted: readonly string[];
  /** The target never carries them, however it is set up. */
  readonly carriedNever: readonly string[];
}

const NONE: Losses = { accepted: [], carriedNever: [] };

export interface NeedsCounter {
  add(identity: Identity, plan: CredentialPlan, losses?: Losses): void;
  result(): Needs;
}

export function countNeeds(rules: readonly FieldRule[]): NeedsCounter {
  const have = createTally();
  const breaking = createTally();
  const passwordDays = createTally();
  const links = createTally();
  const onlyLinks = createTally();
  const relyingParties = createTally();
  const onlyPasskeys = createTally();
  const plans: Partial<Record<CredentialPlan, number>> = {};
  const secondFactors: Partial<Record<FactorType, number>> = {};
  const memberships = new Map<string, { readonly wanted: WantedMembership; customers: number }>();
  const tried = rules.map((rule) => ({ rule, breaks: breaksRule(rule) }));
  let customers = 0;
  let unverified = 0;
  let ownUsername = 0;
  let bothIdentifiers = 0;
  let passwords = 0;

  function add(identity: Identity, plan: CredentialPlan, losses: Losses = NONE): void {
    customers += 1;
    plans[plan] = (plans[plan] ?? 0) + 1;
    const fields = fieldsOf(identity);
    for (const path of fields.keys()) if (!losses.accepted.includes(path)) have.add(path);
    for (const { rule, breaks } of tried) if (breaks(fields.get(rule.path))) breaking.add(rule.path);
    addIdentifiers(identity);
    addPassword(identity);
    addWaysIn(identity, plan, losses);
    addMemberships(identity);
  }

  function addIdentifiers({ identifiers }: Identity): void {
    const emails = identifiers.filter(({ type }) => type === 'email');
    const names = identifiers.filter(({ type }) => type === 'username');
    if (emails.length > 0 && !emails.some(({ verified }) => verified)) unverified += 1;
    const addresses = new Set(emails.map(({ value }) => value.toLowerCase()));
    if (!names.some(({ value }) => !addresses.has(value.toLowerCase()))) return;
    ownUsername += 1;
    if (emails.length > 0) bothIdentifiers += 1;
  }

  function addPassword({ password }: Identity): void {
    if (password === undefined) return;
    passwords += 1;
    if (password.setAt !== undefined) passwordDays.add(password.setAt.slice(0, 10));
  }

  function addWaysIn(identity: Identity, plan: CredentialPlan, { carriedNever }: Losses): void {
    const providers = new Set(identity.links.map(({ provider }) => provider));
    const parties = new Set<string>();
    let passkey = false;
    const seconds = new Set<FactorType>();
    for (const factor of identity.factors) {
      if (factor.type !== 'webauthn' || !factor.passwordless) seconds.add(factor.type);
      if (factor.type !== 'webauthn') continue;
      if (factor.rpId !== undefined) parties.add(factor.rpId);
      passkey ||= factor.passwordless;
    }
    for (const type of seconds)
      if (!carriedNever.includes(`factors.${type}`)) secondFactors[type] = (secondFactors[type] ?? 0) + 1;
    const password = plan !== 'none';
    for (const provider of providers) {
      links.add(provider);
      if (!password && !passkey && providers.size === 1) onlyLinks.add(provider);
    }
    for (const party of parties) {
      relyingParties.add(party);
      if (!password && passkey && providers.size === 0 && parties.size === 1) onlyPasskeys.add(party);
    }
  }

  function addMemberships(identity: Identity): void {
    const seen = new Set<string>();
    for (const { type, name, client } of identity.memberships) {
      const key = JSON.stringify([type, name, client]);
      if (seen.has(key)) continue;
      seen.add(key);
      const known = memberships.get(key);
      if (known !== undefined) known.customers += 1;
      else if (memberships.size < MOST_NAMES) {
        const wanted = { type, name, ...(client === undefined ? {} : { client }) };
        memberships.set(key, { wanted, customers: 1 });
      }
    }
  }

  return {
    add,
    result: () => ({
      customers,
      have: have.result(),
      breaking: breaking.result(),
      unverified,
      ownUsername,
      bothIdentifiers,
      passwords,
      plans,
      passwordDays: passwordDays.result(),
      links: links.result(),
      onlyLinks: onlyLinks.result(),
      relyingParties: relyingParties.result(),
      onlyPasskeys: onlyPasskeys.result(),
      secondFactors,
      memberships: [...memberships.values()],
      from: 'identities',
    }),
  };
}

function createTally(): { add(name: string): void; result(): Tally } {
  const counts = new Map<string, number>();
  return {
    add(name) {
      const known = counts.get(name);
      if (known !== undefined || counts.size < MOST_NAMES) counts.set(name, (known ?? 0) + 1);
    },
    result: () => Object.fromEntries(counts),
  };
}
