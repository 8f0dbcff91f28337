import { describe, expect, it } from 'vitest';
import { recordTerminal } from '../../test/cli/recorded-terminal.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { createOutput } from './output.ts';

describe('for a person', () => {
  it('a result is said in words on standard output', () => {
    const terminal = recordTerminal();
    createOutput(terminal, false).result({ moved: 3 }, () => '3 moved');
    expect(terminal.said()).toBe('3 moved\n');
  });

  it('an error is its code and one sentence with what to do, on standard error', () => {
    const terminal = recordTerminal();
    createOutput(terminal, false).error(new FootbridgeError('KEY_MISSING'));
    expect(terminal.said()).toBe('');
    expect(terminal.warned()).toMatch(/^KEY_MISSING There is no key for this ledger\. .*Set FOOTBRIDGE_KEY/);
  });

  it('an error nobody foresaw is INTERNAL, without its stack', () => {
    const terminal = recordTerminal();
    createOutput(terminal, false).error(new TypeError('x is not a function\n    at somewhere'));
    expect(terminal.warned()).toContain('INTERNAL Footbridge itself failed: TypeError: x is not a function.');
    expect(terminal.warned()).not.toContain('at somewhere');
  });

  it('the stack is shown to who asks for it with FOOTBRIDGE_DEBUG', () => {
    const terminal = recordTerminal({ environment: { FOOTBRIDGE_DEBUG: '1' } });
    createOutput(terminal, false).error(
      new FootbridgeError('INTERNAL', 'It broke', { cause: new Error('the cause') }),
    );
    expect(terminal.warned()).toMatch(/\n\s+at .*\ncaused by Error: the cause/s);
  });
});

describe('with --json', () => {
  it('standard output holds the result and nothing else', () => {
    const terminal = recordTerminal();
    const output = createOutput(terminal, true);
    output.say('by the way');
    output.warn('take care');
    output.result({ moved: 3 }, () => '3 moved');
    expect(JSON.parse(terminal.said())).toEqual({ moved: 3 });
    expect(JSON.parse(terminal.warned())).toEqual({ warning: 'take care' });
  });

  it('an error is one object with code, message and facts', () => {
    const terminal = recordTerminal();
    createOutput(terminal, true).error(
      new FootbridgeError('RUN_UNKNOWN', 'There is no run 7', { facts: { run: 7 } }),
    );
    expect(JSON.parse(terminal.warned())).toEqual({
      code: 'RUN_UNKNOWN',
      message: expect.stringContaining('There is no run 7. '),
      facts: { run: 7 },
    });
  });
});
