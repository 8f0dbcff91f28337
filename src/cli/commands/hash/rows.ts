/**
 * Reads hashes as a stream from standard input or a file: one a line, or a column of a CSV or of NDJSON.
 *
 * Each row can be written again with another hash in the same place, so that a whole export passes through and nothing
 * else in it changes. Memory holds one row and the piece of the file that was read with it.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Terminal } from '../../terminal.ts';
import { csvRows } from './csv-rows.ts';
import { jsonRows } from './json-rows.ts';
import { type Beside, type ColumnFlags, readPairs } from './options.ts';
import type { Columns, HashRow } from './row.ts';

export interface HashRows {
  readonly rows: AsyncIterable<HashRow>;
  /** A first line that is no row. */
  header(): string | undefined;
}

/** @throws {FootbridgeError} USAGE_WRONG */
export function openRows(flags: ColumnFlags, given: Beside, terminal: Terminal): HashRows {
  const pieces = readPieces(flags, terminal);
  const beside = readPairs(flags.besideColumn, '--beside-column');
  if (flags.column === undefined) {
    if (beside.length > 0) throw new FootbridgeError('USAGE_WRONG', '--beside-column needs --column');
    return { rows: lineRows(linesOf(pieces), given), header: () => undefined };
  }
  return columnRows(pieces, { hash: flags.column, beside }, given);
}

async function* readPieces({ file }: ColumnFlags, terminal: Terminal): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8');
  const bytes =
    file === undefined ? terminal.streamInput() : createReadStream(resolve(terminal.folder, file));
  try {
    for await (const piece of bytes) yield decoder.decode(piece as Uint8Array, { stream: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'broken';
    throw new FootbridgeError('USAGE_WRONG', `${file ?? 'standard input'} cannot be read: ${code}`, {
      cause,
    });
  }
  yield decoder.decode();
}

/** Lines without their ends; the last one needs none. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

async function* lineRows(lines: AsyncIterable<string>, given: Beside): AsyncIterable<HashRow> {
  let row = 0;
  for await (const line of lines) {
    if (line === '') continue;
    row++;
    yield { row, stored: { ...given, hash: line }, write: (hash = line) => hash };
  }
}

/** An object opens NDJSON; anything else is the header of a CSV. */
function columnRows(pieces: AsyncIterable<string>, columns: Columns, given: Beside): HashRows {
  let header: string | undefined;
  async function* rows(): AsyncIterable<HashRow> {
    const { first, all } = await peek(pieces);
    if (first.trimStart().startsWith('{')) {
      yield* jsonRows(linesOf(all), columns, given);
      return;
    }
    yield* csvRows(all, columns, given, (line) => {
      header = line;
    });
  }
  return { rows: rows(), header: () => header };
}

/** The beginning, and everything from the beginning on. */
async function peek(
  pieces: AsyncIterable<string>,
): Promise<{ readonly first: string; readonly all: AsyncIterable<string> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const { value: first = '', done } = await iterator.next();
  async function* all(): AsyncIterable<string> {
    yield first;
    if (done === true) return;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { first, all: all() };
}
