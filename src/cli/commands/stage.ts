/**
 * `footbridge stage`: reads the source and judges everybody, and writes to no target. Safe to stop and to run again.
 *
 * @module
 */
import { expireLogs, previewStage, type StageResult, stageRun } from '../../engine/index.ts';
import { countOpenProblems, describeEnd, exitCodeOf, pointToProblems } from '../after-reading.ts';
import { type Opened, withLedger, withStaging } from '../parts.ts';
import { describeStatus } from '../status-words.ts';
import type { ExitCode } from '../terminal.ts';
import { type WhoJudges, whoJudges } from '../who-judges.ts';
import { withProgress } from '../with-progress.ts';
import type { Paint } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface StageFlags {
  readonly dryRun?: boolean;
  readonly new?: boolean;
}

export const addStage: AddCommand = (program, act) => {
  program
    .command('stage')
    .description('read and judge everybody, and write to no target: for campaigns, handovers and hooks')
    .option('--dry-run', 'show what would be staged; writes nothing')
    .option('--new', 'begin a new run although staging is unfinished')
    .action(
      act((invocation, flags: StageFlags) =>
        withLedger<ExitCode>(invocation, 'own', (opened) =>
          flags.dryRun === true ? preview(invocation, opened) : stage(invocation, opened, flags),
        ),
      ),
    );
};

async function stage(
  invocation: Invocation,
  opened: Opened,
  { new: fresh = false }: StageFlags,
): Promise<ExitCode> {
  const { output, terminal } = invocation;
  const judge = whoJudges(opened.loaded, terminal.environment);
  const judgedBy = wordOf(judge);
  await expireLogs(opened.ledger, opened.loaded.config.logs.keepDays);
  const result = await withStaging(invocation, opened, (staging) =>
    withProgress(invocation, ({ stop: signal }, onProgress) =>
      stageRun(staging, { judgedBy, signal, onProgress, fresh }),
    ),
  );
  const problems = await countOpenProblems(opened);
  const { run, ended, account } = result;
  output.result({ run: run.id, ended, account, openProblems: problems, judgedBy }, () =>
    describeStage(result, judge, problems, output.paint),
  );
  return exitCodeOf(ended, problems);
}

async function preview(invocation: Invocation, opened: Opened): Promise<ExitCode> {
  const { output, terminal } = invocation;
  const judge = whoJudges(opened.loaded, terminal.environment);
  const status = await withStaging(invocation, opened, (staging) =>
    withProgress(invocation, ({ stop: signal }, onProgress) => previewStage(staging, { signal, onProgress })),
  );
  output.result({ status, judgedBy: wordOf(judge) }, () =>
    [
      output.paint.bold('Nothing was written. This is what would be staged:'),
      describeStatus(status, output.paint),
      describeJudge(judge),
    ].join('\n\n'),
  );
  return status.problems.length > 0 ? 3 : 0;
}

function describeStage(result: StageResult, judge: WhoJudges, problems: number, paint: Paint): string {
  return [
    ...describeEnd(result, paint),
    describeJudge(judge),
    'Nothing was written to a target.',
    ...pointToProblems(problems, paint),
  ].join('\n');
}

/** As the run keeps it. */
function wordOf({ by, title }: WhoJudges): string {
  return `${by}: ${title}`;
}

function describeJudge({ by, title }: WhoJudges): string {
  return {
    target: `Judged by what ${title} takes.`,
    facts: `Judged by what is known of ${title} alone: it was not asked, and Footbridge does not write it.`,
    settings: `Nothing is known of what ${title} takes: \`credentials\` alone decided about every password.`,
  }[by];
}
