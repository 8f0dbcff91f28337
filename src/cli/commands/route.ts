/**
 * `footbridge route`: who is answered by us and who stays with the legacy. Every instance follows within two seconds.
 *
 * @module
 */
import type { Command } from 'commander';
import { readRoutes, setException, setRoute } from '../../engine/login/router.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { type Opened, operatorName, withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

/** How the command line writes the cohort of those who fall under no rule of `login.cohorts`. */
const OTHERS = 'others';

export const addRoute: AddCommand = (program, act) => {
  const route = program.command('route').description('who is answered by us, and who stays with the legacy');
  addShow(route, act);
  addSet(route, act);
  addPin(route, act);
};

function addShow(route: Command, act: Act): void {
  route
    .command('show')
    .description('the cohorts and their shares')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', async (opened) => {
          await show(invocation, opened);
          return 0;
        }),
      ),
    );
}

interface SetFlags {
  readonly share?: string;
  readonly to?: string;
}

function addSet(route: Command, act: Act): void {
  route
    .command('set')
    .argument('<cohort>', `of \`login.cohorts\`; "${OTHERS}": whoever falls under no rule`)
    .description('divide a cohort')
    .option('--share <percent>', 'how much of it, 0 to 100; absent: all')
    .option('--to <side>', 'to whom that share goes: footbridge or legacy', 'footbridge')
    .action(
      act((invocation, cohort: string, flags: SetFlags) => {
        const share = readShare(flags);
        return withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const name = findCohort(opened, cohort);
          await setRoute(opened.ledger, name, share, operatorName(invocation.terminal.environment));
          await show(invocation, opened);
          return 0;
        });
      }),
    );
}

function addPin(route: Command, act: Act): void {
  route
    .command('pin')
    .argument('<identifier>', 'what the customer logs in with')
    .description('give one customer a side of their own, for testers and support')
    .option('--to <side>', 'footbridge, legacy, or cohort to take it away again', 'footbridge')
    .action(
      act((invocation, identifier: string, { to = '' }: { to?: string }) => {
        const place = to === 'cohort' ? undefined : readSide(to);
        return withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const operator = operatorName(invocation.terminal.environment);
          if (!(await setException(opened.ledger, identifier, place, operator))) {
            throw new FootbridgeError('USAGE_WRONG', 'Nobody can log in with such an identifier');
          }
          await show(invocation, opened);
          return 0;
        });
      }),
    );
}

async function show({ output }: Invocation, { ledger, loaded }: Opened): Promise<void> {
  const { cohorts: routes, exceptions } = await readRoutes(ledger);
  const names = [...loaded.config.login.cohorts.map(({ name }) => name), ''];
  const known = names.map((cohort) => ({
    cohort,
    share: routes.find((route) => route.cohort === cohort)?.share ?? 100,
  }));
  const gone = routes.filter(({ cohort }) => !names.includes(cohort));
  output.result({ cohorts: known, exceptions, gone: gone.map(({ cohort }) => cohort) }, () =>
    [
      formatTable(
        known.map(({ cohort, share }) => [
          cohort === '' ? OTHERS : cohort,
          `${share} % footbridge`,
          `${100 - share} % legacy`,
        ]),
        '',
      ),
      ...(exceptions === 0 ? [] : [`Customers with a side of their own: ${exceptions}`]),
      ...gone.map(({ cohort }) => `${cohort} has a route, but no rule in \`login.cohorts\` any more.`),
    ].join('\n'),
  );
}

/** @throws {FootbridgeError} USAGE_WRONG */
function findCohort({ loaded }: Opened, given: string): string {
  if (given === OTHERS) return '';
  const names = loaded.config.login.cohorts.map(({ name }) => name);
  if (names.includes(given)) return given;
  const known = [...names, OTHERS];
  throw new FootbridgeError(
    'USAGE_WRONG',
    `No cohort is called ${given}${didYouMean(given, known)}; there are ${known.join(', ')}`,
  );
}

/** Per cent for Footbridge. @throws {FootbridgeError} USAGE_WRONG */
function readShare({ share = '100', to = '' }: SetFlags): number {
  const side = readSide(to);
  if (!/^\d{1,3}$/.test(share) || Number(share) > 100) {
    throw new FootbridgeError('USAGE_WRONG', '--share is not a whole number from 0 to 100');
  }
  return side === 'footbridge' ? Number(share) : 100 - Number(share);
}

/** @throws {FootbridgeError} USAGE_WRONG */
function readSide(to: string): 'footbridge' | 'legacy' {
  if (to === 'footbridge' || to === 'legacy') return to;
  throw new FootbridgeError('USAGE_WRONG', '--to is footbridge or legacy');
}
