/** Kills an import at random points, again and again, and lets the last one finish. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Project, Said } from './project.ts';

export interface Killed {
  readonly kills: number;
  /** What it was doing when it died: phase → times. */
  readonly during: Readonly<Record<string, number>>;
  /** The run that came to its end. */
  readonly said: Said;
}

export interface KillOptions {
  readonly times: number;
  /** 0 to 1; seeded, so that a failed test can be run again as it was. */
  readonly random: () => number;
  /** Users written by now. Asked every 20 ms. */
  readonly written: () => number | Promise<number>;
  /** New users after which a process dies at the latest; `times` of them must be fewer than there are customers. */
  readonly writesAtMost: number;
}

/**
 * A third of the processes dies within their first seconds, wherever that is (start, migration, staging); the others
 * after a random number of writes.
 */
export async function killAgainAndAgain(project: Project, options: KillOptions): Promise<Killed> {
  const { times, random, written, writesAtMost } = options;
  const during: Record<string, number> = {};
  for (let kill = 0; kill < times; kill += 1) {
    const child = project.start(['import']);
    const early = kill % 3 === 0;
    const phase = early
      ? await dieAfter(child, 200 + random() * 2_500)
      : await dieAfterWrites(child, written, 1 + Math.floor(random() * writesAtMost));
    during[phase] = (during[phase] ?? 0) + 1;
  }
  return { kills: times, during, said: await project.run(['import']) };
}

async function dieAfter(child: ChildProcess, milliseconds: number): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const phase = await lastPhase(child);
  clearTimeout(timer);
  return phase;
}

async function dieAfterWrites(
  child: ChildProcess,
  written: KillOptions['written'],
  writes: number,
): Promise<string> {
  const enough = (await written()) + writes;
  const watching = (async () => {
    while (child.exitCode === null && child.signalCode === null) {
      if ((await written()) >= enough) child.kill('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const phase = await lastPhase(child);
  await watching;
  return phase;
}

/** Reads progress lines until the process is gone. A process that ends by itself was not killed: that is an error. */
async function lastPhase(child: ChildProcess): Promise<string> {
  let phase = 'start';
  let last = '';
  if (child.stderr === null) throw new Error('standard error is not a pipe');
  createInterface({ input: child.stderr }).on('line', (line) => {
    last = line;
    const said = JSON.parse(line) as { progress?: { phase: string } };
    phase = said.progress?.phase ?? phase;
  });
  child.stdout?.resume();
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error(`it ended before it was killed: ${last}`);
  return phase;
}
