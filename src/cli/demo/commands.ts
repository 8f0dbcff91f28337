/**
 * Commands of Footbridge as the demo gives them, one after the other, in `commands-process.ts`.
 *
 * @module
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FootbridgeError } from '../../problems/problem.ts';

export interface Commands {
  /** @returns its result. @throws {FootbridgeError} INTERNAL where it failed */
  run<T>(words: readonly string[], result: z.ZodType<T>): Promise<T>;
  close(): Promise<void>;
}

const Answer = z.object({ exitCode: z.int(), stdout: z.string(), stderr: z.string() });

const OURSELVES = fileURLToPath(import.meta.url);

/** Done, and done with something left for a person. */
const DONE = [0, 3];

/** @param addresses what the configuration reads from the environment */
export function startCommands(parent: string, addresses: Readonly<Record<string, string>>): Commands {
  const child = fork(OURSELVES.replace(/commands\.(ts|js)$/, 'commands-process.$1'), [parent], {
    env: { ...process.env, ...addresses },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  return {
    async run(words, result) {
      child.send(words);
      const [message] = await Promise.race([once(child, 'message'), ended]);
      const answer = Answer.safeParse(message).data;
      if (answer === undefined || !DONE.includes(answer.exitCode)) {
        const why = answer?.stderr.trim().split('\n').at(-1) ?? 'it ended';
        throw new FootbridgeError('INTERNAL', `footbridge ${words.join(' ')} failed in the demo: ${why}`);
      }
      return result.parse(JSON.parse(answer.stdout));
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
