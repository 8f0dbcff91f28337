/**
 * Which kinds of personal data somebody's record holds, by canonical path: what an evidence record has to cover.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { PasswordFacts } from './password-judge.ts';
import type { Tally } from './tally.ts';

export function countCategories(
  identity: Identity,
  { kind }: PasswordFacts,
  count: number,
  tally: Tally,
): void {
  for (const path of categoriesOf(identity)) tally.add(path, count);
  if (kind !== 'none' && kind !== 'disabled') tally.add('password', count);
}

function categoriesOf(identity: Identity): ReadonlySet<string> {
  const { identifiers, profile, attributes, factors, links, consents, memberships } = identity;
  const paths = new Set<string>();
  for (const { type } of identifiers) paths.add(type);
  for (const claim in profile) paths.add(`profile.${claim}`);
  for (const name in attributes) paths.add(`attributes.${name}`);
  for (const { type } of factors) paths.add(`factors.${type}`);
  for (const { type } of memberships) paths.add(`memberships.${type}s`);
  if (links.length > 0) paths.add('links');
  if (consents.length > 0) paths.add('consents');
  for (const time of ['createdAt', 'updatedAt', 'lastLoginAt'] as const)
    if (identity[time] !== undefined) paths.add(time);
  return paths;
}
