/**
 * Applications, clients and accounts of machines that hang on customer accounts, and have to move, too.
 *
 * Pure: whoever calls has read the records. Secrets are never taken out of them.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { InventoryItem } from '../assess/assessment.ts';
import { readClient } from './client.ts';
import { readListed } from './listed.ts';

export interface InventoryRecord {
  /** Where a person finds it: "line 48", "clients[12]". */
  readonly position: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Every record has to be an item: somebody listed it.
 *
 * @throws {FootbridgeError} INVENTORY_INVALID, with the record and the field
 */
export function readInventory(records: readonly InventoryRecord[], file: string): readonly InventoryItem[] {
  return records.flatMap(({ position, fields }) => {
    const where = `${file} ${position}`;
    const client = readClient(fields);
    if (client === 'built-in') return [];
    if (client !== undefined) return [{ ...client, where }];
    const listed = readListed(fields);
    if ('client' in listed) return [{ ...listed.client, where }];
    const [first] = listed.wrong;
    throw new FootbridgeError(
      'INVENTORY_INVALID',
      `${where}: \`${first?.field ?? ''}\`: ${first?.found ?? 'not an item'}`,
      { facts: { file, position, field: first?.field ?? '' } },
    );
  });
}

/** Records of an export that may hold clients among other things: what is none is left out. */
export function findInventory(records: readonly InventoryRecord[], file: string): readonly InventoryItem[] {
  return records.flatMap(({ position, fields }) => {
    const client = readClient(fields);
    return client === undefined || client === 'built-in' ? [] : [{ ...client, where: `${file} ${position}` }];
  });
}

/** A machine that stands among the customers. Undefined for a person. */
export function serviceAccountOf(identity: Identity, where: string): InventoryItem | undefined {
  if (identity.kind !== 'service') return undefined;
  const username = identity.identifiers.find(({ type }) => type === 'username');
  const roles = identity.memberships.map(({ type, name }) => `${type} ${name}`);
  return {
    kind: 'service-account',
    name: username?.value ?? identity.sourceId,
    dependsOn: roles.slice(0, MOST_MEMBERSHIPS),
    reissue: identity.password === undefined ? 'unknown' : 'yes',
    where,
  };
}

/** As many as help to know what it is for. */
const MOST_MEMBERSHIPS = 20;
