/**
 * `footbridge import`: reads the source, stages it and moves it, wave by wave. Safe to stop and to run again.
 *
 * @module
 */
import {
  type Crossing,
  expireLogs,
  type ImportResult,
  importRun,
  type Preview,
  previewImport,
} from '../../engine/index.ts';
import { countOpenProblems, describeEnd, exitCodeOf, pointToProblems } from '../after-reading.ts';
import { type Opened, withCrossing, withLedger } from '../parts.ts';
import { waiversFrom } from '../proof-gate.ts';
import { describeStatus } from '../status-words.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { countOf, formatCount, formatCounts, formatTable, type Paint } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface ImportFlags {
  readonly dryRun?: boolean;
  readonly wave?: string;
  readonly label?: string;
  readonly new?: boolean;
  readonly force?: boolean;
  readonly unproved: readonly string[];
}

export const addImport: AddCommand = (program, act) => {
  program
    .command('import')
    .description('read, stage and move; safe to stop and run again')
    .option('--dry-run', 'show what would happen; writes nothing, neither here nor in the target')
    .option('--wave <name>', 'move only this wave')
    .option('--label <name>', 'a name for this run, to roll back to before it')
    .option('--new', 'begin a new run although one is unfinished')
    .option('--force', 'go on although a check of the target failed')
    .option(
      '--unproved <population>',
      'let a password format cross without a proof, by name: FORMAT, FORMAT:PARAMETERS or all; repeatable, and noted',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )
    .action(
      act((invocation, flags: ImportFlags) =>
        withLedger<ExitCode>(invocation, 'own', (opened) =>
          flags.dryRun === true ? preview(invocation, opened, flags) : move(invocation, opened, flags),
        ),
      ),
    );
};

async function move(invocation: Invocation, opened: Opened, flags: ImportFlags): Promise<ExitCode> {
  const { output } = invocation;
  await expireLogs(opened.ledger, opened.loaded.config.logs.keepDays);
  const result = await withCrossing(invocation, opened, (crossing) => runImport(invocation, crossing, flags));
  const problems = await countOpenProblems(opened);
  const { run, ended, account } = result;
  const { waits } = result;
  output.result({ run: run.id, ended, account, openProblems: problems, waits }, () =>
    describeImport(result, problems, output.paint),
  );
  return exitCodeOf(ended, problems);
}

function runImport(
  invocation: Invocation,
  crossing: Crossing,
  { wave, label, new: fresh = false, force = false, unproved }: ImportFlags,
): Promise<ImportResult> {
  return withProgress(invocation, ({ stop, kill }, onProgress) =>
    importRun(withUnproved(crossing, unproved), {
      signal: stop,
      kill,
      onProgress,
      fresh,
      force,
      ...(wave === undefined ? {} : { onlyWave: wave }),
      ...(label === undefined ? {} : { label }),
    }),
  );
}

/** Who types it, answers for it: the waiver carries their name into the chain. */
function withUnproved(crossing: Crossing, unproved: readonly string[]): Crossing {
  const { settings } = crossing;
  const waived = [...settings.proofs.waived, ...waiversFrom(unproved, settings.operator)];
  return { ...crossing, settings: { ...settings, proofs: { ...settings.proofs, waived } } };
}

function describeImport(result: ImportResult, problems: number, paint: Paint): string {
  const lines = [...describeEnd(result, paint)];
  const { waits } = result;
  if (waits !== undefined) {
    const { wave, identities, why, next } = waits;
    lines.push(
      `${paint.warn('Waits')}  wave "${wave}" (${formatCount(identities)}), and all behind it: ${why}. ${next === undefined ? 'As the calendar stands, it never comes.' : `Run the same command from ${next} on.`}`,
    );
  }
  return [...lines, ...pointToProblems(problems, paint)].join('\n');
}

async function preview(invocation: Invocation, opened: Opened, { unproved }: ImportFlags): Promise<ExitCode> {
  const { output } = invocation;
  let refused = false;
  const shown = await withCrossing(invocation, opened, (crossing) => {
    warnOfPlan(invocation, crossing);
    const { plan } = crossing;
    refused = plan !== undefined && (!plan.approved || plan.outdated !== undefined);
    return withProgress(invocation, ({ stop }, onProgress) =>
      previewImport(withUnproved(crossing, unproved), { signal: stop, onProgress }),
    );
  });
  refused ||= shown.unproven.some(({ waived }) => waived === undefined);
  output.result(shown, () => describePreview(shown, output.paint));
  if (shown.checks.some(({ ok, fatal }) => !ok && fatal)) return 1;
  return refused || shown.status.problems.length > 0 ? 3 : 0;
}

/** A dry run shows what a draft would do; an import would refuse it. */
function warnOfPlan({ output }: Invocation, { plan }: Crossing): void {
  if (plan === undefined) return;
  if (!plan.approved)
    output.warn(`Version ${plan.version} of the plan is not approved: an import would refuse it.`);
  if (plan.outdated !== undefined)
    output.warn(
      `Version ${plan.version} of the plan does not hold: ${plan.outdated}. An import would refuse it.`,
    );
}

function describePreview({ status, checks, writes, lookedUp, unproven }: Preview, paint: Paint): string {
  const marks = checks.map(({ ok, fatal, title, found }) => [
    ok ? paint.good('✓') : fatal ? paint.bad('✗') : paint.warn('!'),
    title,
    found,
  ]);
  const meets =
    lookedUp.asked === 0
      ? ''
      : `\nOf ${lookedUp.asked} looked up in the target, ${lookedUp.ours} are there and ours, ${lookedUp.others} are somebody else.`;
  return [
    paint.bold('Nothing was written. This is what an import would do:'),
    describeStatus(status, paint),
    `${paint.bold('Writes')}  ${formatCounts(writes) || 'none'}${meets}`,
    paint.bold('The target'),
    formatTable(marks),
    ...describeUnproven(unproven, paint),
  ].join('\n\n');
}

function describeUnproven(unproven: Preview['unproven'], paint: Paint): readonly string[] {
  if (unproven.length === 0) return [];
  const rows = unproven.map(({ format, parameters, credentialPlan, customers, because, waived }) => [
    waived === undefined ? paint.bad('✗') : paint.warn('!'),
    parameters === '' ? format : `${format}:${parameters}`,
    credentialPlan,
    countOf(customers, 'customer'),
    waived === undefined ? because : `${because}; ${waived.by} lets it cross: ${waived.reason}`,
  ]);
  return [`${paint.bold('Not proven')}  \`footbridge prove\` tries them\n${formatTable(rows)}`];
}
