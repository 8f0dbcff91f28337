import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { recordTerminal } from '../../test/cli/recorded-terminal.ts';
import type { Progress } from '../engine/progress.ts';
import { createOutput } from './output.ts';
import { barLine, createProgressView, plainLine } from './progress.ts';

const HALFWAY: Progress = {
  phase: 'write',
  done: 10_000,
  total: 20_000,
  rate: 4_512,
  eta: 2_216,
  counts: { moved: 9_990, held: 10, refused: 0 },
};

it('a plain line says how far, how fast, how long and what became of them', () => {
  expect(plainLine(HALFWAY)).toBe(
    'moving: 10,000 of 20,000 (50%), 4,512/s, 2.2 s left; moved 9,990, held 10',
  );
});

it('a plain line of a file whose length is known only in bytes says the share', () => {
  expect(plainLine({ phase: 'stage', done: 300, share: 0.25, rate: 100, counts: {} })).toBe(
    'reading: 300 (25%), 100/s',
  );
});

it('a bar line never breaks into the next line', () => {
  const note =
    'a note that is far too long for any terminal that a person would still work at in this century';
  expect(barLine({ ...HALFWAY, note }, 60).length).toBeLessThan(60);
});

describe('away from a terminal', () => {
  it('a line comes at every new phase, then every five seconds, and the last state is never lost', () => {
    let now = 0;
    const terminal = recordTerminal();
    const view = createProgressView(terminal, createOutput(terminal, false), () => now);
    for (; now <= 11_000; now += 1_000) view.show({ ...HALFWAY, done: now });
    view.show({ phase: 'undo', done: 1, rate: 0, counts: {} });
    view.finish();
    expect(terminal.warned().match(/^\w+: [\d,]+/gm)).toEqual([
      'moving: 0',
      'moving: 5,000',
      'moving: 10,000',
      'moving: 11,000',
      'undoing: 1',
    ]);
  });

  it('a new note is said at once', () => {
    const terminal = recordTerminal();
    const view = createProgressView(terminal, createOutput(terminal, false), () => 0);
    view.show(HALFWAY);
    view.show({ ...HALFWAY, note: 'paused' });
    expect(terminal.warned()).toContain('[paused]');
  });
});

it('with --json progress is one object on each line of standard error', () => {
  const terminal = recordTerminal();
  const view = createProgressView(terminal, createOutput(terminal, true), () => 0);
  view.show(HALFWAY);
  view.finish();
  expect(JSON.parse(terminal.warned())).toEqual({ progress: HALFWAY });
  expect(terminal.said()).toBe('');
});

it('on a terminal a bar is drawn on standard error, and the cursor comes back', () => {
  const terminal = recordTerminal({ columns: 120 });
  const view = createProgressView(terminal, createOutput(terminal, false));
  view.show(HALFWAY);
  view.finish();
  const drawn = stripVTControlCharacters(terminal.warned());
  expect(drawn).toContain('moving');
  expect(drawn).toContain('━━━━━━━━━━━━────────────');
  expect(drawn).toContain('50%');
});
