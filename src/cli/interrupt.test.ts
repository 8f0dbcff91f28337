import { expect, it } from 'vitest';
import { recordTerminal } from '../../test/cli/recorded-terminal.ts';
import { withInterrupt } from './interrupt.ts';
import { createOutput } from './output.ts';

it('the first Ctrl-C lets the work finish what is in flight, and says so', async () => {
  const terminal = recordTerminal();
  const result = await withInterrupt(terminal, createOutput(terminal, false), async ({ stop, kill }) => {
    terminal.interrupt();
    return { stop: stop.aborted, kill: kill.aborted };
  });
  expect(result).toEqual({ stop: true, kill: false });
  expect(terminal.warned()).toContain('Ctrl-C again stops at once');
});

it('the second Ctrl-C stops at once', async () => {
  const terminal = recordTerminal();
  let ended = 0;
  await withInterrupt(
    terminal,
    createOutput(terminal, false),
    async ({ kill }) => {
      terminal.interrupt();
      terminal.interrupt();
      expect(kill.aborted).toBe(true);
    },
    () => {
      ended += 1;
    },
  );
  expect(ended).toBe(1);
});

it('nobody listens for Ctrl-C once the work is done, also when it failed', async () => {
  const terminal = recordTerminal();
  const output = createOutput(terminal, false);
  await expect(withInterrupt(terminal, output, () => Promise.reject(new Error('broken')))).rejects.toThrow(
    'broken',
  );
  terminal.interrupt();
  expect(terminal.warned()).toBe('');
});
