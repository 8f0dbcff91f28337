/**
 * What is wrong, and what to do about it.
 *
 * @module
 */
import type { Assessment, Collision, Example, Finding } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { CATALOGUE } from '../../problems/catalogue.ts';
import { withCode } from '../code-words.ts';
import { count, listed } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function findingSection({ findings, collisions }: Assessment): Section {
  return {
    id: 'wrong',
    title: 'What is wrong',
    intro: 'What holds customers back comes first. Nothing was changed.',
    body: html`${findingTable(findings)}${collisionTable(collisions)}`,
  };
}

function findingTable(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<p>Nothing was found.</p>`;
  const order = findings.toSorted((one, other) => rank(one) - rank(other) || other.count - one.count);
  return table({
    caption: 'Mistakes in the data',
    columns: [
      { title: 'what' },
      { title: 'effect' },
      { title: 'cases', number: true },
      { title: 'what to do', wide: true },
    ],
    rows: order.map((finding) => [
      html`${titleOf(finding)}<small><code>${finding.code}</code></small>`,
      finding.severity === 'blocks'
        ? html`<span class="mark bad">holds back</span>`
        : html`<span class="mark warn">look at it</span>`,
      count(finding.count),
      html`${withCode(fixOf(finding))}${examples(finding.examples)}`,
    ]),
  });
}

function rank({ severity }: Finding): number {
  return severity === 'blocks' ? 0 : 1;
}

/** An assessment of a newer version may hold codes that this one does not know. */
function entryOf({ code }: Finding): { title: string; fix: string } | undefined {
  return CATALOGUE[code];
}

function titleOf(finding: Finding): string {
  const title = entryOf(finding)?.title ?? finding.code;
  return finding.field === undefined ? title : `${title}: ${finding.field}`;
}

function fixOf(finding: Finding): string {
  return entryOf(finding)?.fix ?? '';
}

const MOST_EXAMPLES = 3;

function examples(list: readonly Example[]): Html | undefined {
  const shown = list.slice(0, MOST_EXAMPLES);
  if (shown.length === 0) return undefined;
  const sources = [...Map.groupBy(shown, ({ source }) => source)].map(([source, rows]) => {
    const words = rows.map(({ row, found }) => `${count(row)}${found === undefined ? '' : ` (${found})`}`);
    return `${source}, ${rows.length === 1 ? 'row' : 'rows'} ${listed(words)}`;
  });
  return html`<small>For example ${sources.join('; ')}</small>`;
}

const RULES = {
  same: 'the same, as targets compare them',
  case: 'the same but for capital letters',
  unicode: 'the same but for look-alike letters',
  'plus-tag': 'the same but for a tag behind +',
  dots: 'the same but for dots (at Gmail the same mailbox)',
  'shared-phone': 'one phone number for several',
} as const satisfies Record<Collision['rule'], string>;

function collisionTable(collisions: readonly Collision[]): Html | undefined {
  const found = collisions.filter(({ groups }) => groups > 0);
  if (found.length === 0) return undefined;
  return table({
    caption: 'Identifiers that several share',
    columns: [
      { title: 'identifier' },
      { title: 'rule', wide: true },
      { title: 'groups', number: true },
      { title: 'identities', number: true },
      { title: 'largest group', number: true },
    ],
    rows: found.map(({ type, rule, groups, identities, largest }) => [
      type,
      RULES[rule] ?? rule,
      count(groups),
      count(identities),
      count(largest),
    ]),
  });
}
