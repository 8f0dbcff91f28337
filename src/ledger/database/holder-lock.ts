/**
 * Who holds an embedded ledger: one process at a time, by a lock of the operating system.
 *
 * Node has no file locks of its own, but its SQLite takes one: a transaction kept open on an empty file holds an
 * fcntl lock (LockFileEx on Windows) until the process ends, however it ends. That beats a file with a process id
 * in it, which is wrong after a SIGKILL, when the id is used again, and between containers that share a folder.
 * https://www.sqlite.org/lockingv3.html. Network file systems without working locks are not for an embedded ledger.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** Shown to whoever finds the ledger busy; the lock itself does not rest on it. */
const Holder = z.object({ pid: z.number(), host: z.string(), since: z.string() });
export type Holder = z.output<typeof Holder>;

export interface HolderLock {
  release(): Promise<void>;
}

/** Undefined: another process, or another part of this one, holds the folder. */
export async function tryHold(folder: string): Promise<HolderLock | undefined> {
  const lock = new DatabaseSync(join(folder, 'ledger.lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  await writeHolder(folder);
  return {
    async release() {
      await rm(holderFile(folder), { force: true });
      lock.close();
    },
  };
}

export function readHolder(folder: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(holderFile(folder), 'utf8')));
  } catch {
    // Just taken or just left: the lock decides, the note is only for people.
    return undefined;
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

async function writeHolder(folder: string): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const draft = `${holderFile(folder)}.${process.pid}`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  await rename(draft, holderFile(folder));
}

function holderFile(folder: string): string {
  return join(folder, 'ledger.holder.json');
}
