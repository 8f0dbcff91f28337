/**
 * `footbridge hooks`: what has to be pasted into the target, filled in for this migration. Secrets are named, never
 * shown, and none has to be set for it.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseWithoutSecrets } from '../../config/connector.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { type NamedHook, namedHooks } from '../../config/named.ts';
import { isSecretReference } from '../../config/secret.ts';
import type { Instruction } from '../../hooks/hook.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { loadConfigOf } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { formatTable, type Paint } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

interface HooksFlags {
  readonly out?: string;
  readonly force?: boolean;
}

export const addHooks: AddCommand = (program, act) => {
  program
    .command('hooks')
    .argument('[name]', 'the hook to print; without it they are listed')
    .description('print what to paste into the target, so that it asks us at a login')
    .option('--out <folder>', 'write the files there')
    .option('--force', 'write over files that are there')
    .action(
      act(async (invocation, name: string | undefined, flags: HooksFlags): Promise<ExitCode> => {
        const loaded = await loadConfigOf(invocation);
        if (name === undefined) list(invocation, loaded);
        else await print(invocation, loaded, name, flags);
        return 0;
      }),
    );
};

function list({ output }: Invocation, loaded: LoadedConfig): void {
  const hooks = namedHooks(loaded.config, loaded.path).map((named) => ({
    name: named.name,
    type: named.connector.id,
    title: named.connector.title,
    url: urlOf(loaded, named),
  }));
  output.result({ hooks }, () =>
    hooks.length === 0
      ? 'The configuration has no `hooks`; docs/hooks lists what there is.'
      : formatTable(
          hooks.map(({ name, title, url }) => [name, title, url]),
          '',
        ),
  );
}

async function print(
  { terminal, output }: Invocation,
  loaded: LoadedConfig,
  name: string,
  { out, force = false }: HooksFlags,
): Promise<void> {
  const named = findHook(loaded, name);
  const url = urlOf(loaded, named);
  const instructions = instruct(loaded, named, url);
  if (loaded.config.serve.publicUrl === undefined) {
    output.warn('`serve.publicUrl` is not set, so this names the address we listen on.');
  }
  const files = out === undefined ? [] : await writeFiles(resolve(terminal.folder, out), instructions, force);
  output.result({ name, type: named.connector.id, url, instructions, files }, () =>
    describe(instructions, files, output.paint),
  );
}

/** @throws {FootbridgeError} USAGE_WRONG */
function findHook({ config, path }: LoadedConfig, name: string): NamedHook {
  const hooks = namedHooks(config, path);
  const found = hooks.find((hook) => hook.name === name);
  if (found !== undefined) return found;
  const names = hooks.map((hook) => hook.name);
  throw new FootbridgeError(
    'USAGE_WRONG',
    names.length === 0
      ? 'The configuration has no `hooks`'
      : `No hook is called ${name}${didYouMean(name, names)}; there are ${names.join(', ')}`,
  );
}

function urlOf({ config: { serve } }: LoadedConfig, { name }: NamedHook): string {
  const host = serve.host.includes(':') ? `[${serve.host}]` : serve.host;
  return `${serve.publicUrl ?? `http://${host}:${serve.port}`}/hooks/${name}`;
}

function instruct({ config }: LoadedConfig, named: NamedHook, url: string): readonly Instruction[] {
  const { connector, settings, where } = named;
  const parsed = parseWithoutSecrets(connector, settings);
  if (parsed === undefined) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `${where.file}: the hook ${named.name} cannot be read without its secrets`,
    );
  }
  const secretNames = namesOf(settings.secrets ?? settings);
  return connector.instructions(parsed, { url, migration: config.name, secretNames });
}

/** Of all secrets in some settings, in their order. */
function namesOf(settings: unknown): readonly string[] {
  if (isSecretReference(settings)) return [settings.secret];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.values(settings).flatMap(namesOf);
}

/** @throws {FootbridgeError} USAGE_WRONG where a file is there already. */
async function writeFiles(
  folder: string,
  instructions: readonly Instruction[],
  force: boolean,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const { file, content } of instructions) {
    if (file === undefined || content === undefined) continue;
    const path = join(folder, file);
    await writeFile(path, content, { flag: force ? 'w' : 'wx' }).catch((cause) => {
      const reason =
        cause.code === 'EEXIST' ? 'is there already; --force writes over it' : `fails: ${cause.code}`;
      throw new FootbridgeError('USAGE_WRONG', `${path} ${reason}`, { cause });
    });
    written.push(path);
  }
  return written;
}

function describe(instructions: readonly Instruction[], files: readonly string[], paint: Paint): string {
  return instructions
    .map(({ step, file, content }, index) => {
      const head = `${paint.bold(`${index + 1}.`)} ${step}`;
      const path = file === undefined ? undefined : files.find((one) => one.endsWith(`/${file}`));
      if (path !== undefined) return `${head}\n   ${path}`;
      return [
        head,
        ...(file === undefined ? [] : [`   ${file}:`]),
        ...(content === undefined ? [] : ['', content]),
      ].join('\n');
    })
    .join('\n\n');
}
