/**
 * What becomes one account of several records of one person, and who decided each field. Pure.
 *
 * What can stand side by side is united: identifiers, links, factors, memberships, consents. Of what there can be one
 * only, the authority of the field decides. Nothing is invented: an address counts as verified where a record of this
 * person says so, and disabled stays disabled. What nobody can keep, a second password, is named as a loss.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Correlation } from '../correlate/rule.ts';
import { type Choice, choose, type Member, timeOf } from './authority.ts';
import {
  uniteConsents,
  uniteFactors,
  uniteIdentifiers,
  uniteLinks,
  uniteMemberships,
} from './unite-lists.ts';

export interface FieldDecision {
  readonly field: string;
  /** What each member says, in their order; undefined: nothing. */
  readonly values: readonly unknown[];
  readonly winner: number;
  readonly why: string;
}

/** What of one member does not survive. */
export interface MergeLoss {
  readonly field: string;
  readonly member: number;
  readonly why: string;
}

export interface Merged {
  readonly identity: Identity;
  readonly decisions: readonly FieldDecision[];
  readonly losses: readonly MergeLoss[];
}

/** @param members the survivor first. */
export function mergeIdentities(members: readonly Member[], correlation: Correlation): Merged {
  const identities = members.map(({ identity }) => identity);
  const [survivor] = identities;
  if (survivor === undefined) throw new Error('A merge needs somebody');
  const decisions: FieldDecision[] = [];
  const pick = <T>(field: string, values: readonly (T | undefined)[], choice?: Choice): T | undefined => {
    const made = choice ?? choose(field, values, members, correlation);
    if (made === undefined) return undefined;
    decisions.push({ field, values, ...made });
    return values[made.winner];
  };
  const record = <T extends object>(group: string, records: readonly T[]): T => {
    const names = new Set(records.flatMap((one) => Object.keys(one)));
    const merged = [...names].map((name) => [
      name,
      pick(
        `${group}.${name}`,
        records.map((one) => (Object.hasOwn(one, name) ? Reflect.get(one, name) : undefined)),
      ),
    ]);
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as T;
  };
  const password = passwordChoice(members);
  const chosenPassword = pick(
    'password',
    identities.map((one) => one.password),
    password,
  );
  const factors = uniteFactors(identities, password?.winner ?? 0);
  const status = pick(
    'status',
    identities.map((one) => one.status),
    statusChoice(identities),
  );
  const identity: Identity = {
    sourceId: survivor.sourceId,
    kind: survivor.kind,
    status: status ?? survivor.status,
    identifiers: uniteIdentifiers(identities),
    profile: record(
      'profile',
      identities.map((one) => one.profile),
    ),
    attributes: record(
      'attributes',
      identities.map((one) => one.attributes),
    ),
    ...(chosenPassword === undefined ? {} : { password: chosenPassword }),
    factors: factors.united,
    links: uniteLinks(identities),
    consents: uniteConsents(identities),
    memberships: uniteMemberships(identities),
    ...timesOf(identities),
  };
  return { identity, decisions, losses: [...passwordLosses(identities, password), ...factors.losses] };
}

/** The password that was used last is the one its owner knows. */
function passwordChoice(members: readonly Member[]): Choice | undefined {
  const having = [...members.keys()].filter((place) => members[place]?.identity.password !== undefined);
  const [first, ...others] = having;
  if (first === undefined) return undefined;
  if (others.length === 0) return { winner: first, why: 'only it has one' };
  const [standing] = having.filter((place) => members[place]?.inTarget === true);
  if (standing !== undefined) return { winner: standing, why: 'the target has it already' };
  const used = (place: number) => {
    const { lastLoginAt, updatedAt, password } = members[place]?.identity ?? {};
    return timeOf(lastLoginAt ?? password?.setAt ?? updatedAt);
  };
  const [winner = first] = having.toSorted((a, b) => used(b) - used(a) || a - b);
  return { winner, why: 'it was used last' };
}

function passwordLosses(identities: readonly Identity[], kept: Choice | undefined): readonly MergeLoss[] {
  const hash = identities[kept?.winner ?? 0]?.password?.hash;
  return identities.flatMap(({ password }, member) =>
    password === undefined || member === kept?.winner || password.hash === hash
      ? []
      : [{ field: 'password', member, why: 'this password stops working' }],
  );
}

const STRICTEST = [
  'disabled',
  'locked',
  'active',
  'invited',
] as const satisfies readonly Identity['status'][];

/** Whoever was shut out anywhere is not let in by a merge. */
function statusChoice(identities: readonly Identity[]): Choice {
  const rank = (place: number) => STRICTEST.indexOf(identities[place]?.status ?? 'invited');
  const [winner = 0] = [...identities.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b);
  const same = identities.every(({ status }) => status === identities[winner]?.status);
  return { winner, why: same ? 'all say the same' : 'whoever was shut out anywhere stays so' };
}

function timesOf(identities: readonly Identity[]): Pick<Identity, 'createdAt' | 'updatedAt' | 'lastLoginAt'> {
  const sorted = (name: 'createdAt' | 'updatedAt' | 'lastLoginAt') =>
    identities.flatMap((one) => one[name] ?? []).toSorted((a, b) => timeOf(a) - timeOf(b));
  const [createdAt] = sorted('createdAt');
  const updatedAt = sorted('updatedAt').at(-1);
  const lastLoginAt = sorted('lastLoginAt').at(-1);
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
  };
}
