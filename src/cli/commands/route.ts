/**
 * `footbridge route`: who is answered by us and who stays with the legacy. Every instance follows within two seconds.
 *
 * @module
 */
import type { Command } from 'commander';
import { readException, readRoutes, setException, setRoute } from '../../engine/login/router.ts';
import { newestPlan } from '../../engine/plan/stored-plan.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { changeThroughServer, type RouteChange } from '../ask-server.ts';
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
  readonly dryRun?: boolean;
  readonly share?: string;
  readonly to?: string;
}

function addSet(route: Command, act: Act): void {
  route
    .command('set')
    .argument('<cohort>', `of the plan or \`login.cohorts\`; "${OTHERS}": whoever falls under no rule`)
    .description('divide a cohort')
    .option('--share <percent>', 'how much of it, 0 to 100; absent: all')
    .option('--to <side>', 'to whom that share goes: footbridge or legacy', 'footbridge')
    .option('--dry-run', 'say what would change; writes nothing')
    .action(
      act((invocation, cohort: string, flags: SetFlags) => {
        const share = readShare(flags);
        return withLedger<ExitCode>(invocation, 'share', async (opened) => {
          const wanted = { cohort: await findCohort(opened, cohort), share };
          if (flags.dryRun === true) return preview(invocation, opened, wanted);
          await change(invocation, opened, wanted);
          await show(invocation, opened);
          return 0;
        });
      }),
    );
}

async function preview(
  { output }: Invocation,
  { ledger }: Opened,
  { cohort, share }: { readonly cohort: string; readonly share: number },
): Promise<ExitCode> {
  const { cohorts } = await readRoutes(ledger);
  const now = cohorts.find((route) => route.cohort === cohort)?.share ?? 100;
  output.result(
    { cohort, share: now, wanted: share },
    () =>
      `Nothing was written. ${cohort === '' ? OTHERS : cohort}: ${now} % footbridge would become ${share} %.`,
  );
  return 0;
}

interface PinFlags {
  readonly dryRun?: boolean;
  readonly to?: string;
}

function addPin(route: Command, act: Act): void {
  route
    .command('pin')
    .argument('<identifier>', 'what the customer logs in with')
    .description('give one customer a side of their own, for testers and support')
    .option('--to <side>', 'footbridge, legacy, or cohort to take it away again', 'footbridge')
    .option('--dry-run', 'say what would change; writes nothing')
    .action(
      act((invocation, identifier: string, { to = '', dryRun = false }: PinFlags) => {
        const place = to === 'cohort' ? undefined : readSide(to);
        return withLedger<ExitCode>(invocation, 'share', async (opened) => {
          if (dryRun) return previewPin(invocation, opened, identifier, place ?? 'cohort');
          await change(invocation, opened, { identifier, place: place ?? null });
          await show(invocation, opened);
          return 0;
        });
      }),
    );
}

/** @throws {FootbridgeError} USAGE_WRONG */
async function previewPin(
  { output }: Invocation,
  { ledger }: Opened,
  identifier: string,
  wanted: 'footbridge' | 'legacy' | 'cohort',
): Promise<ExitCode> {
  const place = await readException(ledger, identifier);
  if (place === undefined) throw noIdentifier();
  output.result(
    { place, wanted },
    () => `Nothing was written. This customer: ${SIDES[place]} would become ${SIDES[wanted]}.`,
  );
  return 0;
}

const SIDES = { footbridge: 'footbridge', legacy: 'legacy', cohort: 'as their cohort' } as const;

function noIdentifier(): FootbridgeError {
  return new FootbridgeError('USAGE_WRONG', 'Nobody can log in with such an identifier');
}

/** @throws {FootbridgeError} USAGE_WRONG, LEDGER_BUSY */
async function change({ terminal }: Invocation, opened: Opened, wanted: RouteChange): Promise<void> {
  const by = operatorName(terminal.environment);
  const held = opened.ledger.db.access === 'visit';
  const done = held
    ? await changeThroughServer(opened.loaded, terminal.environment, { ...wanted, by })
    : await changeHere(opened.ledger, wanted, by);
  if (done === 'done') return;
  if (done === 'no-identifier') throw noIdentifier();
  throw new FootbridgeError(
    'LEDGER_BUSY',
    done === 'away'
      ? 'Another process holds this embedded ledger, and no `footbridge serve` answers at `serve.host` and `serve.port`'
      : 'The `footbridge serve` that holds this embedded ledger refused; see `serve.adminTokens`',
  );
}

async function changeHere(
  ledger: Ledger,
  wanted: RouteChange,
  by: string,
): Promise<'done' | 'no-identifier'> {
  if ('cohort' in wanted) {
    await setRoute(ledger, wanted.cohort, wanted.share, by);
    return 'done';
  }
  const { identifier, place } = wanted;
  return (await setException(ledger, identifier, place ?? undefined, by)) ? 'done' : 'no-identifier';
}

async function show({ output }: Invocation, { ledger, loaded }: Opened): Promise<void> {
  const { cohorts: routes, exceptions } = await readRoutes(ledger);
  const names = [...(await cohortNames({ ledger, loaded })), ''];
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
      ...gone.map(
        ({ cohort }) =>
          `${cohort} has a route, but no rule in \`login.cohorts\` and no place in the plan any more.`,
      ),
    ].join('\n'),
  );
}

/** Those of `login.cohorts` come first, as the door tries them; then those of the plan. */
async function cohortNames({ loaded, ledger }: Opened): Promise<readonly string[]> {
  const stored = await newestPlan(ledger.db);
  const planned = stored?.plan.cohorts.map(({ name }) => name) ?? [];
  return [...new Set([...loaded.config.login.cohorts.map(({ name }) => name), ...planned])];
}

/** @throws {FootbridgeError} USAGE_WRONG */
async function findCohort(opened: Opened, given: string): Promise<string> {
  if (given === OTHERS) return '';
  const names = await cohortNames(opened);
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
