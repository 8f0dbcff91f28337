/**
 * Finds whom `plan explain` is about: in the ledger, or, before an import, in the sources.
 *
 * @module
 */

import { sourceNames } from '../../config/sources.ts';
import { readingsOf } from '../../engine/login/readings.ts';
import type { ToExplain } from '../../engine/plan/explain.ts';
import { readIdentity } from '../../identity/digest.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { findPlanned } from '../../ledger/sql/find-planned.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { openConfigured } from '../assess/open-sources.ts';
import type { Invocation } from '../commands/command.ts';
import type { Opened } from '../parts.ts';

/** More than that is no explanation of one customer. */
const MOST = 10;

/** @param given an identifier, or `id:` and an id of the source */
export async function findCustomers(
  { terminal }: Invocation,
  { loaded, ledger }: Opened,
  given: string,
): Promise<readonly ToExplain[]> {
  const asked = readGiven(given, ledger);
  const known = await findInLedger(ledger, asked, sourceNames(loaded.config));
  if (known.length > 0) return known;
  const { sources } = openConfigured(loaded, terminal.environment);
  const found: ToExplain[] = [];
  try {
    for (const { name, reader, map } of sources) {
      for await (const { records } of reader.read()) {
        for (const record of records) {
          const { identity } = map(record);
          if (identity === undefined || !isMeant(identity, asked)) continue;
          found.push({ identity, source: name, id: ledger.index.identityId(name, identity.sourceId) });
        }
        if (found.length >= MOST) break;
      }
    }
  } finally {
    for (const { reader } of sources) await reader.close();
  }
  return found;
}

interface Asked {
  readonly sourceId?: string;
  readonly readings: ReturnType<typeof readingsOf>;
}

function readGiven(given: string, { index }: Ledger): Asked {
  if (given.startsWith('id:')) return { sourceId: given.slice(3), readings: [] };
  const readings = readingsOf(given, undefined, index);
  if (readings.length > 0) return { readings };
  throw new FootbridgeError('USAGE_WRONG', 'Nobody can log in with such an identifier');
}

async function findInLedger(
  { db, index, seals }: Ledger,
  { sourceId, readings }: Asked,
  sources: readonly string[],
): Promise<readonly ToExplain[]> {
  const ids = sourceId === undefined ? [] : sources.map((name) => index.identityId(name, sourceId));
  const rows = await findPlanned(
    db,
    readings.map(({ hash }) => hash),
    ids,
  );
  return rows.slice(0, MOST).flatMap((row) => {
    if (row.body === null) return [];
    return [{ identity: readIdentity(seals.open(row.id, row.body)), source: row.source, id: row.id, row }];
  });
}

function isMeant({ sourceId, identifiers }: Identity, asked: Asked): boolean {
  if (asked.sourceId !== undefined) return sourceId === asked.sourceId;
  const keys = asked.readings.map(({ type, value }) => identifierKey({ type, value }));
  return identifiers.some((one) => keys.includes(identifierKey(one)));
}
