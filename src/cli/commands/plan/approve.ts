/** `footbridge plan approve` and `plan discard`: a named person says yes, or takes a draft back. */
import { resolve } from 'node:path';
import { checkEvidence } from '../../../engine/evidence/evidence.ts';
import type { Plan } from '../../../engine/plan/plan-document.ts';
import { approvePlan, discardPlan, planOf } from '../../../engine/plan/stored-plan.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { readEvidence } from '../../evidence-file.ts';
import { operatorName, withLedger } from '../../parts.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand, Invocation } from '../command.ts';

interface ApproveFlags {
  readonly hash?: string;
  readonly as?: string;
  readonly note?: string;
  readonly evidence?: string;
}

/** Hex digits of a hash that say which plan was looked at. */
const FEWEST_DIGITS = 8;

export const addApprove: AddCommand = (plan, act) => {
  plan
    .command('approve')
    .argument('[version]', 'absent: the newest')
    .description('from now on an import obeys it')
    .requiredOption(
      '--hash <digits>',
      `of the plan that was looked at, at least ${FEWEST_DIGITS} digits of it`,
    )
    .option('--as <name>', 'who approves; absent: FOOTBRIDGE_OPERATOR or the account on this machine')
    .option('--note <text>', 'why, or under which condition')
    .option('--evidence <file>', 'the record of what may be carried: `footbridge evidence`')
    .action(
      act((invocation, version: string | undefined, { hash = '', as, note = '', evidence }: ApproveFlags) => {
        if (!/^[0-9a-f]+$/i.test(hash) || hash.length < FEWEST_DIGITS)
          throw new FootbridgeError('USAGE_WRONG', `--hash has at least ${FEWEST_DIGITS} hex digits`);
        return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const by = as ?? operatorName(invocation.terminal.environment);
          const number =
            version === undefined
              ? (await planOf(ledger.db)).plan.version
              : readNumber(version, 'the version');
          await warnOfEvidence(invocation, (await planOf(ledger.db, number)).plan, evidence);
          const approved = await approvePlan(ledger, { version: number, hash, by, note });
          invocation.output.result(
            { version: number, hash: approved.hash, by, note },
            () => `Version ${number} is approved by ${by}. \`footbridge import\` obeys it.`,
          );
          return 0;
        });
      }),
    );
};

/** Said and no more: whether it may be carried is decided by people, and the plan by other people. */
async function warnOfEvidence(
  { terminal, output }: Invocation,
  { counted }: Plan,
  file: string | undefined,
): Promise<void> {
  const record = file === undefined ? undefined : await readEvidence(resolve(terminal.folder, file));
  if (record === undefined) {
    output.warn(
      'No signed record says that these data may be carried: `footbridge evidence draft`, and --evidence.',
    );
    return;
  }
  const { state, missing, incomplete } = checkEvidence(record, counted.categories ?? {});
  if (state !== 'signed')
    output.warn(`The record of what may be carried is ${state}: \`footbridge evidence sign\`.`);
  const open = [...missing, ...incomplete.map(({ category }) => category)];
  if (open.length > 0) output.warn(`The record does not decide about ${open.join(', ')}.`);
}

export const addDiscard: AddCommand = (plan, act) => {
  plan
    .command('discard')
    .argument('<version>', 'a draft')
    .description('take a draft back; what was approved before counts again')
    .action(
      act((invocation, version: string) =>
        withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const number = readNumber(version, 'the version');
          await discardPlan(ledger, number, operatorName(invocation.terminal.environment));
          invocation.output.result({ version: number }, () => `Version ${number} does not count any more.`);
          return 0;
        }),
      ),
    );
};
