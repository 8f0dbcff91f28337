/**
 * Starts a server as a child process, waits for the line it writes when it is ready, and stops it.
 *
 * @module
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Every started server has this; `stop` also removes its files. */
export interface Server {
  stop(): Promise<void>;
}

/** How many of a server's last lines an error shows. */
const LAST_LINES = 30;

/** Milliseconds between asking a server to stop and making it. */
const PATIENCE = 15_000;

/** Started here and not ended yet. */
const running = new Set<ChildProcess>();

export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: the folder for temporary files. */
  readonly cwd?: string;
  /** What the server has written, on either stream and in any order, when it accepts connections. */
  readonly ready: readonly RegExp[];
  /** Milliseconds until a start has failed. */
  readonly within: number;
  readonly as?: Account | undefined;
  readonly stopSignal?: NodeJS.Signals;
}

/** @throws when the server ends, or stays silent for too long, before it is ready; with its last lines */
export async function startProcess(start: Start): Promise<Server> {
  const child = spawn(start.command, start.args, {
    env: { ...process.env, ...start.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: start.cwd ?? tmpdir(),
    // A group of its own: a shell script in front of the server is stopped together with it.
    detached: true,
    ...start.as,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  try {
    await readiness(child, start);
  } catch (error) {
    killGroup(child, 'SIGKILL');
    throw error;
  }
  return { stop: () => stopProcess(child, start.stopSignal ?? 'SIGTERM') };
}

function readiness(child: ChildProcess, { command, ready, within }: Start): Promise<void> {
  const last: string[] = [];
  const missing = new Set(ready);
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${command} ${why}\n${last.join('\n')}`));
    const timer = setTimeout(() => fail(`was not ready within ${within} ms`), within);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with ${code} before it was ready`));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        last.push(line);
        if (last.length > LAST_LINES) last.shift();
        for (const sign of missing) if (sign.test(line)) missing.delete(sign);
        if (missing.size > 0) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

/** Waits for the last holder of its output, which is the server itself and not the script that started it. */
async function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!running.has(child)) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  killGroup(child, signal);
  const force = setTimeout(() => killGroup(child, 'SIGKILL'), PATIENCE);
  await ended;
  clearTimeout(force);
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Whoever is interrupted without stopping its servers does not leave them behind. */
process.once('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    // Vitest listens as well, and ends in its own way.
    if (process.listenerCount(signal) === 0) process.exit(1);
  });

/** A port of the loopback interface that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the loopback interface gave no port');
  return address.port;
}

/** A user of this machine to run a server as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Database servers refuse to run as root. @returns undefined where we are nobody special ourselves */
export function unprivilegedAccount(...names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of [...names, 'nobody']) {
    try {
      const id = (what: string) => Number(execFileSync('id', [what, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user here; the next name may exist.
    }
  }
  throw new Error('there is no user to run a server as: neither of its own nor "nobody"');
}

export function temporaryFolder(name: string, owner?: Account): string {
  const folder = mkdtempSync(join(tmpdir(), `footbridge-${name}-`));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The first of these paths that exists. */
export function firstExisting(...paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && existsSync(path));
}

/** Runs a command to its end. @throws with what it wrote when it fails */
export const runCommand = promisify(execFile);
