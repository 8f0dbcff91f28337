/**
 * Who loses a second factor or a passkey on which target, as rows of a table.
 *
 * @module
 */
import type { Assessment } from '../../engine/assess/assessment.ts';
import { factorParity } from '../../engine/assess/factor-parity.ts';
import { formatCount } from '../words.ts';
import { share } from './share.ts';

/** Targets side by side on one screen; the JSON and the report have all of them. */
const MOST_TARGETS = 5;

/** One row a factor: the share that loses it on each target, and the reason met most often where anybody does. */
export function factorRows(assessment: Assessment): (string | number)[][] {
  const shown = assessment.outlooks.slice(0, MOST_TARGETS).map(({ title }) => title);
  const parity = factorParity(assessment);
  if (shown.length === 0 || parity.length === 0) return [];
  const rows = parity.map(({ factor, customers, targets }) => {
    const [reason] = targets
      .flatMap(({ reasons }) => reasons)
      .toSorted((one, other) => other.count - one.count);
    return [
      `${factor} (${formatCount(customers)})`,
      ...targets.slice(0, MOST_TARGETS).map(({ lost }) => (lost === 0 ? 'kept' : share(lost, customers))),
      reason?.why ?? '',
    ];
  });
  const more = assessment.outlooks.length - shown.length;
  return [['lost by', ...shown, more > 0 ? `${more} more targets in --json and the report` : ''], ...rows];
}
