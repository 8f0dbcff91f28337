/**
 * Everything readiness can find, from its closed list.
 *
 * @module
 */
import { FINDINGS } from '../../src/engine/readiness.ts';
import { table } from './table.ts';

const ORDER = ['blocks', 'warns', 'tells'];

export function findingsTable(): string {
  const rows = Object.entries(FINDINGS)
    .toSorted(([, one], [, other]) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity))
    .map(([code, { severity, what, why }]) => [`\`${code}\``, severity, `${what}.`, why]);
  return table(['code', 'severity', 'what to change', 'otherwise'], rows);
}
