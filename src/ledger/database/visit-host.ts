/**
 * The holder's side of a visit: a unix socket on which other processes of the same user may look at the ledger and
 * steer a run while this process has the embedded database to itself.
 *
 * Each statement runs by itself between the holder's own, never inside one of its transactions. Left out: anything
 * that would change the session (transactions, SET, COPY), and Windows.
 *
 * @module
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Queries } from './database.ts';
import { decodeValue, encodeError, encodeRow, type VisitAnswer, VisitRequest } from './visit-wire.ts';

export interface VisitHost {
  close(): Promise<void>;
}

/** What works on rows and nothing else. */
const SINGLE_STATEMENT = /^\s*(select|insert|update|delete|with)\b/i;

/** The caller holds the lock of the folder: a socket found here was left by a process that is gone. */
export async function hostVisits(socketPath: string, queries: Queries): Promise<VisitHost> {
  await rm(socketPath, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A visitor that vanishes is none of our business.
    socket.on('error', () => socket.destroy());
    socket.unref();
    serveVisitor(socket, queries).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  server.unref();
  await chmod(socketPath, 0o600);
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(socketPath, { force: true });
    },
  };
}

async function serveVisitor(socket: Socket, queries: Queries): Promise<void> {
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    const answer = await answerLine(line, queries);
    if (!socket.writable) return;
    socket.write(`${JSON.stringify(answer)}\n`);
  }
}

async function answerLine(line: string, queries: Queries): Promise<VisitAnswer> {
  let id = 0;
  try {
    const request = VisitRequest.parse(JSON.parse(line));
    id = request.id;
    if (!SINGLE_STATEMENT.test(request.text)) {
      throw new FootbridgeError('LEDGER_BUSY', 'Only single statements can be run for a visitor');
    }
    const { rows, count } = await queries.query(request.text, request.values.map(decodeValue));
    return { id, rows: rows.map(encodeRow), count };
  } catch (error) {
    return { id, error: encodeError(error) };
  }
}
