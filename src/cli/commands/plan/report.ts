/** `footbridge plan report`: the plan as a page for people who do not sit at a terminal. */
import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { planOf, readPlanHistory } from '../../../engine/plan/stored-plan.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { renderPlan, renderPlanMarkdown } from '../../../report/index.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

const WRITERS = { '.html': renderPlan, '.md': renderPlanMarkdown } as const;

export const addReport: AddCommand = (plan, act) => {
  plan
    .command('report')
    .argument('<file>', 'ends in .html or .md')
    .argument('[version]', 'absent: the newest')
    .description('write it as a page, with charts (.html) or as text (.md)')
    .action(
      act((invocation, file: string, version: string | undefined) => {
        const write = Object.entries(WRITERS).find(([end]) => end === extname(file))?.[1];
        if (write === undefined) throw new FootbridgeError('USAGE_WRONG', 'The file ends in .html or .md');
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const number = version === undefined ? undefined : readNumber(version, 'the version');
          const { plan: found, state } = await planOf(ledger.db, number);
          const { approvals } = await readPlanHistory(ledger.db);
          const standing = {
            state,
            approvals: approvals
              .filter((one) => one.version === found.version)
              .map(({ by_whom: by, at, note }) => ({ by, at: at.toISOString(), note })),
          };
          const path = resolve(invocation.terminal.folder, file);
          await writeFile(path, write(found, standing), { mode: 0o600 }).catch((cause) => {
            throw new FootbridgeError('USAGE_WRONG', `${file} cannot be written: ${cause.code}`, { cause });
          });
          invocation.output.result(
            { file: path, version: found.version },
            () => `Version ${found.version} is in ${file}.`,
          );
          return 0;
        });
      }),
    );
};
