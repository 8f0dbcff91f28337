/**
 * `footbridge init`: looks at an export, proposes a mapping, and writes a configuration by asking, or with `--yes`.
 *
 * @module
 */
import { existsSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { FootbridgeError } from '../../problems/problem.ts';
import { TARGETS } from '../../targets/index.ts';
import type { Given } from '../init/ask-settings.ts';
import { LeftUnanswered, nobody, person } from '../init/asker.ts';
import { type Draft, draftConfig } from '../init/draft.ts';
import { type ConfigFormat, renderConfig } from '../init/render-config.ts';
import type { ExitCode } from '../terminal.ts';
import type { Paint } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface InitFlags {
  readonly yes?: boolean;
  readonly source?: string;
  readonly target?: string;
  readonly name?: string;
  readonly set: readonly string[];
  readonly format: string;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
}

export const addInit: AddCommand = (program, act) => {
  const collect = (one: string, all: readonly string[]): readonly string[] => [...all, one];
  program
    .command('init')
    .description('write a configuration by asking')
    .option('--yes', 'ask nothing; take what is proposed')
    .option('--source <file>', 'the export, or the name of a source such as sql')
    .option('--target <name>', TARGETS.map(({ id }) => id).join(', '))
    .option('--name <name>', 'name of the migration')
    .option(
      '--set <setting=value>',
      'such as target.url=https://…; for a secret the name of its variable',
      collect,
      [],
    )
    .option('--format <format>', 'ts or json', 'ts')
    .option('--overwrite', 'replace the configuration that is there')
    .option('--dry-run', 'print it instead')
    .action(
      act((invocation, flags: InitFlags) =>
        init(invocation, flags).catch((error: unknown): ExitCode => {
          if (!(error instanceof LeftUnanswered)) throw error;
          invocation.output.warn(error.message);
          return 130;
        }),
      ),
    );
};

async function init(invocation: Invocation, flags: InitFlags): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const format = readFormat(flags.format);
  const given = readGiven(flags.set);
  const path = resolve(terminal.folder, invocation.configFile ?? `footbridge.config.${format}`);
  if (existsSync(path) && flags.overwrite !== true && flags.dryRun !== true) {
    throw new FootbridgeError('USAGE_WRONG', `${basename(path)} is there already; --overwrite replaces it`);
  }
  const asker = flags.yes === true || !terminal.interactive || output.json ? nobody : person;

  const draft = await draftConfig(terminal.folder, flags, given, asker);
  const text = renderConfig(draft.config, format, draft.remarks);
  if (flags.dryRun === true) {
    output.result({ path, config: draft.config, undecided: draft.undecided, losses: draft.losses }, () =>
      text.trimEnd(),
    );
    return 0;
  }
  writeFileSync(path, text);
  output.result({ path, config: draft.config, undecided: draft.undecided, losses: draft.losses }, () =>
    describeDraft(path, draft, output.paint),
  );
  return 0;
}

/** `--set target.url=https://…` */
function readGiven(pairs: readonly string[]): Given {
  return new Map(
    pairs.map((pair) => {
      const [, path, value] = /^((?:source|target)\.\w+)=(.*)$/s.exec(pair) ?? [];
      if (path !== undefined && value !== undefined) return [path, value];
      throw new FootbridgeError('USAGE_WRONG', '--set looks like source.NAME=VALUE or target.NAME=VALUE');
    }),
  );
}

function readFormat(text: string): ConfigFormat {
  if (text === 'ts' || text === 'json') return text;
  throw new FootbridgeError('USAGE_WRONG', '--format is ts or json');
}

function describeDraft(
  path: string,
  { config, losses, leftover, undecided }: Draft,
  { bold }: Paint,
): string {
  const lines = [`${bold(basename(path))} is written.`];
  if (leftover.length > 0) {
    lines.push('', `Kept as attributes, because nothing says what they are: ${leftover.join(', ')}.`);
  }
  if (undecided.length > 0) {
    lines.push(
      '',
      `To be decided, else whoever has one is held: ${undecided.join(', ')}. The file says why.`,
    );
  }
  const open = losses.filter(({ field }) => config.accept?.includes(field) !== true);
  if (open.length > 0) {
    const names = open.map(({ field }) => `'${field}'`).join(', ');
    lines.push(
      '',
      `The target has no place for ${names}: whoever has one is held until \`accept: [${names}]\` says so.`,
    );
  }
  lines.push('', 'Look it over, then `footbridge import --dry-run` shows what an import would do.');
  return lines.join('\n');
}
