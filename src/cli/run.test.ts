import { describe, expect, it } from 'vitest';
import { recordTerminal } from '../../test/cli/recorded-terminal.ts';
import { run } from './run.ts';

async function runIn(words: readonly string[], options: Parameters<typeof recordTerminal>[0] = {}) {
  const terminal = recordTerminal(options);
  return { exitCode: await run(words, terminal), terminal };
}

describe('wrong use answers 2 and says what was wrong', () => {
  it.each([
    ['an unknown command', ['imprt'], "Unknown command 'imprt'"],
    ['an unknown option', ['status', '--rusn'], "Unknown option '--rusn'"],
    ['a missing argument', ['rollback'], "Missing required argument 'run'"],
    ['no command', [], 'No command was given'],
    ['no verb', ['problems'], 'No command was given'],
    ['neither numbers of problems nor a code', ['problems', 'resolve', '--as', 'retry'], 'Either numbers'],
    ['a code that does not exist', ['problems', 'list', '--code', 'NONSENSE'], 'no such code'],
    ['a state that does not exist', ['problems', 'list', '--state', 'gone'], '--state is one of'],
    ['a way to resolve that does not exist', ['problems', 'resolve', '1', '--as', 'magic'], '--as is'],
    ['a number that is none', ['problems', 'resolve', 'one', '--as', 'retry'], 'not a whole number'],
    ['nothing to tune', ['run', 'tune'], 'Nothing to tune'],
    ['a speed that is none', ['run', 'tune', '--per-second', 'fast'], 'not a number above 0'],
    ['a head that is none', ['audit', 'verify', '--anchor', '12'], 'no head'],
  ])('%s', async (_title, words, sentence) => {
    const { exitCode, terminal } = await runIn(words);
    expect(exitCode).toBe(2);
    expect(terminal.warned()).toContain('USAGE_WRONG');
    expect(terminal.warned()).toContain(sentence);
    expect(terminal.said()).toBe('');
  });

  it('with --json as an object', async () => {
    const { terminal } = await runIn(['imprt', '--json']);
    expect(JSON.parse(terminal.warned())).toMatchObject({ code: 'USAGE_WRONG' });
  });
});

it('--help lists every command and answers 0', async () => {
  const { exitCode, terminal } = await runIn(['--help']);
  expect(exitCode).toBe(0);
  for (const verb of [
    'init',
    'prove',
    'stage',
    'import',
    'status',
    'problems',
    'rollback',
    'run',
    'worker',
    'serve',
    'hooks',
    'route',
    'audit',
    'key',
    'hash',
    'demo',
  ]) {
    expect(terminal.said()).toMatch(new RegExp(`^  ${verb} `, 'm'));
  }
});

it('the help of a command says what --json and --config do', async () => {
  const { terminal } = await runIn(['import', '--help']);
  expect(terminal.said()).toContain('--dry-run');
  expect(terminal.said()).toContain('--json');
  expect(terminal.said()).toContain('--config <file>');
});

it('--version says the version of the package', async () => {
  const { exitCode, terminal } = await runIn(['--version']);
  expect(exitCode).toBe(0);
  expect(terminal.said()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('a command without a configuration answers 2 and says how to get one', async () => {
  const { exitCode, terminal } = await runIn(['status'], { folder: '/' });
  expect(exitCode).toBe(2);
  expect(terminal.warned()).toContain('CONFIG_MISSING');
  expect(terminal.warned()).toContain('footbridge init');
});

it('a new key is 32 random bytes, another one each time', async () => {
  const [first, second] = [await runIn(['key', 'new']), await runIn(['key', 'new'])];
  expect(Buffer.from(first.terminal.said().trim(), 'base64')).toHaveLength(32);
  expect(first.terminal.said()).not.toBe(second.terminal.said());
});
