/**
 * Whose value counts, where the records of one person say different things.
 *
 * A value always beats none. Of several the rule for the field decides, and where it leaves two alike, the surest
 * order there is: the survivor first, then the order the members came in.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { AuthorityRule, Correlation } from '../correlate/rule.ts';

/** A record that takes part in a merge. */
export interface Member {
  readonly id: string;
  readonly source: string;
  readonly identity: Identity;
  /** Its user stands in the target. */
  readonly inTarget: boolean;
}

export interface Choice {
  /** Place of the member whose value counts. */
  readonly winner: number;
  /** In words, for the preview. */
  readonly why: string;
}

/**
 * @param values one for each member, in their order; undefined: it says nothing.
 * @returns undefined where nobody says anything.
 */
export function choose(
  field: string,
  values: readonly unknown[],
  members: readonly Member[],
  { authority, sources }: Pick<Correlation, 'authority' | 'sources'>,
): Choice | undefined {
  const saying = [...values.keys()].filter((place) => values[place] !== undefined);
  const [first, ...others] = saying;
  if (first === undefined) return undefined;
  if (others.length === 0) return { winner: first, why: 'only it says anything' };
  const texts = new Set(saying.map((place) => JSON.stringify(values[place])));
  if (texts.size === 1) return { winner: first, why: 'all say the same' };
  const rule = ruleFor(field, authority);
  const rank = rankBy(rule, values, members, sources);
  const [winner = first] = saying.toSorted((a, b) => rank(a) - rank(b) || a - b);
  return { winner, why: WHY[typeof rule === 'string' ? rule : 'named'] };
}

const WHY = {
  newest: 'its record is the newest',
  oldest: 'its record is the oldest',
  longest: 'it says the most',
  sources: 'its source comes first',
  named: 'its source has the authority for this field',
} as const;

/** The closest rule: for the field, for its group, for all. */
function ruleFor(field: string, authority: Correlation['authority']): AuthorityRule {
  const [group = ''] = field.split('.');
  return authority[field] ?? authority[group] ?? authority['*'] ?? 'newest';
}

/** Lower counts more. */
function rankBy(
  rule: AuthorityRule,
  values: readonly unknown[],
  members: readonly Member[],
  sources: readonly string[],
): (place: number) => number {
  if (rule === 'longest') return (place) => -JSON.stringify(values[place]).length;
  if (rule === 'newest') return (place) => -ageOf(members[place]);
  if (rule === 'oldest') return (place) => ageOf(members[place]);
  const order = rule === 'sources' ? sources : rule;
  return (place) => {
    const at = order.indexOf(members[place]?.source ?? '');
    return at < 0 ? order.length : at;
  };
}

/** When the record was last true, in ms since 1970; 0: nobody knows. */
function ageOf(member: Member | undefined): number {
  const { updatedAt, lastLoginAt, createdAt } = member?.identity ?? {};
  return Math.max(0, ...[updatedAt ?? createdAt, lastLoginAt].map((time) => timeOf(time)));
}

export function timeOf(time: string | undefined): number {
  return time === undefined ? 0 : Date.parse(time);
}
