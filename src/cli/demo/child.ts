/**
 * A process of the demo's server: started, stopped, and never left behind. It ends by itself when we are gone,
 * because the channel between us closes.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FootbridgeError } from '../../problems/problem.ts';

export interface Child {
  readonly url: string;
  running(): boolean;
  /** Waits until it has ended. */
  stop(): Promise<void>;
}

type Program = 'old-shop-process' | 'serve-process';

const Ready = z.object({ url: z.url() });

const OURSELVES = fileURLToPath(import.meta.url);

/** @param secrets go through its environment */
export async function startChild(
  program: Program,
  words: readonly string[],
  secrets: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = fork(OURSELVES.replace(/child\.(ts|js)$/, `${program}.$1`), words, {
    env: { ...process.env, ...secrets },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const ready = Ready.safeParse(message);
  if (!ready.success) throw new FootbridgeError('INTERNAL', `${program} did not start`);
  return { url: ready.data.url, running: () => isRunning(child), stop: () => stop(child) };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Milliseconds: above the ten seconds that `serve` gives to questions under way. */
const PATIENCE = 12_000;

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await ended;
  clearTimeout(late);
}
