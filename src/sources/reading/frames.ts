/**
 * From bytes to pages: what every file source does alike.
 *
 * A framer cuts the bytes into frames, one for each record, and knows nothing of customers. A source understands
 * the frames of one page. Whatever was framed before a file broke off is given before the error goes up.
 *
 * @module
 */
import type { ProblemCode } from '../../problems/catalogue.ts';
import { FootbridgeError, type RecordProblem } from '../../problems/problem.ts';
import type { Page, SourceRecord } from '../source.ts';
import type { ByteFile } from './bytes.ts';

/** What one record may weigh, in bytes. Nobody's customer record is larger; a lost quote makes one that is. */
export const RECORD_LIMIT = 8 * 1024 * 1024;

/** As much of an unreadable record is kept for the person who looks at it, in characters. */
const RAW_LIMIT = 64 * 1024;

const NO_PROBLEMS: readonly RecordProblem[] = [];

export interface Frame {
  /** Offset of the first byte behind this record. */
  readonly end: number;
  /** The line, or the index in the array, at which the next record is to be expected. */
  readonly next: number;
  /** Which of several arrays in the file; 0 where there is one. */
  readonly part: number;
  readonly position: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problem?: RecordProblem;
  readonly raw?: string;
}

export interface Framer {
  /** Takes the next bytes and adds the records they complete. May keep nothing that points into `bytes`. */
  push(bytes: Buffer, frames: Frame[]): void;
  /** The file is at its end. @throws FootbridgeError SOURCE_BROKEN when it should not be. */
  end(frames: Frame[]): void;
}

/** Where to go on, between two records. */
export interface Mark {
  readonly offset: number;
  readonly next: number;
  readonly part: number;
  /** Records before it. */
  readonly row: number;
}

/** The records that these frames are; a frame that is none is passed over. */
export type Understand = (
  frames: readonly Frame[],
  row: number,
) => readonly SourceRecord[] | Promise<readonly SourceRecord[]>;

/**
 * Reads a file from a mark to its end, in pages whose cursors are marks.
 *
 * Frames are understood as soon as a chunk has been cut, not when the page is full: what they were parsed from is
 * garbage at once, which took reading Keycloak from 0.37 to 0.67 of a bare parser's speed.
 */
export async function* readPages(
  file: ByteFile,
  framer: Framer,
  from: Mark,
  pageSize: number,
  understand: Understand,
): AsyncGenerator<Page> {
  let { row } = from;
  let records: SourceRecord[] = [];
  let last: Frame | undefined;
  const turnPage = (): Page[] => {
    if (last === undefined || records.length === 0) return [];
    const cursor = writeMark({ offset: last.end, next: last.next, part: last.part, row });
    const page = { records, cursor, done: file.done(last.end) };
    records = [];
    return [page];
  };

  const chunks = file.chunks(from.offset);
  let failure: { readonly cause: unknown } | undefined;
  try {
    for (let more = true; more; ) {
      const frames: Frame[] = [];
      try {
        more = await frameNext(chunks, framer, frames);
      } catch (cause) {
        failure = { cause };
        more = false;
      }
      for (let at = 0; at < frames.length; ) {
        const portion = frames.slice(at, at + pageSize - records.length);
        at += portion.length;
        for (const record of await understand(portion, row)) {
          records.push(record);
          row++;
        }
        last = portion.at(-1);
        if (records.length >= pageSize) yield* turnPage();
      }
    }
    yield* turnPage();
  } finally {
    await chunks.return(undefined);
  }
  if (failure !== undefined) throw failure.cause;
}

/** The records of a generic source: their fields are all there is to know. */
export function toPlainRecords(frames: readonly Frame[], row: number): readonly SourceRecord[] {
  return frames.map((frame, i) => toPlainRecord(frame, row + i + 1));
}

/** One record whose fields are all there is to know, as of a frame that could not be read. */
export function toPlainRecord(frame: Frame, row: number): SourceRecord {
  const { position, fields, problem, raw } = frame;
  if (problem === undefined) return { row, position, operation: 'upsert', fields, problems: NO_PROBLEMS };
  return {
    row,
    position,
    operation: 'upsert',
    fields,
    problems: [problem],
    ...(raw !== undefined && { raw }),
  };
}

/** A frame that was read. */
export function soundFrame(
  { end, next, part, position }: Pick<Frame, 'end' | 'next' | 'part' | 'position'>,
  fields: Frame['fields'],
): Frame {
  return { end, next, part, position, fields };
}

/** A frame that could not be read; `raw` is kept as far as it is worth keeping. */
export function damagedFrame(
  at: Pick<Frame, 'end' | 'next' | 'part' | 'position'>,
  code: ProblemCode,
  found: string,
  raw: string,
): Frame {
  return { ...at, fields: {}, problem: { code, found }, raw: raw.slice(0, RAW_LIMIT) };
}

/** The cursor of a file source: `offset/next/part/row`. */
export function writeMark({ offset, next, part, row }: Mark): string {
  return `${offset}/${next}/${part}/${row}`;
}

/** @throws FootbridgeError SOURCE_CHANGED when the cursor is of another kind of source. */
export function readMark(cursor: string | undefined, start: Mark): Mark {
  if (cursor === undefined) return start;
  const match = /^(\d+)\/(\d+)\/(\d+)\/(\d+)$/.exec(cursor);
  if (match === null)
    throw new FootbridgeError('SOURCE_CHANGED', `The cursor "${cursor}" belongs to another kind of source`);
  const [offset, next, part, row] = match.slice(1).map(Number);
  return { offset: offset ?? 0, next: next ?? 0, part: part ?? 0, row: row ?? 0 };
}

/** Frames the next chunk. An error waits until what was framed before it has been given. */
async function frameNext(chunks: AsyncGenerator<Buffer>, framer: Framer, frames: Frame[]): Promise<boolean> {
  const { value, done } = await chunks.next();
  if (done === true) framer.end(frames);
  else framer.push(value, frames);
  return done !== true;
}
