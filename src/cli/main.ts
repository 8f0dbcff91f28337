#!/usr/bin/env -S node --max-old-space-size=768 --max-semi-space-size=16
/**
 * The `footbridge` command: nothing but the start.
 *
 * The sizes above keep an import at 280 MB instead of 535, for 4 % of its time: 60 MB of it live, the rest is garbage
 * that V8 would let lie on a machine with much memory. Measured on 30,000 identities (docs/performance.md).
 *
 * @module
 */
import { enableCompileCache } from 'node:module';
import { processTerminal } from './terminal.ts';

/** From the second start on: 0.8 instead of 1.2 seconds of processor time, measured on this package. */
enableCompileCache();
silenceExperiments();
endWithReader();

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

/** Whoever reads us may have seen enough (`| head`): no failure of ours. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
