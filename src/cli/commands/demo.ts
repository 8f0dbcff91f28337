/**
 * `footbridge demo`: a whole crossing on this machine, with an old shop that lives and a real Better Auth.
 *
 * @module
 */
import {
  type ImportResult,
  importRun,
  type Proof,
  provePopulations,
  readStatus,
  type Status,
} from '../../engine/index.ts';
import { readFunnel } from '../../engine/reset/funnel.ts';
import type { Funnel } from '../../engine/reset/funnel-document.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { CAMPAIGN, playCampaign } from '../demo/campaign.ts';
import { type DemoFolder, demoFolder, renewDemoFolder } from '../demo/folder.ts';
import { playScenes } from '../demo/scenes.ts';
import { type StartedServer, startServer, stopServer } from '../demo/start-server.ts';
import { describeEnd, describeJourneys, howToGoOn } from '../demo/words.ts';
import { type WrittenShop, writeClub, writeOldShop } from '../demo/write-shop.ts';
import { withCrossing, withLedger } from '../parts.ts';
import { sessionLifeOf } from '../reset/open-reset.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { countOf, formatCount, formatDuration } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';
import { proveOptionsOf } from './prove.ts';

const CUSTOMERS = 5_000;

/** The wave that is moved; the other one stays in the vault (examples/old-shop/footbridge.config.ts). */
const MOVED_WAVE = 'everybody-else';

interface DemoFlags {
  readonly stop?: boolean;
}

export const addDemo: AddCommand = (program, act) => {
  program
    .command('demo')
    .description('a whole crossing on this machine: an old shop moves into a real Better Auth')
    .option('--stop', 'end everything that the last demo left running')
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
    stopped ? 'The demo has ended; nothing of it is running.' : 'No demo is running.',
  );
  return 0;
}

interface Shop extends WrittenShop {
  /** Customers who are in no export. */
  readonly club: number;
}

async function show(invocation: Invocation, folder: DemoFolder): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const { bold } = output.paint;
  refuseRealLedger(terminal.environment.DATABASE_URL);
  const began = Date.now();
  await stopServer(folder);
  renewDemoFolder(folder);
  output.say(`\n  ${bold('Footbridge')}  an old shop crosses into Better Auth\n`);

  const step = createStepper(invocation);
  const shop = await step('An old shop', () => writeShop(folder), describeShop);
  const proofs = await step('A proof', () => proveFirst(invocation, folder), describeProofs);
  const result = await step('A bulk import', () => importFirst(invocation, folder), describeImport);
  if (result.ended !== 'done') {
    output.say('\n  Stopped. Nothing of it is running; the next demo begins anew.\n');
    return 130;
  }
  const server = await step(
    'The new door',
    () => startServer(folder, terminal.folder),
    ({ note: { url } }) => `Better Auth → footbridge serve → the old shop, at ${url}`,
  );
  try {
    return await visit(invocation, folder, { began, shop, proofs, result, server });
  } finally {
    await server.letGo();
  }
}

/** Its configuration names no ledger, so that variable would lead it to one that is not a toy. */
function refuseRealLedger(url: string | undefined): void {
  if (url === undefined || url === '') return;
  throw new FootbridgeError(
    'USAGE_WRONG',
    'DATABASE_URL is set: the demo keeps its ledger in its own folder, so run it without',
  );
}

interface SoFar {
  readonly began: number;
  readonly shop: Shop;
  readonly proofs: readonly Proof[];
  readonly result: ImportResult;
  readonly server: StartedServer;
}

async function visit(
  invocation: Invocation,
  folder: DemoFolder,
  { began, shop, proofs, result, server }: SoFar,
): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const logins = await playScenes(server.note, output);
  const campaign = await playCampaign(server.note, terminal.folder, output);
  const { status, funnel } = await lookBack(invocation, folder);
  describeJourneys(funnel, output);
  describeEnd(status, output);
  await server.stay();
  const took = formatDuration(Date.now() - began);
  output.say(howToGoOn({ note: server.note, folder, here: terminal.folder, took }, output));
  const { url } = server.note;
  if (output.json)
    output.result({ shop, proofs, result, status, server: url, logins, campaign, funnel }, () => '');
  const asExpected = [...logins, ...campaign].every((one) => one.asExpected);
  return asExpected && result.account.balanced ? 0 : 1;
}

function lookBack(
  invocation: Invocation,
  folder: DemoFolder,
): Promise<{ readonly status: Status; readonly funnel: Funnel }> {
  return withLedger(quietly(invocation, folder), 'share', async ({ ledger, loaded: { config } }) => {
    const asked = { campaign: CAMPAIGN, sessionLife: sessionLifeOf(config), now: Date.now() };
    return { status: await readStatus(ledger), funnel: await readFunnel(ledger, asked) };
  });
}

type Stepper = <T>(title: string, work: () => Promise<T>, describe: (result: T) => string) => Promise<T>;

/** Prints each step when it is done, with the time it took. */
function createStepper({ output }: Invocation): Stepper {
  const { bold, faint } = output.paint;
  return async (title, work, describe) => {
    const began = Date.now();
    const result = await work();
    output.say(
      `  ${bold(title.padEnd(15))}${describe(result)}  ${faint(formatDuration(Date.now() - began))}`,
    );
    return result;
  };
}

async function writeShop({ path, club }: DemoFolder): Promise<Shop> {
  const shop = await writeOldShop(path, CUSTOMERS);
  return { ...shop, club: await writeClub(club) };
}

function describeShop({ rows, club }: Shop): string {
  return `${formatCount(rows)} customers in its export, and ${club} in its club, in no export`;
}

/** What `footbridge prove` does: without it the import would refuse. */
function proveFirst(invocation: Invocation, folder: DemoFolder): Promise<readonly Proof[]> {
  return withLedger(quietly(invocation, folder), 'own', (opened) =>
    withCrossing(invocation, opened, (crossing) =>
      withProgress(invocation, async ({ stop }, onProgress) => {
        const options = proveOptionsOf(opened, invocation);
        return (await provePopulations(crossing, { ...options, signal: stop, onProgress })).proofs;
      }),
    ),
  );
}

function describeProofs(proofs: readonly Proof[]): string {
  const proven = proofs.filter(({ verdict }) => verdict === 'proven').length;
  const made = proofs.reduce((sum, { evidence }) => sum + evidence.created.length, 0);
  return `${countOf(proven, 'kind')} of password tried by ${made} made-up customers, who are gone again`;
}

/** What `footbridge import --wave everybody-else` does. */
function importFirst(invocation: Invocation, folder: DemoFolder): Promise<ImportResult> {
  return withLedger(quietly(invocation, folder), 'own', (opened) =>
    withCrossing(invocation, opened, (crossing) =>
      withProgress(invocation, ({ stop, kill }, onProgress) =>
        importRun(crossing, { signal: stop, kill, onProgress, onlyWave: MOVED_WAVE }),
      ),
    ),
  );
}

/** With the demo's configuration; the generated key needs no warning here. */
function quietly(invocation: Invocation, { config }: DemoFolder): Invocation {
  return {
    ...invocation,
    configFile: config,
    output: { ...invocation.output, warn: () => undefined },
  };
}

function describeImport({ account }: ImportResult): string {
  const { moved = 0, staged = 0, held = 0, problem = 0 } = account.ended;
  return `${formatCount(moved)} moved, ${formatCount(staged)} wait in our vault, ${held + problem} for a person`;
}
