/**
 * `footbridge run`: steers the run that is going on, from another terminal, and hands out the log of a run.
 *
 * @module
 */
import type { Command } from 'commander';
import { readStatus, type Steering, steerRun } from '../../../engine/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber, readRate } from '../../arguments.ts';
import { operatorName, withLedger } from '../../parts.ts';
import { runRows } from '../../status-words.ts';
import type { ExitCode } from '../../terminal.ts';
import { formatTable } from '../../words.ts';
import type { Act, AddCommand } from '../command.ts';
import { addRunLog } from './log.ts';

const WISHES = {
  pause: ['pause', 'finish what is in flight and wait'],
  resume: ['run', 'go on after a pause'],
  cancel: ['cancel', 'end it; what was not begun is given back'],
} as const;

export const addRun: AddCommand = (program, act) => {
  const run = program.command('run').description('look at runs, steer the one that is going on');
  addListRuns(run, act);
  for (const [verb, [wanted, description]] of Object.entries(WISHES)) {
    run
      .command(verb)
      .description(description)
      .action(act((invocation) => steer(invocation, { wanted })));
  }
  addTune(run, act);
  addRunLog(run, act);
};

function addListRuns(run: Command, act: Act): void {
  run
    .command('list')
    .description('the runs so far')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const status = await readStatus(ledger);
          invocation.output.result(status.runs, () => formatTable(runRows(status), '') || 'No runs yet.');
          return 0;
        }),
      ),
    );
}

function addTune(run: Command, act: Act): void {
  run
    .command('tune')
    .description('change its speed while it goes on')
    .option('--concurrency <calls>', 'calls in flight at most')
    .option('--per-second <calls>', 'calls a second at most')
    .option('--batch-size <records>', 'records in a batch')
    .action(
      act((invocation, flags: TuneFlags) => {
        const steering = readSteering(flags);
        if (Object.keys(steering).length === 0) {
          throw new FootbridgeError('USAGE_WRONG', 'Nothing to tune was given');
        }
        return steer(invocation, steering);
      }),
    );
}

interface TuneFlags {
  readonly concurrency?: string;
  readonly perSecond?: string;
  readonly batchSize?: string;
}

function readSteering({ concurrency, perSecond, batchSize }: TuneFlags): Steering {
  return {
    ...(concurrency === undefined ? {} : { concurrency: readNumber(concurrency, '--concurrency') }),
    ...(perSecond === undefined ? {} : { perSecond: readRate(perSecond, '--per-second') }),
    ...(batchSize === undefined ? {} : { batchSize: readNumber(batchSize, '--batch-size') }),
  };
}

function steer(invocation: Parameters<Parameters<Act>[0]>[0], steering: Steering) {
  return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
    const operator = operatorName(invocation.terminal.environment);
    const { id } = await steerRun(ledger, steering, operator);
    invocation.output.result(
      { run: id, ...steering },
      () => `Run ${id} was told; it obeys within a second or two.`,
    );
    return 0 as const;
  });
}
