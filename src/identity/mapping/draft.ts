/**
 * An identity in the making: what the rules of a mapping have written so far, and how it becomes an identity.
 *
 * With a vendor source the identity it understood is the ground, and what the mapping writes goes on top of it.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import {
  blankIdentity,
  type Consent,
  type Factor,
  type Identity,
  type Json,
  type Link,
  type Membership,
  type PasswordCredential,
  type Profile,
} from '../identity.ts';
import { type Cleaning, fixProfile } from './fixes.ts';
import {
  mergeAttributes,
  mergeConsents,
  mergeLinks,
  mergeMemberships,
  mergePassword,
  mergeProfile,
  mergeTotp,
} from './merge.ts';
import { finishIdentifiers, type Slots } from './settle-identifiers.ts';

type Totp = Extract<Factor, { type: 'totp' }>;

/** `enabled` false: enrolled and never confirmed, or switched off; such a secret is no factor. */
export type DraftTotp = Partial<Omit<Totp, 'type'>> & { enabled?: boolean };

/** What rules write into. Everything is optional because every field may be empty. */
export interface Draft {
  readonly base: Identity | undefined;
  sourceId?: string;
  kind?: Identity['kind'];
  status?: Identity['status'];
  readonly slots: Slots;
  profile?: Profile;
  attributes?: Record<string, Json>;
  password?: Partial<PasswordCredential>;
  totp?: DraftTotp;
  links?: Link[];
  consents?: Map<string, Partial<Consent>>;
  memberships?: Membership[];
  createdAt?: string;
  updatedAt?: string;
  lastLoginAt?: string;
}

export function beginDraft(base: Identity | undefined): Draft {
  const draft: Draft = { base, slots: { email: [], phone: [], username: [] } };
  for (const seed of base?.identifiers ?? []) draft.slots[seed.type].push({ seed, field: seed.type });
  return draft;
}

/** The identity, and what is wrong with it; undefined when it has no id, without which nobody can be found again. */
export function finishDraft(
  draft: Draft,
  kept: Readonly<Record<string, Json>>,
  cleaning: Cleaning,
  problems: RecordProblem[],
): Identity | undefined {
  const base = draft.base ?? blankIdentity('');
  const sourceId = draft.sourceId ?? base.sourceId;
  if (sourceId === '') {
    problems.push({ code: 'ID_MISSING' });
    return undefined;
  }
  const identity: Identity = {
    ...base,
    sourceId,
    kind: draft.kind ?? base.kind,
    status: draft.status ?? base.status,
    identifiers: finishIdentifiers(draft.slots, cleaning, problems),
    profile: fixProfile(
      draft.profile === undefined ? base.profile : mergeProfile(base.profile, draft.profile),
      cleaning,
    ),
    attributes: mergeAttributes(base.attributes, kept, draft.attributes ?? {}),
    factors: mergeTotp(base.factors, draft.totp),
    links: mergeLinks(base.links, draft.links),
    consents: mergeConsents(base.consents, draft.consents),
    memberships: mergeMemberships(base.memberships, draft.memberships),
  };
  const password = mergePassword(base.password, draft.password);
  if (password !== undefined) identity.password = password;
  if (draft.createdAt !== undefined) identity.createdAt = draft.createdAt;
  if (draft.updatedAt !== undefined) identity.updatedAt = draft.updatedAt;
  if (draft.lastLoginAt !== undefined) identity.lastLoginAt = draft.lastLoginAt;
  return identity;
}
