/**
 * A reader of pages over a database: what `sql` and `better-auth` have in common.
 *
 * The database may live on while it is read. Rows that come in behind the cursor are met by the next run; what
 * guards resuming is the shape of what is read, not its content, which is expected to change.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type Address,
  codeOf,
  type Database,
  openDatabase,
  type Parameter,
  type ResultRow,
} from '../../../database/database.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Page, SourceContext, SourceReader, SourceRecord } from '../../source.ts';
import { countRows, type Keyset, readAfter, refuseNullKeys } from './keyset.ts';

/** What one kind of source adds to the reading. */
export interface Plan {
  readonly keyset: Keyset;
  /** What the records look like: names and types of columns. */
  readonly shape: unknown;
  /** The rows of one page as records; `first` is the number of the first. */
  toRecords(rows: readonly ResultRow[], first: number): Promise<SourceRecord[]> | SourceRecord[];
}

const Cursor = z.strictObject({
  row: z.number().int().nonnegative(),
  key: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['text', 'integer', 'bytes']), value: z.string() }),
      z.strictObject({ kind: z.literal('number'), value: z.number() }),
    ]),
  ),
});

export function databaseReader(
  address: Address,
  context: SourceContext,
  makePlan: (database: Database) => Promise<Plan>,
): SourceReader {
  let opened: Promise<{ database: Database; plan: Plan }> | undefined;
  const open = () => {
    opened ??= connect(address, context.folder).then(async (database) => {
      try {
        return { database, plan: await guarded(makePlan(database)) };
      } catch (error) {
        await database.close();
        throw error;
      }
    });
    return opened;
  };
  return {
    async *read(cursor) {
      const { database, plan } = await open();
      yield* readPages(database, plan, context.pageSize, cursor);
    },
    async fingerprint() {
      const { plan } = await open();
      const text = JSON.stringify([plan.keyset.from, plan.keyset.key, plan.shape]);
      return createHash('sha256').update(text).digest('hex');
    },
    async close() {
      const reading = opened;
      opened = undefined;
      // What never opened was reported where it was asked for.
      const held = await reading?.catch(() => undefined);
      await held?.database.close();
    },
  };
}

/** @throws FootbridgeError SOURCE_MISSING with what the database said, never with the address. */
async function connect(address: Address, folder: string): Promise<Database> {
  try {
    return await openDatabase(address, folder);
  } catch (cause) {
    throw new FootbridgeError('SOURCE_MISSING', `The database did not let us in (${codeOf(cause)})`, {
      cause,
    });
  }
}

async function* readPages(
  database: Database,
  plan: Plan,
  pageSize: number,
  cursor: string | undefined,
): AsyncGenerator<Page> {
  let { row, after } = fromCursor(cursor);
  if (after === undefined) await guarded(refuseNullKeys(database, plan.keyset));
  const count = await guarded(countRows(database, plan.keyset));
  for (;;) {
    const rows = await guarded(readAfter(database, plan.keyset, after, pageSize));
    const last = rows.at(-1);
    if (last === undefined) return;
    const records = await guarded(Promise.resolve(plan.toRecords(rows, row + 1)));
    row += rows.length;
    after = last.key;
    yield {
      records,
      cursor: JSON.stringify({ row, key: after }),
      done: Math.min(1, row / Math.max(count, 1)),
    };
    if (rows.length < pageSize) return;
  }
}

function fromCursor(cursor: string | undefined): { row: number; after?: readonly Parameter[] } {
  if (cursor === undefined) return { row: 0 };
  const { row, key } = Cursor.parse(JSON.parse(cursor));
  return { row, after: key as readonly Parameter[] };
}

/** @throws FootbridgeError SOURCE_BROKEN where the database fails, with its code and nothing else. */
async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FootbridgeError) throw error;
    const happened = `The database failed while it was read (${codeOf(error)})`;
    throw new FootbridgeError('SOURCE_BROKEN', happened, { cause: error });
  }
}
