/**
 * `footbridge plan export` and `plan import`: a plan as a file, to be read, edited and brought back.
 *
 * What people decide in it comes back: cohorts, waves, calendar. What was counted does not: it is counted anew.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Plan } from '../../../engine/plan/plan-document.ts';
import { planOf } from '../../../engine/plan/stored-plan.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import { makePlanOf } from '../../plan/make.ts';
import { storeMade } from '../../plan/store-made.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

export const addExport: AddCommand = (plan, act) => {
  plan
    .command('export')
    .argument('<file>', 'a new file')
    .argument('[version]', 'absent: the newest')
    .description('write it as JSON, to be read or edited')
    .action(
      act((invocation, file: string, version: string | undefined) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const number = version === undefined ? undefined : readNumber(version, 'the version');
          const { plan: exported } = await planOf(ledger.db, number);
          const path = resolve(invocation.terminal.folder, file);
          await writeFile(path, `${JSON.stringify(exported, undefined, 2)}\n`, {
            flag: 'wx',
            mode: 0o600,
          }).catch((cause) => {
            throw new FootbridgeError('USAGE_WRONG', `${file} cannot be made: ${cause.code}`, { cause });
          });
          invocation.output.result(
            { file: path, version: exported.version },
            () =>
              `Version ${exported.version} is in ${file}. Edit cohorts, waves or calendar, then \`footbridge plan import ${file}\`.`,
          );
          return 0;
        }),
      ),
    );
};

export const addImportPlan: AddCommand = (plan, act) => {
  plan
    .command('import')
    .argument('<file>', 'as `plan export` wrote it, edited')
    .description('make a new version of it; everybody is counted anew')
    .action(
      act((invocation, file: string) =>
        withLedger<ExitCode>(invocation, 'own', async (opened) => {
          const { cohorts, waves, calendar, counted } = await readPlanFile(invocation.terminal.folder, file);
          const made = await makePlanOf(invocation, opened, {
            asOf: new Date(counted.asOf),
            cohorts: cohorts.map(({ name, rule, path, credentialPlan, reason }) => ({
              name,
              rule,
              path,
              credentialPlan,
              reason,
            })),
            waves: waves.map(({ count: _counted, ...wave }) => wave),
            calendar,
          });
          return storeMade(invocation, opened.ledger, made);
        }),
      ),
    );
};

async function readPlanFile(folder: string, file: string): Promise<Plan> {
  const text = await readFile(resolve(folder, file), 'utf8').catch((cause) => {
    throw new FootbridgeError('PLAN_INVALID', `${file} cannot be read: ${cause.code}`, { cause });
  });
  const read = Plan.safeParse(parseJson(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new FootbridgeError('PLAN_INVALID', `${file}: \`${issue?.path.join('.')}\`: ${issue?.message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
