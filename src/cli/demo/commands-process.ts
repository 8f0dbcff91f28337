/**
 * Runs commands of Footbridge with the demo's configuration, as a process of its own: `node commands-process.ts FOLDER`.
 *
 * Each message is the words of one; the answer is its exit code and what it said. A configuration is read once in a
 * process, and the one that runs the demo read it before anybody knew the addresses in it. Ends when it is let go of.
 *
 * @module
 */
import { z } from 'zod';
import { run } from '../run.ts';
import { processTerminal } from '../terminal.ts';
import { demoFolder } from './folder.ts';

const { config } = demoFolder(process.argv[2] ?? process.cwd());

process.on('message', (message) => void answer(z.array(z.string()).parse(message)));

async function answer(words: readonly string[]): Promise<void> {
  const said = { stdout: '', stderr: '' };
  const keep = (stream: keyof typeof said) => ({
    write(text: string) {
      said[stream] += text;
    },
  });
  const terminal = {
    ...processTerminal(),
    interactive: false,
    stdout: keep('stdout'),
    stderr: keep('stderr'),
  };
  const exitCode = await run([...words, '--config', config, '--json'], terminal);
  process.send?.({ exitCode, ...said });
}
