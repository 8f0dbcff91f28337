/**
 * Opens the database of a ledger: PostgreSQL where there is an address, else the embedded one in a folder.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';

export interface DatabaseOptions {
  /** `postgres://…`; absent: embedded. */
  readonly url?: string;
  /** Of the embedded ledger, and of the generated key; `.footbridge` unless told. */
  readonly folder?: string;
  readonly schema?: string;
  /** `own`: a visit to an embedded ledger that another process holds is not enough. */
  readonly access?: 'own' | 'share';
  /** Milliseconds to wait for the process that holds an embedded ledger. */
  readonly patience?: number;
  /** Connections to PostgreSQL at most. */
  readonly connections?: number;
}

export const DEFAULT_FOLDER = '.footbridge';
const DEFAULT_SCHEMA = 'footbridge';

/** PostgreSQL cuts names at 63 bytes; `_jobs` is appended for the job queue. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,57}$/;

/** @throws LEDGER_UNREACHABLE, LEDGER_BUSY, LEDGER_FULL */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  if (!SCHEMA_NAME.test(schema)) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      'The schema of the ledger is not a name of lower-case letters, digits and _ (at most 58)',
    );
  }
  const { url, connections, patience } = options;
  if (url === undefined) {
    const folder = options.folder ?? DEFAULT_FOLDER;
    const access = options.access ?? 'share';
    return openEmbedded({ folder, schema, access, ...(patience !== undefined && { patience }) });
  }
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new FootbridgeError('CONFIG_INVALID', 'The address of the ledger does not begin with postgres://');
  }
  return openPostgres({ url, schema, ...(connections !== undefined && { connections }) });
}
