/** `footbridge plan playbook`: what people around a crossing say and do, from the plan. */
import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { MigrationConfig } from '../../../config/migration.ts';
import { makePlaybook, type PlaybookCampaign } from '../../../engine/plan/playbook/make-playbook.ts';
import { planOf } from '../../../engine/plan/stored-plan.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { renderPlaybook, renderPlaybookMarkdown } from '../../../report/index.ts';
import { readNumber } from '../../arguments.ts';
import { withLedger } from '../../parts.ts';
import { campaignSettings, expectedAnswers } from '../../reset/campaign-settings.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

const WRITERS = { '.html': renderPlaybook, '.md': renderPlaybookMarkdown } as const;

export const addPlaybook: AddCommand = (plan, act) => {
  plan
    .command('playbook')
    .argument('[version]', 'absent: the newest')
    .description('calendar of messages, scripts for the help desk, and what to do when it goes wrong')
    .option('--out <file>', 'ends in .md or .html; absent: Markdown on standard output')
    .action(
      act((invocation, version: string | undefined, { out }: { readonly out?: string }) => {
        const write = out === undefined ? renderPlaybookMarkdown : writerFor(out);
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger, loaded: { config } }) => {
          const number = version === undefined ? undefined : readNumber(version, 'the version');
          const campaign = campaignOf(config);
          const playbook = makePlaybook({
            ...(await planOf(ledger.db, number)),
            answering: expectedAnswers(config),
            ...(campaign === undefined ? {} : { campaign }),
          });
          const text = write(playbook);
          if (out === undefined) {
            invocation.output.result(playbook, () => text.trimEnd());
            return 0;
          }
          const file = resolve(invocation.terminal.folder, out);
          await writeFile(file, text, { mode: 0o600 }).catch((cause) => {
            throw new FootbridgeError('USAGE_WRONG', `${out} cannot be written: ${cause.code}`, { cause });
          });
          invocation.output.result(
            { file, version: playbook.plan.version },
            () => `The playbook is in ${out}.`,
          );
          return 0;
        });
      }),
    );
};

function writerFor(file: string) {
  const write = Object.entries(WRITERS).find(([end]) => end === extname(file))?.[1];
  if (write === undefined) throw new FootbridgeError('USAGE_WRONG', '--out ends in .md or .html');
  return write;
}

function campaignOf(config: MigrationConfig): PlaybookCampaign | undefined {
  const { reset } = config;
  if (reset === undefined) return undefined;
  const { url, email, phone } = reset.brand.support;
  const support = [url, email, phone].filter((way) => way !== undefined).join(', ');
  return {
    settings: campaignSettings(config, reset, {}),
    brand: reset.brand.name,
    ...(support === '' ? {} : { support }),
  };
}
