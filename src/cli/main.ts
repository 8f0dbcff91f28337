#!/usr/bin/env node
/**
 * The `footbridge` command: nothing but the start.
 *
 * @module
 */
import { enableCompileCache } from 'node:module';
import { processTerminal } from './terminal.ts';

/** Two thirds off the start-up time, from the second start on (docs/performance.md). */
enableCompileCache();
silenceExperiments();

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), processTerminal());

/** Node 24 calls node:sqlite experimental each time it is loaded; that is no news to an operator. */
function silenceExperiments(): void {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning') return;
    Reflect.apply(emit, process, [warning, ...rest]);
  };
}
