/**
 * Tables of legacies, from the data they answer with.
 *
 * @module
 */
import type { Legacy } from '../../src/legacy/legacy.ts';
import { table } from './table.ts';

export function legacyOverview(legacies: readonly Legacy[]): string {
  return table(
    ['legacy', 'type', 'cannot tell apart'],
    legacies.map(({ id, title, cannot }) => [`[${title}](${id}.md)`, `\`${id}\``, cannot.join(' ')]),
  );
}

/** Of a handover too. */
export function cannotList({ cannot }: Pick<Legacy, 'cannot'>): string {
  return cannot.map((sentence) => `- ${sentence}`).join('\n');
}
