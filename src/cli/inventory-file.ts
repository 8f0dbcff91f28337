/**
 * Reads an inventory: a file that somebody listed or a vendor's interface answered, and what an export holds beside
 * its customers.
 *
 * @module
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { InventoryItem } from '../engine/assess/assessment.ts';
import { findInventory, type InventoryRecord, readInventory } from '../engine/inventory/inventory.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { type ByteFile, openBytes, readHead } from '../sources/reading/bytes.ts';
import { openCsv } from '../sources/reading/csv-file.ts';
import type { Frame, Framer } from '../sources/reading/frames.ts';
import { ArrayFramer } from '../sources/reading/json-array.ts';
import { LineFramer } from '../sources/reading/lines.ts';
import { readSample } from '../sources/reading/sample.ts';

const START = { offset: 0, next: 0, part: 0, row: 0 };

/**
 * A CSV or JSON file in which every record is an item.
 *
 * @throws {FootbridgeError} INVENTORY_INVALID, with the record and the field; SOURCE_MISSING
 */
export async function readInventoryFile(name: string, folder: string): Promise<readonly InventoryItem[]> {
  const path = resolve(folder, name);
  return readInventory(await readRecords(path), name);
}

async function readRecords(path: string): Promise<readonly InventoryRecord[]> {
  const file = await openBytes(path);
  if (!/^\s*[[{]/.test((await readSample(path)).text)) {
    const csv = await openCsv(path, {});
    return allFrames(csv.file, csv.framer(csv.start), csv.start.offset);
  }
  const whole = parseWhole(await readText(file, path));
  return whole ?? allFrames(file, new LineFramer(file.misread, { ...START, next: 1 }), 0);
}

/** Bytes. A list of a hundred thousand clients is smaller. */
const LARGEST = 64 * 1024 * 1024;

async function readText(file: ByteFile, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file.chunks(0)) {
    length += chunk.length;
    if (length > LARGEST)
      throw new FootbridgeError('INVENTORY_INVALID', `${path} is larger than ${LARGEST} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Under these names the interfaces of vendors list clients, where they answer more than a bare list. */
const LISTS = ['clients', 'items', 'UserPoolClients', 'inventory'];

/** Undefined where it is no JSON as a whole; then each line may be. */
function parseWhole(text: string): readonly InventoryRecord[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return value.map((one, index) => toRecord(one, `[${index}]`));
  const outer = value as Readonly<Record<string, unknown>>;
  for (const name of LISTS) {
    const list = outer[name];
    if (Array.isArray(list)) return list.map((one, index) => toRecord(one, `${name}[${index}]`));
  }
  const { UserPoolClient: single = outer } = outer;
  return [toRecord(single, '')];
}

function toRecord(value: unknown, position: string): InventoryRecord {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { position, fields: isRecord ? (value as Readonly<Record<string, unknown>>) : {} };
}

async function allFrames(file: ByteFile, framer: Framer, from: number): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for await (const chunk of file.chunks(from)) framer.push(chunk, frames);
  framer.end(frames);
  const damaged = frames.find(({ problem }) => problem !== undefined);
  if (damaged === undefined) return frames;
  throw new FootbridgeError(
    'INVENTORY_INVALID',
    `${basename(file.path)} ${damaged.position}: ${damaged.problem?.found ?? 'cannot be read'}`,
  );
}

/**
 * The clients that stand in an export beside its customers: today that is the realm export of Keycloak, of any size.
 * Whatever else is given holds none.
 */
export async function inventoryOfExport(name: string, folder: string): Promise<readonly InventoryItem[]> {
  const path = await findRealm(resolve(folder, name));
  if (path === undefined) return [];
  const file = await openBytes(path);
  const places = { paths: ['clients'], optional: true };
  const framer = new ArrayFramer(file.misread, places, START);
  const items: InventoryItem[] = [];
  try {
    for await (const chunk of file.chunks(0)) {
      const frames: Frame[] = [];
      framer.push(chunk, frames);
      items.push(...findInventory(frames, basename(path)));
    }
  } catch (error) {
    // That an export is damaged is said by the source that reads the customers in it.
    if (!(error instanceof FootbridgeError)) throw error;
  }
  return items;
}

/** Bytes. `id` and `realm` are the first names that Keycloak writes. */
const BEGINNING = 4 * 1024;

async function findRealm(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isDirectory()) {
    const realm = (await readdir(path)).find((file) => /-realm\.json(?:\.gz)?$/.test(file));
    return realm === undefined ? undefined : join(path, realm);
  }
  const head = (await readHead(path, BEGINNING)).toString('latin1');
  const isPacked = head.startsWith('\u001f\u008b');
  const text = isPacked ? (await readSample(path)).text.slice(0, BEGINNING) : head;
  return /^\s*\{[^{}]*"realm"\s*:/.test(text) ? path : undefined;
}
