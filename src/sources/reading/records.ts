/**
 * Opens a file of records whose form is told from its first character: JSON array, JSON lines, or CSV.
 *
 * @module
 */
import { type ByteFile, openBytes, readStart } from './bytes.ts';
import { type CsvOptions, openCsv } from './csv-file.ts';
import type { Framer, Mark } from './frames.ts';
import { ArrayFramer } from './json-array.ts';
import type { ArrayPlaces } from './json-places.ts';
import { LineFramer } from './lines.ts';
import { sampleElements } from './sample.ts';

export interface RecordFile {
  readonly form: 'array' | 'lines' | 'csv';
  readonly file: ByteFile;
  readonly start: Mark;
  framer(from: Mark): Framer;
}

/** As much of the file tells an object with an array in it from the first of many lines. */
const BEGINNING = 64 * 1024;

export async function openRecords(
  path: string,
  { csv, places }: { readonly csv: CsvOptions; readonly places: ArrayPlaces },
): Promise<RecordFile> {
  const file = await openBytes(path);
  const head = (await readStart(file, BEGINNING)).toString('utf8').trimStart();
  if (head.startsWith('[') || (head.startsWith('{') && sampleElements(head, places).length > 0)) {
    const start = { offset: 0, next: 0, part: 0, row: 0 };
    return { form: 'array', file, start, framer: (from) => new ArrayFramer(file.misread, places, from) };
  }
  if (head.startsWith('{')) {
    const start = { offset: 0, next: 1, part: 0, row: 0 };
    return { form: 'lines', file, start, framer: (from) => new LineFramer(file.misread, from) };
  }
  return { form: 'csv', ...(await openCsv(path, csv)) };
}
