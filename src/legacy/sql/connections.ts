/**
 * A few connections to one database, shared by all questions; each question has one for itself.
 *
 * Opened when first needed. A connection that failed is not used again, nor are those that lay idle beside it: a
 * restart of the server broke them all. The one question that met the break is asked again on a new connection,
 * since reading a row is no attempt and changes nothing.
 *
 * @module
 */
import { type Address, type Database, openDatabase } from '../../database/database.ts';

export interface Connections {
  /** Breaks the connection when the signal says so, whatever is under way on it. */
  use<T>(signal: AbortSignal, ask: (database: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function connectionsTo(address: Address, folder: string, most: number): Connections {
  const idle: Database[] = [];
  const inUse = new Set<Database>();
  const waiting: (() => void)[] = [];
  let taken = 0;

  async function use<T>(signal: AbortSignal, ask: (database: Database) => Promise<T>): Promise<T> {
    await place(signal);
    try {
      const kept = idle.pop();
      if (kept === undefined) return await askOn(await open(signal), signal, ask);
      try {
        return await askOn(kept, signal, ask);
      } catch (error) {
        if (signal.aborted || !isBroken(error)) throw error;
        return await askOn(await open(signal), signal, ask);
      }
    } finally {
      taken--;
      waiting.shift()?.();
    }
  }

  async function open(signal: AbortSignal): Promise<Database> {
    signal.throwIfAborted();
    const opening = openDatabase(address, folder, signal).then((database) => {
      if (signal.aborted) database.destroy();
      return database;
    });
    return unlessAborted(signal, opening);
  }

  /** Waits for one of the places, first come, first served. */
  async function place(signal: AbortSignal): Promise<void> {
    while (taken >= most) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (signal.aborted) {
        // Whoever gave up hands the place to the next.
        waiting.shift()?.();
        throw signal.reason;
      }
    }
    taken++;
  }

  async function askOn<T>(
    database: Database,
    signal: AbortSignal,
    ask: (database: Database) => Promise<T>,
  ): Promise<T> {
    inUse.add(database);
    const hangUp = () => database.destroy();
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      const answer = await unlessAborted(signal, ask(database));
      idle.push(database);
      return answer;
    } catch (error) {
      for (const old of [database, ...idle.splice(0)]) old.destroy();
      throw error;
    } finally {
      inUse.delete(database);
      signal.removeEventListener('abort', hangUp);
    }
  }

  return {
    use,
    async close() {
      for (const database of inUse) database.destroy();
      await Promise.all(idle.splice(0).map((database) => database.close()));
    },
  };
}

/** Drivers do not always answer what was asked on a connection that was broken off. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const giveUp = () => aborted.reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Codes of a connection that is gone: of Node, of MySQL's driver, and of PostgreSQL's class 57P and 08. */
function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(ECONN|EPIPE|PROTOCOL_CONNECTION_LOST|57P0|08)/.test(code)) return true;
  // pg has no code for a query on a connection that ended meanwhile.
  return error instanceof Error && /Connection terminated|not queryable|closed state/i.test(error.message);
}
