/**
 * `footbridge demo`: a whole crossing on this machine, with an old shop and a real Better Auth.
 *
 * @module
 */
import { relative } from 'node:path';
import { type ImportResult, importRun, readStatus, type Status } from '../../engine/index.ts';
import { type DemoFolder, demoFolder, renewDemoFolder, type ServerNote } from '../demo/folder.ts';
import { RUSH, type Rush, rushHour } from '../demo/rush-hour.ts';
import { startServer, stopServer } from '../demo/start-server.ts';
import { type WrittenShop, writeOldShop } from '../demo/write-shop.ts';
import { withCrossing, withLedger } from '../parts.ts';
import { problemRows, stateRows } from '../status-words.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { formatCount, formatDuration, formatTable } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

const CUSTOMERS = 5_000;

interface DemoFlags {
  readonly stop?: boolean;
}

export const addDemo: AddCommand = (program, act) => {
  program
    .command('demo')
    .description('a whole crossing on this machine: an old shop moves into a real Better Auth')
    .option('--stop', 'end the server that the last demo left running')
    .action(
      act((invocation, { stop = false }: DemoFlags) => {
        const folder = demoFolder(invocation.terminal.folder);
        return stop ? end(invocation, folder) : show(invocation, folder);
      }),
    );
};

async function end({ output }: Invocation, folder: DemoFolder): Promise<ExitCode> {
  const stopped = await stopServer(folder);
  output.result({ stopped }, () =>
    stopped ? 'The server of the demo has ended.' : 'No server of a demo is running.',
  );
  return 0;
}

async function show(invocation: Invocation, folder: DemoFolder): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const { bold, faint } = output.paint;
  const began = Date.now();
  await stopServer(folder);
  renewDemoFolder(folder);
  output.say(`\n  ${bold('Footbridge')}  an old shop crosses into Better Auth\n`);

  const step = createStepper(invocation);
  const shop = await step('An old shop', () => writeOldShop(folder.path, CUSTOMERS), describeShop);
  const crossing = await step('The crossing', () => cross(invocation, folder), describeCrossing);
  const server = await step(
    'A real Better Auth',
    () => startServer(folder, terminal.folder),
    ({ url }) => `answers at ${url}`,
  );
  const rush = await rushHour(server.url, RUSH);
  describeRush(rush, invocation);
  describeEnd(crossing.status, invocation);

  const seconds = formatDuration(Date.now() - began);
  output.say(
    `\n  ${bold('Look around')}  ${faint(`(all of this took ${seconds})`)}\n\n${howToGoOn(server, folder, terminal.folder)}\n`,
  );
  const failed = rush.filter(({ asExpected }) => !asExpected).length;
  if (output.json) output.result({ shop, ...crossing, server: server.url, logins: rush }, () => '');
  return failed > 0 || !crossing.result.account.balanced ? 1 : 0;
}

type Stepper = <T>(title: string, work: () => Promise<T>, describe: (result: T) => string) => Promise<T>;

/** Prints each step when it is done, with the time it took. */
function createStepper({ output }: Invocation): Stepper {
  const { bold, faint } = output.paint;
  return async (title, work, describe) => {
    const began = Date.now();
    const result = await work();
    output.say(
      `  ${bold(title.padEnd(20))}${describe(result)}  ${faint(formatDuration(Date.now() - began))}`,
    );
    return result;
  };
}

function describeShop({ rows }: WrittenShop): string {
  return `${formatCount(rows)} customers, four kinds of password hashes, fifteen years of mess`;
}

interface Crossed {
  readonly result: ImportResult;
  readonly status: Status;
}

/** What `footbridge import` does, and then `footbridge status`. */
function cross(invocation: Invocation, { config }: DemoFolder): Promise<Crossed> {
  return withLedger({ ...quietly(invocation), configFile: config }, 'own', async (opened) => {
    const result = await withCrossing(invocation, opened, (crossing) =>
      withProgress(invocation, ({ stop, kill }, onProgress) =>
        importRun(crossing, { signal: stop, kill, onProgress }),
      ),
    );
    return { result, status: await readStatus(opened.ledger) };
  });
}

/** The generated key needs no warning in a demo. */
function quietly(invocation: Invocation): Invocation {
  return { ...invocation, output: { ...invocation.output, warn: () => undefined } };
}

function describeCrossing({ result: { account }, status }: Crossed): string {
  const { moved = 0, held = 0, problem = 0 } = account.ended;
  const formats = new Set(status.formats.map(({ password_format }) => password_format)).size;
  return `${formatCount(moved)} moved with ${formats - 1} formats as they are, ${held + problem} wait for a person`;
}

function describeRush(rush: readonly Rush[], { output }: Invocation): void {
  const { bold, good, bad, faint } = output.paint;
  output.say(`\n  ${bold('At the new door')}     over HTTP, with the passwords they always had\n`);
  const rows = rush.map(({ who, hashedBy, answer, asExpected, remark }) => [
    asExpected ? good('✓') : bad('✗'),
    who,
    faint(hashedBy),
    answer,
    remark === '' ? '' : faint(remark),
  ]);
  output.say(formatTable(rows, '  '));
}

function describeEnd(status: Status, { output }: Invocation): void {
  const { bold } = output.paint;
  output.say(`\n  ${bold('Where everybody is')}\n\n${formatTable(stateRows(status), '    ')}`);
  const rows = problemRows(status);
  if (rows.length === 0) return;
  output.say(`\n  ${bold('What could not move, and why')}\n\n${formatTable(rows, '    ')}`);
}

/** In a checkout npm runs the source; elsewhere the package is installed. */
const INSTALLED = import.meta.url.includes('/node_modules/');
const COMMAND = INSTALLED ? 'npx footbridge' : 'npm run footbridge --';

function howToGoOn({ url }: ServerNote, { config }: DemoFolder, here: string): string {
  const file = relative(here, config);
  return formatTable(
    [
      [url, 'sign in as any of them'],
      [`${COMMAND} status --config ${file}`, 'where everybody is'],
      [`${COMMAND} problems list --config ${file}`, 'who waits, and why'],
      [`${COMMAND} rollback 1 --config ${file}`, 'undo it'],
      [INSTALLED ? 'npx footbridge demo --stop' : 'npm run demo -- --stop', 'end the server'],
    ],
    '    ',
  );
}
