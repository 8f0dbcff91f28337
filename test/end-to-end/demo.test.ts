/** The demo as a stranger runs it: one command, nothing but npm. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESS, REGULARS } from '../../src/cli/demo/old-shop.ts';
import { signIn } from '../../src/cli/demo/sign-in.ts';
import { RAGGED_ROWS } from '../../src/cli/demo/write-shop.ts';
import { type Finished, footbridge } from '../cli/footbridge.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const config = ['--config', join('.footbridge', 'demo', 'footbridge.config.ts')];
let demo: Finished;
let shown: {
  readonly server: string;
  readonly result: {
    readonly account: {
      readonly read: number;
      readonly balanced: boolean;
      readonly ended: Record<string, number>;
    };
  };
  readonly logins: readonly { readonly who: string; readonly answer: string; readonly asExpected: boolean }[];
};

beforeAll(async () => {
  demo = await footbridge(folder, ['demo', '--json']);
  shown = JSON.parse(demo.stdout);
});

afterAll(async () => {
  await footbridge(folder, ['demo', '--stop']);
});

describe('the demo', () => {
  it('succeeds', () => {
    expect(demo).toMatchObject({ exitCode: 0 });
  });

  it('accounts for every one of 5,000 rows', () => {
    const { read, balanced, ended } = shown.result.account;
    const bad = Object.values(MESS).reduce((sum, count) => sum + count, 0);
    expect({ read, balanced }).toEqual({ read: 5_000, balanced: true });
    expect(ended.problem).toBe(RAGGED_ROWS);
    expect(ended.held).toBeGreaterThanOrEqual(bad);
    expect((ended.moved ?? 0) + (ended.held ?? 0) + RAGGED_ROWS).toBe(5_000);
  });

  it('lets everybody in with the password they had, and nobody with a wrong one', () => {
    expect(shown.logins.filter(({ asExpected }) => !asExpected)).toEqual([]);
    const answers = shown.logins.map(({ answer }) => answer);
    expect(answers.filter((answer) => answer === 'refused').length).toBeGreaterThanOrEqual(4);
    expect(answers).toContain('signed in with a code');
    expect(answers).toContain('blocked');
  });

  it('leaves a server that goes on answering, and its page', async () => {
    const [ada] = REGULARS;
    const attempt = { email: 'ada.okafor@example.com', password: ada?.password ?? '' };
    expect(await signIn(shown.server, attempt)).toBe('signed in');
    expect(await (await fetch(shown.server)).text()).toContain('The new door of the old shop');
  });

  it('leaves a ledger that the other commands work on', async () => {
    const verified = await footbridge(folder, ['audit', 'verify', ...config]);
    expect(verified).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('each as it was written'),
    });
  });

  it('--stop ends the server, and says so when there is none', async () => {
    expect((await footbridge(folder, ['demo', '--stop'])).stdout).toContain('has ended');
    await expect(fetch(shown.server)).rejects.toThrow();
    expect((await footbridge(folder, ['demo', '--stop'])).stdout).toContain('No server of a demo is running');
  });
});
