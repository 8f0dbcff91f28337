/**
 * A visit: the embedded ledger as a second process sees it while the first one works on it.
 *
 * Single statements only, carried out by the holder (`visit-host.ts`). Whatever needs the database for itself is
 * LEDGER_BUSY and names the process to wait for.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Database, Result } from './database.ts';
import type { Holder } from './holder-lock.ts';
import { decodeError, decodeRow, encodeValue, VisitAnswer, type VisitRequest } from './visit-wire.ts';

interface Pending {
  resolve(answer: Result<Record<string, unknown>>): void;
  reject(error: unknown): void;
}

/** Undefined: nobody answers on the socket (yet). */
export async function visitLedger(
  socketPath: string,
  schema: string,
  holder: () => Holder | undefined,
): Promise<Database | undefined> {
  const socket = await connectTo(socketPath);
  if (socket === undefined) return undefined;
  const ask = askOver(socket);
  const refuse = async (): Promise<never> => {
    throw busyError(holder());
  };
  return {
    kind: 'pglite',
    schema,
    access: 'visit',
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, count } = await ask(text, values);
      // The holder's rows, decoded: the shape is the SQL text's, as with every driver.
      return { rows: rows as Row[], count };
    },
    script: refuse,
    copy: refuse,
    transaction: refuse,
    rehearse: refuse,
    jobs: () => {
      throw busyError(holder());
    },
    close: async () => {
      socket.destroy();
    },
  };
}

export function busyError(holder: Holder | undefined): FootbridgeError {
  if (holder === undefined) return new FootbridgeError('LEDGER_BUSY');
  const { pid, host, since } = holder;
  return new FootbridgeError(
    'LEDGER_BUSY',
    `Process ${pid} on ${host} has been using this ledger since ${since}`,
    { facts: { pid, host, since } },
  );
}

function connectTo(socketPath: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function askOver(
  socket: Socket,
): (text: string, values: readonly unknown[]) => Promise<Result<Record<string, unknown>>> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  // A broken socket reaches us by its 'close'; readline would throw the error into the process as well.
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    const answer = VisitAnswer.parse(JSON.parse(line));
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if (pending.size === 0) socket.unref();
    if ('error' in answer) waiting?.reject(decodeError(answer.error));
    else waiting?.resolve({ rows: answer.rows.map(decodeRow), count: answer.count });
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const waiting of pending.values()) waiting.reject(goneError());
    pending.clear();
  });
  // An idle visit must not keep a process alive; a question on its way must.
  socket.unref();
  return (text, values) =>
    new Promise((resolve, reject) => {
      if (!socket.writable) return reject(goneError());
      const request: VisitRequest = { id: nextId, text, values: values.map(encodeValue) };
      nextId += 1;
      pending.set(request.id, { resolve, reject });
      socket.ref();
      socket.write(`${JSON.stringify(request)}\n`);
    });
}

function goneError(): FootbridgeError {
  return new FootbridgeError('LEDGER_UNREACHABLE', 'The process that holds this ledger ended', {
    facts: { passing: true },
  });
}
