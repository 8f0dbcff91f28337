/**
 * Runs one command line: parses it, runs the command, turns whatever happens into words and an exit code.
 *
 * @module
 */
import { Command, CommanderError } from 'commander';
import { FootbridgeError } from '../problems/problem.ts';
import type { Act } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { asFootbridgeError, createOutput } from './output.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

const INTRODUCTION = `Moves customer identities from a legacy system to a new CIAM platform without locking anyone out.

A crossing:
  footbridge init       write a configuration by asking
  footbridge readiness  what to change at the target first
  footbridge plan       who takes which path, in which wave, and why
  footbridge prove      try with synthetic customers who gets in there
  footbridge import     read, stage and move; safe to stop and run again
  footbridge status     where everybody is
  footbridge problems   what a person must look at
  footbridge rollback   undo a run

Customers who cross by logging in, or are asked to set a new credential:
  footbridge stage      read and judge everybody, and write to no target
  footbridge hooks      print what to paste into the target
  footbridge serve      answer their logins
  footbridge route      who is answered by us, and who by the legacy
  footbridge reset      campaigns: who is asked, how fast, how far they are`;

/** @param words the command line without `node` and the script. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(terminal);
  const act: Act =
    (work) =>
    async (...given) => {
      const { json = false, config } = program.opts<{ json?: boolean; config?: string }>();
      const output = createOutput(terminal, json);
      try {
        const invocation = { terminal, output, ...(config === undefined ? {} : { configFile: config }) };
        exitCode = await work(invocation, ...given);
      } catch (error) {
        exitCode = explainFailure(error, output);
      }
    };
  for (const add of COMMANDS) add(program, act);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    return explainUsage(error, terminal, words.includes('--json'));
  }
  return exitCode;
}

function createProgram({ stdout, stderr }: Terminal): Command {
  return new Command('footbridge')
    .description(INTRODUCTION)
    .version(readVersion(), '--version')
    .option('--config <file>', 'configuration to use; else footbridge.config.ts, .js, .json or .yaml here')
    .option('--json', 'results, warnings, progress and errors as JSON')
    .helpOption('--help', 'how to use it')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // Wrong use is said by explainUsage, in one voice with all other errors.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    })
    .exitOverride();
}

function explainFailure(error: unknown, output: ReturnType<typeof createOutput>): ExitCode {
  output.error(error);
  const { code } = asFootbridgeError(error);
  return code === 'USAGE_WRONG' || code === 'CONFIG_INVALID' || code === 'CONFIG_MISSING' ? 2 : 1;
}

/** commander throws for wrong use, and also when it has shown help or the version. */
function explainUsage(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) return 0;
  const output = createOutput(terminal, json);
  const words = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  const sentence = error.code === 'commander.help' ? 'No command was given' : capitalise(words);
  output.error(new FootbridgeError('USAGE_WRONG', sentence));
  return 2;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
