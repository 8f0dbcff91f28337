/**
 * Runs the real `footbridge` in a process of its own, as an operator would.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error has said this. */
  heard(words: RegExp): Promise<void>;
}

export function startFootbridge(
  folder: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Running {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    // Nothing of the machine's own configuration may leak in.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  return {
    process: child,
    finished: closed.then(([exitCode]) => ({ exitCode, stdout, stderr })),
    async heard(words) {
      while (!words.test(stderr)) {
        const ended = await Promise.race([
          once(child.stderr, 'data').then(() => false),
          closed.then(() => true),
        ]);
        if (ended && !words.test(stderr))
          throw new Error(`footbridge ended without saying ${words}: ${stderr}`);
      }
    },
  };
}

export function footbridge(
  folder: string,
  words: readonly string[],
  environment?: NodeJS.ProcessEnv,
): Promise<Finished> {
  return startFootbridge(folder, words, environment).finished;
}
