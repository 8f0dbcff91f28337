/**
 * From pairs to groups that may be one person, each as sure as the weakest link that holds it together.
 *
 * Certain pairs are joined first, then groups of those by probable pairs, then by ambiguous ones. So A~B certain and
 * B~C ambiguous gives a certain match of two and an ambiguous one of three: a chain is never surer than its weakest
 * link. Two people whom somebody told apart are in no group together, whatever lies between them.
 *
 * @module
 */
import { type Edge, MOST_MEMBERS } from './edges.ts';
import { TIERS, type Tier } from './rule.ts';
import { createUnion, type Union } from './union.ts';

export interface Proposal {
  readonly tier: Tier;
  /** Ascending. */
  readonly entries: readonly number[];
  readonly edges: readonly Edge[];
  readonly obstacle?: 'too many' | 'told apart';
}

/** @param areApart has a person said that these two are two? */
export function propose(
  edges: readonly Edge[],
  areApart: (a: number, b: number) => boolean,
): readonly Proposal[] {
  const allowed = edges.filter(({ a, b }) => !areApart(a, b));
  const union = createUnion();
  const proposals: Proposal[] = [];
  let behind: Edge[] = [];
  for (const tier of TIERS) {
    const own = allowed.filter(({ rule }) => rule.tier === tier);
    const joining = own.filter(({ a, b }) => union.find(a) !== union.find(b));
    for (const { a, b } of joining) union.join(a, b);
    behind = [...behind, ...own];
    for (const group of groupsOf(tier, joining, behind, union))
      proposals.push(...withoutApart(group, areApart));
  }
  return proposals;
}

/** The sets in which an edge of this tier made two into one. */
function groupsOf(
  tier: Tier,
  joining: readonly Edge[],
  behind: readonly Edge[],
  union: Union,
): readonly Proposal[] {
  const roots = new Set(joining.map(({ a }) => union.find(a)));
  const inside = behind.filter(({ a }) => roots.has(union.find(a)));
  const groups = Map.groupBy(inside, ({ a }) => union.find(a));
  return [...groups.values()].map((edges) => {
    const entries = [...new Set(edges.flatMap(({ a, b }) => [a, b]))].toSorted((a, b) => a - b);
    return {
      tier,
      entries,
      edges,
      ...(entries.length > MOST_MEMBERS ? { obstacle: 'too many' as const } : {}),
    };
  });
}

/** A group that would bring together again whom a person told apart falls into its pairs. */
function withoutApart(group: Proposal, areApart: (a: number, b: number) => boolean): readonly Proposal[] {
  const { entries, edges } = group;
  const apart = entries.some((a, index) => entries.slice(index + 1).some((b) => areApart(a, b)));
  if (!apart) return [group];
  const pairs = Map.groupBy(edges, ({ a, b }) => `${Math.min(a, b)} ${Math.max(a, b)}`);
  return [...pairs.values()].map((between) => ({
    tier: 'ambiguous',
    entries: [...new Set(between.flatMap(({ a, b }) => [a, b]))].toSorted((a, b) => a - b),
    edges: between,
  }));
}
