/**
 * Writes proposals into the queue: with the ids of their members, the reasons, and what speaks against them.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { openSeals } from '../../ledger/sql/groups.ts';
import { closeGone, type FoundMatch, type MatchReason, putMatches } from '../../ledger/sql/matches.ts';
import { contradictionsIn } from '../correlate/contradictions.ts';
import { MOST_MEMBERS } from '../correlate/edges.ts';
import type { IdFile } from '../correlate/id-file.ts';
import type { Proposal } from '../correlate/propose.ts';
import type { Correlation, Tier } from '../correlate/rule.ts';
import { note } from '../note.ts';

export interface FoundMatches {
  /** Matches by tier, whatever was decided about them. */
  readonly tiers: Readonly<Record<Tier, number>>;
  /** Not in the queue before. */
  readonly fresh: number;
  /** In the queue before, and found no more. */
  readonly gone: number;
}

/** Matches in one transaction: their members are opened for it. */
const BATCH = 200;

export async function storeMatches(
  ledger: Ledger,
  proposals: readonly Proposal[],
  ids: IdFile,
  correlation: Correlation,
  operator: string,
): Promise<FoundMatches> {
  const seenAt = new Date();
  const tiers = { certain: 0, probable: 0, ambiguous: 0 };
  let fresh = 0;
  for (let at = 0; at < proposals.length; at += BATCH) {
    const found = await describe(ledger, proposals.slice(at, at + BATCH), ids, correlation);
    for (const { tier } of found) tiers[tier] += 1;
    fresh += await ledger.db.transaction((tx) => putMatches(tx, found, seenAt));
  }
  const gone = await ledger.db.transaction(async (tx) => {
    const count = await closeGone(tx, seenAt);
    await note(ledger, tx, [
      { kind: 'matches-found', facts: { ...tiers, fresh, gone: count, by: operator } },
    ]);
    return count;
  });
  return { tiers, fresh, gone };
}

async function describe(
  ledger: Ledger,
  proposals: readonly Proposal[],
  ids: IdFile,
  correlation: Correlation,
): Promise<readonly FoundMatch[]> {
  const members = proposals.map(({ entries }) => entries.map((entry) => ids.read(entry)));
  const small = members.filter(({ length }) => length <= MOST_MEMBERS);
  const seals = await openSeals(ledger.db, [...new Set(small.flat())]);
  const identities = new Map(
    seals.map(({ id, body }) => [id, readIdentity(ledger.seals.open(id, body))] as const),
  );
  return proposals.map((proposal, index) => {
    const own = members[index] ?? [];
    const opened = own.flatMap((id) => identities.get(id) ?? []);
    const against: MatchReason[] = contradictionsIn(opened, correlation.keys).map(({ field, between }) => ({
      contradiction: field,
      fields: [field],
      between,
    }));
    const { obstacle } = proposal;
    return {
      // Ids sort otherwise than numbers where a search meets newcomers: the members of one match stay one match.
      ...sorted(own, [...reasonsOf(proposal), ...against]),
      tier: against.length > 0 ? ('ambiguous' as const) : proposal.tier,
      ...(obstacle === undefined ? {} : { obstacle }),
    };
  });
}

function reasonsOf({ entries, edges }: Proposal): readonly MatchReason[] {
  const place = new Map(entries.map((entry, at) => [entry, at]));
  return edges.map(({ a, b, rule }) => ({
    rule: rule.name,
    fields: rule.same,
    between: [place.get(a) ?? 0, place.get(b) ?? 0],
  }));
}

function sorted(
  members: readonly string[],
  reasons: readonly MatchReason[],
): Pick<FoundMatch, 'members' | 'reasons'> {
  const order = members.toSorted();
  const moved = (place: number) => order.indexOf(members[place] ?? '');
  return {
    members: order,
    reasons: reasons.map((one) => ({ ...one, between: [moved(one.between[0]), moved(one.between[1])] })),
  };
}
