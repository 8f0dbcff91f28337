/**
 * Writes the old shop's export: `customers.csv`, and the same customers as `customers.ndjson`.
 *
 * The CSV also holds rows that only a CSV can get wrong: an unquoted comma makes a row ragged. The club is written
 * apart, into a file that only the living shop reads.
 *
 * @module
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { club } from './club.ts';
import { type HashCosts, LOW_COSTS, PRODUCTION_COSTS } from './old-hashes.ts';
import { COLUMNS, type Customer, oldShop } from './old-shop.ts';

/** Rows with an unquoted comma, at the end of the CSV only. */
export const RAGGED_ROWS = 4;

export interface WrittenShop {
  readonly csv: string;
  readonly ndjson: string;
  /** Rows of the CSV, ragged ones included. */
  readonly rows: number;
}

export async function writeOldShop(
  folder: string,
  count = 5_000,
  costs: HashCosts = LOW_COSTS,
): Promise<WrittenShop> {
  await mkdir(folder, { recursive: true });
  const csv = join(folder, 'customers.csv');
  const ndjson = join(folder, 'customers.ndjson');
  const toCsv = createWriteStream(csv);
  const toNdjson = createWriteStream(ndjson);
  toCsv.write(`${COLUMNS.join(',')}\n`);
  for await (const customer of oldShop(count - RAGGED_ROWS, costs)) {
    if (!toCsv.write(csvRow(customer))) await once(toCsv, 'drain');
    if (!toNdjson.write(ndjsonRow(customer))) await once(toNdjson, 'drain');
  }
  for (let row = 0; row < RAGGED_ROWS; row++) toCsv.write(`${count - row},Smith, John,lost@example.com\n`);
  toCsv.end();
  toNdjson.end();
  await Promise.all([finished(toCsv), finished(toNdjson)]);
  return { csv, ndjson, rows: count };
}

/** The members of the club, in the shape of `customers.ndjson`. */
export async function writeClub(file: string, costs: HashCosts = PRODUCTION_COSTS): Promise<number> {
  const members = await Array.fromAsync(club(costs));
  await writeFile(file, members.map(ndjsonRow).join(''));
  return members.length;
}

function csvRow(customer: Customer): string {
  return `${COLUMNS.map((column) => quote(customer[column])).join(',')}\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** As a document store would export it: nested, and without what is empty. */
function ndjsonRow(customer: Customer): string {
  const { first_name, last_name, city, country, password, salt, hash_type, ...rest } = customer;
  const document = {
    ...rest,
    name: { first: first_name, last: last_name },
    address: { city, country },
    credentials: { password, salt, hash_type },
  };
  return `${JSON.stringify(document, (_key, value) => (value === '' ? undefined : value))}\n`;
}
