/**
 * Says in words what is proposed for a source, what it makes of real rows, and what is undecided.
 *
 * @module
 */

import { redactHash } from '../../engine/assess/redact.ts';
import { CATALOGUE } from '../../problems/catalogue.ts';
import { showValue } from '../redact-value.ts';
import { countOf, formatCount, formatTable, type Paint } from '../words.ts';
import type { MappingPreview, RowPreview } from './preview.ts';
import type { Proposal } from './proposal.ts';

export function describeProposal({ written, proposed, undecided }: Proposal, paint: Paint): string {
  const known = Object.keys(written.fields ?? {}).length;
  return [
    known === 0 ? '' : `${countOf(known, 'field')} mapped in the configuration already.`,
    section(
      'Proposed',
      proposed.map(({ to, from, why }) => [to, `← ${from}`, paint.faint(why)]),
      paint,
    ),
    section(
      'Undecided: an error until it is mapped, kept or ignored by name',
      undecided.map(({ field, why }) => [field, paint.faint(why)]),
      paint,
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

export function describePreview(preview: MappingPreview, reveal: boolean, paint: Paint): string {
  const { rows, sound, shown, fixes, problems } = preview;
  const corrections = fixes
    .filter(({ count }) => count > 0)
    .map(({ name, on, does, count, fields }) => [
      name,
      count,
      on ? 'on' : paint.warn('off'),
      does,
      paint.faint(fields.join(', ')),
    ]);
  return [
    `${formatCount(sound)} of ${countOf(rows, 'row')} would cross as they are.`,
    ...shown.map((row) => describeRow(row, reveal, paint)),
    section('Corrected by itself (`mapping.fixes` switches)', corrections, paint),
    section(
      'What is wrong',
      problems.map(({ code, field, found, count, row }) => [
        code,
        count,
        field,
        found,
        `row ${row}`,
        paint.faint(titleOf(code)),
      ]),
      paint,
    ),
    reveal
      ? ''
      : paint.faint(
          'Values are shown by their shape; --reveal shows them. Hashes and secrets are never shown.',
        ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function describeRow(
  { position, fields, kept, problems }: RowPreview,
  reveal: boolean,
  paint: Paint,
): string {
  const rows = fields
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .map(({ to, from, transforms, before, after }) => [
      from,
      showField(to, before, reveal),
      '→',
      to,
      after === undefined ? paint.faint('nothing') : showField(to, after, reveal),
      paint.faint(transforms.join(', ')),
    ]);
  const lines = [`${paint.bold(position)}\n${formatTable(rows)}`];
  if (kept.length > 0) lines.push(`  kept as attributes: ${kept.join(', ')}`);
  for (const { code, field = '', found = '' } of problems)
    lines.push(
      `  ${paint.bad(code)} ${field === '' ? '' : `${field}: `}${found === '' ? titleOf(code) : found}`,
    );
  return lines.join('\n');
}

/** Words of ours and of the legacy about an account: harmless, and what a preview is looked at for. */
const HARMLESS = /^(kind|status|operation)$|verified$|mustChange$|enabled$/;

/** What a secret is called in the source does not make it less of one. */
function showField(to: string, value: unknown, reveal: boolean): string {
  if (value === undefined || value === null || value === '') return '';
  if (to === 'password.hash') return typeof value === 'string' ? redactHash(value) : '…';
  if (to.startsWith('factors.') || to.startsWith('password.beside.')) return '…';
  return showValue(value, reveal || HARMLESS.test(to));
}

/** The same rows for a machine. */
export function shownRows({ shown }: MappingPreview, reveal: boolean): readonly object[] {
  return shown.map(({ fields, ...row }) => ({
    ...row,
    fields: fields.map(({ before, after, ...field }) => ({
      ...field,
      before: showField(field.to, before, reveal),
      after: showField(field.to, after, reveal),
    })),
  }));
}

function section(title: string, rows: readonly (readonly (string | number)[])[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint.bold(title)}\n${formatTable(rows)}`;
}

function titleOf(code: string): string {
  const known = Object.entries(CATALOGUE).find(([name]) => name === code);
  return known?.[1].title ?? '';
}
