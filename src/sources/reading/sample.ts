/**
 * The beginning of a file, as `recognise` wants to see it.
 *
 * @module
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openDatabase, plain } from '../../database/database.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Sample } from '../source.ts';
import { openBytes, readHead, readStart } from './bytes.ts';
import { isDatabase } from './foreign.ts';
import type { Frame, Framer } from './frames.ts';
import { ArrayFramer } from './json-array.ts';
import type { ArrayPlaces } from './json-places.ts';
import type { JsonObject } from './json-value.ts';
import { LineFramer } from './lines.ts';

/** The contract's bound. */
const SAMPLE_LENGTH = 64 * 1024;

/** Reads a file, or in a folder the first file that holds users (Keycloak's exports are folders). */
export async function readSample(path: string): Promise<Sample> {
  const chosen = await pickFile(path);
  const head = await readHead(chosen, SAMPLE_LENGTH);
  if (isDatabase(head))
    return { name: basename(chosen), text: '', bytes: head, schema: await readSchema(chosen) };
  const file = await openBytes(chosen);
  const bytes = await readStart(file, SAMPLE_LENGTH);
  return { name: basename(file.path), text: bytes.toString('utf8'), bytes };
}

/** Damaged files have none; reading them will say what is wrong. */
async function readSchema(file: string): Promise<string> {
  try {
    const database = await openDatabase({ file }, '');
    const rows = await database.query(plain('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL'));
    await database.close();
    return rows.map(({ values }) => String(values.sql)).join(';\n');
  } catch {
    return '';
  }
}

/** Is the sample all there is? Then its last line is whole without a break behind it. */
export function isWhole({ bytes }: Sample): boolean {
  return bytes.length < SAMPLE_LENGTH;
}

/** A sample of a text, for tests and for callers that have the beginning already. */
export function sampleOf(name: string, text: string): Sample {
  const bytes = Buffer.from(text).subarray(0, SAMPLE_LENGTH);
  return { name, text: bytes.toString('utf8'), bytes };
}

/** The objects on the whole lines of a sample, and how many lines hold none. */
export function sampleLines(text: string): { objects: readonly JsonObject[]; damaged: number } {
  const start = { offset: 0, next: 1, part: 0, row: 0 };
  return sampleFrames(text, new LineFramer(() => undefined, start));
}

/** The whole objects at the beginning of an array in a sample. */
export function sampleElements(text: string, places: ArrayPlaces): readonly JsonObject[] {
  const start = { offset: 0, next: 0, part: 0, row: 0 };
  return sampleFrames(text, new ArrayFramer(() => undefined, places, start)).objects;
}

function sampleFrames(text: string, framer: Framer): { objects: readonly JsonObject[]; damaged: number } {
  const frames: Frame[] = [];
  try {
    framer.push(Buffer.from(text), frames);
    // A last line without a break is whole only if it is all there is; at the end of a sample it is cut off.
    framer.end(frames);
  } catch (error) {
    if (!(error instanceof FootbridgeError)) throw error;
  }
  const objects = frames.filter((frame) => frame.problem === undefined).map((frame) => frame.fields);
  return { objects, damaged: frames.length - objects.length };
}

async function pickFile(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new FootbridgeError('SOURCE_MISSING', `${path} cannot be opened`, { cause, facts: { path } });
  });
  if (!found.isDirectory()) return path;
  const names = (await readdir(path)).filter((name) => /\.(json|ndjson|csv)(\.gz)?$/i.test(name)).sort();
  const best = names.find((name) => /-users-\d+\.json$/.test(name)) ?? names[0];
  if (best === undefined) throw new FootbridgeError('SOURCE_MISSING', `${path} holds no JSON or CSV file`);
  return join(path, best);
}
