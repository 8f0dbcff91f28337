/**
 * Finds the one customer an operator means: by what they log in with, or by our id.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { type CustomerRow, findById, findByIdentifiers } from '../ledger/sql/find-customer.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { readingsOf } from './login/readings.ts';

/** With dashes, as the ledger writes it, or without, as targets remember us. */
const OUR_ID = /^(?:id:)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** @throws {FootbridgeError} CUSTOMER_UNKNOWN, also where several answer to it: nobody may act for the wrong one */
export async function findOneCustomer(ledger: Ledger, given: string): Promise<CustomerRow> {
  const rows = await findAll(ledger, given.trim());
  const ids = new Set(rows.map(({ id }) => id));
  if (ids.size > 1) {
    throw new FootbridgeError(
      'CUSTOMER_UNKNOWN',
      `${ids.size} customers answer to this identifier; name one by our id: ${[...ids].slice(0, 5).join(', ')}`,
    );
  }
  const [one] = rows;
  if (one === undefined) throw new FootbridgeError('CUSTOMER_UNKNOWN');
  return one;
}

async function findAll(ledger: Ledger, given: string): Promise<readonly CustomerRow[]> {
  const id = OUR_ID.exec(given)?.slice(1).join('-').toLowerCase();
  if (id !== undefined) {
    const row = await findById(ledger.db, id);
    return row === undefined ? [] : [row];
  }
  const hashes = readingsOf(given, undefined, ledger.index).map(({ hash }) => hash);
  return hashes.length === 0 ? [] : findByIdentifiers(ledger.db, hashes);
}
