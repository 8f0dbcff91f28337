/**
 * Starts the demo's server as a process that may outlive us, and stops it.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FootbridgeError } from '../../problems/problem.ts';
import { type DemoFolder, readServerNote, type ServerNote } from './folder.ts';

export interface StartedServer {
  readonly note: ServerNote;
  /** It goes on when we end. Until this is said, it ends with us. */
  stay(): Promise<void>;
  /** Waits until it has ended, unless it stays. */
  letGo(): Promise<void>;
}

const OURSELVES = fileURLToPath(import.meta.url);
const SERVER = OURSELVES.replace(/start-server\.(ts|js)$/, 'server.$1');

export async function startServer(folder: DemoFolder, parent: string): Promise<StartedServer> {
  const log = openSync(folder.log, 'a');
  const child = fork(SERVER, [parent], {
    detached: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const note = readServerNote(folder);
  if (first !== 'ready' || note === undefined) {
    throw new FootbridgeError(
      'INTERNAL',
      `The server of the demo did not start (${folder.log}): ${firstError(folder)}`,
    );
  }
  let stays = false;
  return {
    note,
    async stay() {
      await new Promise<void>((resolve) => child.send('stay', () => resolve()));
      stays = true;
    },
    letGo: () => letGo(child, stays),
  };
}

/** Of the processes it starts, the one that failed speaks first. */
function firstError({ log }: DemoFolder): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}

async function letGo(child: ChildProcess, stays: boolean): Promise<void> {
  const ended = stays || child.exitCode !== null ? undefined : once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
  child.unref();
}

/** Milliseconds; it waits for two processes of its own. */
const PATIENCE = 15_000;

/** @returns whether there was one. */
export async function stopServer(folder: DemoFolder): Promise<boolean> {
  const note = readServerNote(folder);
  if (note === undefined) return false;
  const stopped = await fetch(`${note.url}/stop`, {
    method: 'POST',
    headers: { authorization: `Bearer ${note.token}` },
    signal: AbortSignal.timeout(PATIENCE),
  }).then(
    ({ status }) => status === 204,
    // Nobody answers there any more: it was ended some other way.
    () => false,
  );
  rmSync(folder.server, { force: true });
  return stopped;
}

/** Switches the living old shop. @returns how often it was asked for a password since it was switched on */
export async function turnOldShop({ url }: ServerNote, method: 'GET' | 'DELETE' | 'PUT'): Promise<number> {
  const response = await fetch(`${url}/old-shop`, { method });
  const { asked } = (await response.json()) as { readonly asked: number };
  return asked;
}
