/**
 * The folder of an embedded ledger: who opens it first holds it, everybody else visits.
 *
 *     .footbridge/             0700, ignored by git
 *       db/                    PGlite
 *       key                    the generated master key, if there is one
 *       ledger.lock            held by the operating system while a process uses db/
 *       ledger.holder.json     who that is, for messages
 *       ledger.sock            where it lets others look and steer
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePrivateFolder } from '../private-folder.ts';
import type { Database } from './database.ts';
import { type HolderLock, readHolder, tryHold } from './holder-lock.ts';
import { openPglite } from './pglite.ts';
import { translated } from './translate.ts';
import { busyError, visitLedger } from './visit.ts';
import { hostVisits } from './visit-host.ts';

export interface EmbeddedOptions {
  readonly folder: string;
  readonly schema: string;
  /** `own`: a visit is not enough. */
  readonly access: 'own' | 'share';
  /** Milliseconds to wait for a process that is just starting or ending. */
  readonly patience?: number;
}

/** PGlite needs two to three seconds to lay out a new folder on two cores; four times that under load. */
const PATIENCE = 12_000;
const LOOK_AGAIN = 100;

/** @throws LEDGER_BUSY */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const folder = resolve(options.folder);
  await translated(() => makePrivateFolder(folder));
  const socketPath = await socketOf(folder);
  const until = performance.now() + (options.patience ?? PATIENCE);
  for (;;) {
    const lock = await translated(() => tryHold(folder));
    if (lock !== undefined) return holdLedger(folder, socketPath, options.schema, lock);
    if (options.access === 'share') {
      const visit = await visitLedger(socketPath, options.schema, () => readHolder(folder));
      if (visit !== undefined) return visit;
    }
    if (performance.now() >= until) throw busyError(readHolder(folder));
    await sleep(LOOK_AGAIN);
  }
}

async function holdLedger(
  folder: string,
  socketPath: string,
  schema: string,
  lock: HolderLock,
): Promise<Database> {
  try {
    const database = await openPglite(join(folder, 'db'), schema);
    const host = await translated(() => hostVisits(socketPath, database));
    return {
      ...database,
      async close() {
        await host.close();
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * A unix socket path holds 107 bytes (`man 7 unix`); deep folders get theirs in the temporary folder of the user,
 * under a name made from the folder.
 */
async function socketOf(folder: string): Promise<string> {
  const beside = join(folder, 'ledger.sock');
  if (Buffer.byteLength(beside) <= 100) return beside;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `footbridge-${process.getuid?.() ?? 0}-${name}`);
  await mkdir(short, { recursive: true, mode: 0o700 });
  await chmod(short, 0o700);
  return join(short, 'ledger.sock');
}
