/** `footbridge plan make`: proposes a plan from the sources, the target and what the configuration lays down. */
import { FootbridgeError } from '../../../problems/problem.ts';
import { withLedger } from '../../parts.ts';
import { type ForecastFlags, readForecastFlags, withForecastFlags } from '../../plan/forecast-flags.ts';
import { makePlanOf } from '../../plan/make.ts';
import { storeMade } from '../../plan/store-made.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

interface MakeFlags extends ForecastFlags {
  readonly asOf?: string;
}

export const addMake: AddCommand = (plan, act) => {
  withForecastFlags(plan.command('make'))
    .description('read the sources and propose a plan; it counts once it is approved')
    .option('--as-of <date>', 'count ages back from this day instead of the newest time there is')
    .action(
      act((invocation, { asOf, ...flags }: MakeFlags) =>
        withLedger<ExitCode>(invocation, 'own', async (opened) => {
          const made = await makePlanOf(invocation, opened, {
            ...(asOf === undefined ? {} : { asOf: readDay(asOf) }),
            ...(await readForecastFlags(flags, invocation.terminal.folder)),
          });
          return storeMade(invocation, opened.ledger, made);
        }),
      ),
    );
};

function readDay(text: string): Date {
  const day = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : Number.NaN);
  if (!Number.isNaN(day.getTime())) return day;
  throw new FootbridgeError('USAGE_WRONG', '--as-of looks like 2026-11-20');
}
