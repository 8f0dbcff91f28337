/**
 * `footbridge serve` with the demo's configuration, as a process of its own: `node serve-process.ts FOLDER`.
 *
 * The real command, run as the command line runs it. Only its beginning and its end are wired to the process that
 * started it: its address is told there, and it stops, as at Ctrl-C, when that one lets go of it.
 *
 * @module
 */
import { run } from '../run.ts';
import { processTerminal } from '../terminal.ts';
import { demoFolder } from './folder.ts';

const { config } = demoFolder(process.argv[2] ?? process.cwd());
const terminal = processTerminal();

process.exitCode = await run(['serve', '--config', config, '--json'], {
  ...terminal,
  // The result is one line of JSON, of which the address is taken.
  stdout: { write: (text) => process.send?.(JSON.parse(text)) },
  onInterrupt(listener) {
    if (!process.connected) listener();
    process.once('disconnect', listener);
    return terminal.onInterrupt(listener);
  },
});
if (process.connected) process.disconnect();
