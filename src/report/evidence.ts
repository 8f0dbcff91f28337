/**
 * The record of what may be carried, as a page for those who answer for it, and as Markdown.
 *
 * @module
 */
import { LEGAL_BASES } from '../engine/evidence/legal-basis.ts';
import type { EvidenceEntry, EvidenceRecord } from '../engine/evidence/record.ts';
import { html } from '../markup/html.ts';
import { nameOfField } from './assessment/field-names.ts';
import { codeOf, escapeMarkdown, markdownTable } from './markdown.ts';
import { count, countOf, moment } from './numbers.ts';
import { renderPage } from './page.ts';
import { table } from './table.ts';

/** What a check found, for those who only read. */
interface Standing {
  readonly state: 'signed' | 'unsigned' | 'changed';
  readonly missing: readonly string[];
}

const STATES = {
  signed: 'Signed, and unchanged since.',
  unsigned: 'Nobody has signed this record.',
  changed: 'This record was changed after it was signed.',
} as const satisfies Record<Standing['state'], string>;

export function renderEvidence(record: EvidenceRecord, standing: Standing): string {
  const { name, entries, signature } = record;
  const carried = entries.filter(({ legalBasis }) => legalBasis !== 'not-carried');
  return renderPage({
    kind: 'Evidence',
    title: 'What may be carried',
    about: html`${name !== '' && html`${name}: `}${countOf(entries.length, 'kind')} of personal data.`,
    summary: html`<p class="lead">${STATES[standing.state]}${signature !== undefined && html` By <strong>${signature.by}</strong>, ${moment(signature.at)}.`}</p>
<ul><li>${countOf(carried.length, 'kind')} of data cross, ${count(entries.length - carried.length)} stay behind.</li>${
      standing.missing.length > 0 &&
      html`<li>Nobody has decided about ${standing.missing.map((category, index) => html`${index > 0 && ', '}<code>${category}</code>`)}.</li>`
    }</ul>`,
    sections: [
      {
        id: 'entries',
        title: 'Each kind of data',
        body: table({
          caption: 'Kinds of personal data, with the ground on which they are carried',
          columns: [
            { title: 'data' },
            { title: 'legal basis', wide: true },
            { title: 'purpose' },
            { title: 'region' },
            { title: 'retention' },
            { title: 'decided by' },
          ],
          rows: entries.map((entry) => [
            html`${nameOfField(entry.category)}<small><code>${entry.category}</code></small>${entry.customers !== undefined && html`<small>${countOf(entry.customers, 'customer')}</small>`}`,
            html`${basisOf(entry)}${entry.basisNote !== '' && html`<small>${entry.basisNote}</small>`}`,
            entry.purpose,
            regionOf(entry),
            entry.retention,
            entry.decidedBy,
          ]),
        }),
      },
    ],
    footer: html`<p>${signature !== undefined && html`Hash of what was signed: <code>${signature.hash}</code>. `}Made by Footbridge. The signature shows whether the record was changed; it does not prove who signed.</p>`,
  });
}

function basisOf({ legalBasis }: EvidenceEntry): string {
  return legalBasis === '' ? 'not decided' : LEGAL_BASES[legalBasis];
}

function regionOf({ regionFrom, regionTo }: EvidenceEntry): string {
  if (regionFrom === '' && regionTo === '') return '';
  return regionFrom === regionTo ? regionFrom : `${regionFrom} → ${regionTo}`;
}

export function renderEvidenceMarkdown(record: EvidenceRecord, standing: Standing): string {
  const { name, entries, signature } = record;
  const signed =
    signature === undefined
      ? ''
      : ` By ${escapeMarkdown(signature.by)}, ${moment(signature.at)}. Hash: ${codeOf(signature.hash)}`;
  const missing = standing.missing.map(codeOf).join(', ');
  const parts = [
    `# What may be carried${name === '' ? '' : `: ${escapeMarkdown(name)}`}`,
    `${STATES[standing.state]}${signed}`,
    missing === '' ? '' : `Nobody has decided about ${missing}.`,
    markdownTable(
      ['data', 'legal basis', 'note', 'purpose', 'region', 'retention', 'decided by'],
      entries.map((entry) => [
        codeOf(entry.category),
        ...[
          basisOf(entry),
          entry.basisNote,
          entry.purpose,
          regionOf(entry),
          entry.retention,
          entry.decidedBy,
        ].map((text) => escapeMarkdown(text)),
      ]),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`.replaceAll('\u00a0', ' ');
}
