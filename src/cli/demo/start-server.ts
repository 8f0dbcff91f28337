/**
 * Starts the demo's server as a process that outlives us, and stops it.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FootbridgeError } from '../../problems/problem.ts';
import { type DemoFolder, readServerNote, type ServerNote } from './folder.ts';

const OURSELVES = fileURLToPath(import.meta.url);
const SERVER = OURSELVES.replace(/start-server\.(ts|js)$/, 'server.$1');

export async function startServer(folder: DemoFolder, parent: string): Promise<ServerNote> {
  const log = openSync(folder.log, 'a');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER, parent], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const note = readServerNote(folder);
  if (first !== 'ready' || note === undefined) {
    const said = readFileSync(folder.log, 'utf8').trim().split('\n').at(-1) ?? '';
    throw new FootbridgeError('INTERNAL', `The server of the demo did not start: ${said}`);
  }
  child.unref();
  return note;
}

/** Milliseconds; it is on loopback. */
const PATIENCE = 3_000;

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
