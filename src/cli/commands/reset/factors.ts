/** `footbridge reset factors`: who keeps which factor and who loses it, why, and where it can be set up anew. */

import { missing, namedTarget } from '../../../config/named.ts';
import { type FactorParity, type ParityRow, readParity } from '../../../engine/reset/factor-parity.ts';
import { type Opened, withLedger, withTarget } from '../../parts.ts';
import type { ExitCode } from '../../terminal.ts';
import { withCount } from '../../with-progress.ts';
import { countOf, formatCount, formatTable, type Paint } from '../../words.ts';
import type { AddCommand, Invocation } from '../command.ts';

export const addFactors: AddCommand = (reset, act) => {
  reset
    .command('factors')
    .description('which second factors and passkeys travel, which are lost, why, and what comes instead')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const parity = await read(invocation, opened);
          const { output } = invocation;
          output.result(parity, () => describeParity(parity, output.paint));
          return 0;
        }),
      ),
    );
};

function read(invocation: Invocation, opened: Opened): Promise<FactorParity> {
  const { config, path } = opened.loaded;
  if (config.target === undefined) throw missing('target', 'this command asks it what it can hold', path);
  const { reset } = namedTarget(config, path).connector.accepts;
  const page = { passkeys: config.reset?.journey.passkey !== undefined };
  return withTarget(invocation, opened, ({ id, fit }) =>
    withCount(invocation, 'select', (tell) =>
      readParity({ ledger: opened.ledger, target: { id, fit, ...(reset && { reset }) }, page }, tell),
    ),
  );
}

const PLACES = { here: 'on our page', there: "on the platform's page", no: 'nowhere' } as const;

function describeParity({ customers, losing, rows, target }: FactorParity, paint: Paint): string {
  if (rows.length === 0) return 'Nobody in the ledger has a second factor or a passkey.';
  const head = ['factor', 'cohort', 'customers', 'carried', 'lost', 'instead'];
  const table = rows.map(({ cohort, factor, customers, carried, lost, instead }) => [
    factor,
    cohort || '–',
    formatCount(customers),
    formatCount(carried),
    formatCount(lost),
    instead === undefined ? '' : `${instead.need} ${PLACES[instead.place]}`,
  ]);
  return [
    `${paint.bold(countOf(customers, 'customer'))} with a factor; ${formatCount(losing)} of them lose one on ${target}.`,
    formatTable([head, ...table]),
    ...reasonsOf(rows).map(([why, count]) => `  ${formatCount(count)}: ${why}`),
  ].join('\n');
}

function reasonsOf(rows: readonly ParityRow[]): readonly (readonly [string, number])[] {
  const reasons = new Map<string, number>();
  for (const row of rows)
    for (const [why, count] of Object.entries(row.reasons)) {
      const said = `${row.factor}: ${why}`;
      reasons.set(said, (reasons.get(said) ?? 0) + count);
    }
  return [...reasons].sort(([, a], [, b]) => b - a);
}
