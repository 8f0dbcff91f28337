/**
 * Says in words what a match is, why, and what a merge would make of it.
 *
 * @module
 */
import type { FindResult, MatchPreview, PreviewedMember } from '../../engine/link.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { MatchReason, MatchRow } from '../../ledger/sql/matches.ts';
import { showValue } from '../redact-value.ts';
import { countOf, formatCount, formatCounts, formatTable, type Paint } from '../words.ts';

export function describeFound({ read, tiers, fresh, gone, crowds }: FindResult, paint: Paint): string {
  const found = formatCounts(tiers);
  const lines = [
    `${countOf(read, 'record')} compared: ${found === '' ? 'nobody seems to be there twice' : found}`,
    `${formatCount(fresh)} new, ${formatCount(gone)} gone since the last search`,
  ];
  for (const [rule, count] of Object.entries(crowds)) {
    lines.push(
      `${paint.warn('!')} ${countOf(count, 'value')} shared by more than 100 (${rule}): a default or a switchboard, not compared`,
    );
  }
  return lines.join('\n');
}

export function describeList(matches: readonly MatchRow[], total: number, paint: Paint): string {
  if (total === 0) return 'No matches. `footbridge link find` looks for them.';
  const rows = matches.map((match) => [
    `#${match.id}`,
    match.tier,
    countOf(match.members.length, 'record'),
    whyIn(match.reasons).join('; '),
    match.obstacle === null ? '' : paint.warn(match.obstacle),
  ]);
  const more = total - matches.length;
  return `${formatTable(rows, '')}${more > 0 ? `\n… and ${formatCount(more)} more: --limit, --tier` : ''}`;
}

/** `verified e-mail (email)`, once each; what speaks against it first. */
function whyIn(reasons: readonly MatchReason[]): readonly string[] {
  const against = reasons.flatMap(({ contradiction }) =>
    contradiction === undefined ? [] : [`but ${contradiction} differs`],
  );
  const rules = reasons.flatMap(({ rule, fields }) =>
    rule === undefined ? [] : [`${rule} (${fields.join(', ')})`],
  );
  return [...new Set([...rules, ...against])];
}

export function describePreview(preview: MatchPreview, reveal: boolean, paint: Paint): string {
  const { match, members, obstacle } = preview;
  return [
    `${paint.bold(`Match ${match.id}`)}  ${match.tier}, ${stateOf(match)}`,
    formatTable(members.map((member, place) => memberRow(member, place, match))),
    section('Why', whyBetween(preview), paint),
    section('Of what there can be one only', fieldRows(preview, reveal), paint),
    section('Side by side', unitedRows(preview, reveal), paint),
    section('Lost', lossRows(preview), paint),
    obstacle === undefined ? '' : `${paint.bad('It cannot be merged now:')} ${obstacle}.`,
    reveal ? '' : paint.faint('Values are shown by their shape; --reveal shows them, and is recorded.'),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function stateOf({ state, decided_by, decided_at, note }: MatchRow): string {
  if (decided_by === null || decided_at === null) return state;
  const why = note === null ? '' : `: ${note}`;
  return `${state}; decided by ${decided_by} on ${decided_at.toISOString().slice(0, 10)}${why}`;
}

function section(title: string, rows: readonly (readonly (string | number)[])[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint.bold(title)}\n${formatTable(rows)}`;
}

/** A, B, C …: the survivor is A. */
function nameOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

function memberRow(
  { source, row, state, inTarget }: PreviewedMember,
  place: number,
  { state: decided }: MatchRow,
): string[] {
  const keeps = place === 0 ? (decided === 'merged' ? 'is the account' : 'would be the account') : '';
  return [nameOf(place), `${source}, row ${row}`, state, inTarget ? 'in the target' : '', keeps];
}

/** One line a pair, in the letters of this screen. */
function whyBetween({ match, members }: MatchPreview): string[][] {
  const letter = (place: number) => nameOf(members.findIndex(({ id }) => id === match.members[place]));
  return match.reasons.map(({ rule, contradiction, fields, between: [one, other] }) => [
    [letter(one), letter(other)].toSorted().join(' and '),
    rule === undefined
      ? `speaks against it: ${contradiction} differs`
      : `${rule}: the same ${fields.join(' and ')}`,
  ]);
}

function fieldRows({ merged, members }: MatchPreview, reveal: boolean): string[][] {
  return (merged?.decisions ?? []).map(({ field, values, winner, why }) => {
    // Whether somebody is shut out is no secret, and what the whole decision may hang on.
    const shown = reveal || field === 'status';
    const kept = field === 'password' ? 'the hash' : showValue(values[winner], shown);
    const others = values.flatMap((value, place) =>
      place === winner || value === undefined || field === 'password' || same(value, values[winner])
        ? []
        : [`${nameOf(place)}: ${showValue(value, shown)}`],
    );
    const from = members.length > 1 ? `${nameOf(winner)}: ` : '';
    return [field, `${from}${kept}`, why, others.join(', ')];
  });
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function unitedRows({ merged, members }: MatchPreview, reveal: boolean): string[][] {
  if (merged === undefined) return [];
  const { identity } = merged;
  const lists = [
    ['factors', identity.factors.map(({ type }) => type)],
    ['links', identity.links.map(({ provider }) => provider)],
    ['consents', identity.consents.map(({ purpose, status }) => `${purpose} ${status}`)],
    ['memberships', identity.memberships.map(({ type, name }) => `${type} ${name}`)],
  ] as const;
  const identifiers = identity.identifiers.map((one) => [
    one.type,
    showValue(one.value, reveal),
    one.verified === true ? 'verified' : 'not verified',
    `of ${ownersOf(one, members)}`,
  ]);
  return [
    ...identifiers,
    ...lists.flatMap(([name, held]) => (held.length === 0 ? [] : [[name, held.join(', '), '', '']])),
  ];
}

function ownersOf(one: Parameters<typeof identifierKey>[0], members: readonly PreviewedMember[]): string {
  const key = identifierKey(one);
  const owners = members.flatMap(({ identity }, place) =>
    identity.identifiers.some((mine) => identifierKey(mine) === key) ? [nameOf(place)] : [],
  );
  return owners.join(' and ');
}

function lossRows({ merged }: MatchPreview): string[][] {
  return (merged?.losses ?? []).map(({ field, member, why }) => [`${field} of ${nameOf(member)}`, why]);
}
