/**
 * Makes the accounts of some records what the decisions about them say: merged, un-merged, or merged anew.
 *
 * The one mechanism behind every change: the merges that are in force say which records belong together, what each
 * source says is read back, and the accounts are made of that afresh. Undoing one of several merges, a newer record of
 * somebody who was merged, and a record that is gone from its source are no cases of their own.
 *
 * @module
 */
import { canonicalBytes, readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Queries } from '../../ledger/database/database.ts';
import {
  absorb,
  bury,
  endDuplicates,
  forgetOwn,
  type GroupRow,
  keepOwn,
  lockGroups,
  putAccount,
} from '../../ledger/sql/groups.ts';
import { mergedMatchesAmong } from '../../ledger/sql/matches.ts';
import type { Correlation } from '../correlate/rule.ts';
import { createUnion } from '../correlate/union.ts';
import { type Happening, note } from '../note.ts';
import { chooseSurvivor } from './choose-survivor.ts';
import { mergeIdentities } from './merge-identities.ts';
import { asOwned, type Judge, placeAccount } from './place-account.ts';

/** A record with what its own source says. */
export interface OwnRecord extends GroupRow {
  readonly identity: Identity;
}

/** @returns how many records are part of another's account now. */
export async function rebuild(
  tx: Queries,
  ids: readonly string[],
  judge: Judge,
  correlation: Correlation,
  operator: string,
): Promise<number> {
  const { rows, merges } = await lockFamily(tx, ids);
  if (rows.some(({ state, crossing }) => state === 'moving' || crossing)) return 0;
  if (await keepBuried(tx, rows)) return 0;
  const records = rows.flatMap((row) => toOwnRecord(row, judge) ?? []);
  const events: Happening[] = [];
  let absorbed = 0;
  for (const together of componentsOf(records, merges)) {
    const [survivor, ...others] = chooseSurvivor(together);
    if (survivor === undefined) continue;
    if (others.length === 0) events.push(...(await stand(tx, survivor, judge)));
    else events.push(...(await unite(tx, survivor, others, judge, correlation, operator)));
    absorbed += others.length;
  }
  await note(
    judge.ledger,
    tx,
    events.map((event) => ({ ...event, facts: { ...event.facts, by: operator } })),
  );
  return absorbed;
}

interface Family {
  readonly rows: readonly GroupRow[];
  /** Members of the merges that are in force among them. */
  readonly merges: readonly (readonly string[])[];
}

/** Everybody whom a merge connects with these, also a record that left its group and is back. */
async function lockFamily(tx: Queries, ids: readonly string[]): Promise<Family> {
  for (let known = ids; ; ) {
    const merges = await mergedMatchesAmong(tx, known);
    const rows = await lockGroups(tx, [...new Set([...known, ...merges.flat()])]);
    const found = rows.map(({ id }) => id);
    if (found.every((id) => known.includes(id))) return { rows, merges };
    known = found;
  }
}

/** What the source says of it; undefined: it was destroyed. */
export function toOwnRecord(row: GroupRow, { ledger }: Pick<Judge, 'ledger'>): OwnRecord | undefined {
  const merged = row.own_body !== null && row.own_run === row.changed_run;
  const body = merged ? row.own_body : row.body;
  return body === null ? undefined : { ...row, identity: readIdentity(ledger.seals.open(row.id, body)) };
}

/** A record that is gone from its source belongs to nobody else's account. */
function componentsOf(
  records: readonly OwnRecord[],
  merges: readonly (readonly string[])[],
): readonly (readonly OwnRecord[])[] {
  const union = createUnion();
  const place = new Map(
    records.flatMap(({ id, operation }, at) => (operation === 'delete' ? [] : [[id, at]])),
  );
  for (const members of merges) {
    const [first, ...others] = members.flatMap((id) => place.get(id) ?? []);
    if (first !== undefined) for (const other of others) union.join(first, other);
  }
  return [...Map.groupBy(records.keys(), (at) => union.find(at)).values()].map((group) =>
    group.flatMap((at) => records[at] ?? []),
  );
}

/** By itself: whoever was never part of anything is left as it is. */
async function stand(tx: Queries, record: OwnRecord, judge: Judge): Promise<readonly Happening[]> {
  if (record.merged_into === null && record.own_body === null) return [];
  await putAccount(tx, judge.ledger.seals.version, placeAccount(record, record.identity, judge));
  await forgetOwn(tx, record.id);
  return [{ kind: 'unmerged', identityId: record.id, facts: {} }];
}

async function unite(
  tx: Queries,
  survivor: OwnRecord,
  others: readonly OwnRecord[],
  judge: Judge,
  correlation: Correlation,
  operator: string,
): Promise<readonly Happening[]> {
  const { ledger } = judge;
  const version = ledger.seals.version;
  const { identity } = mergeIdentities([survivor, ...others].map(toMember), correlation);
  const { id } = survivor;
  await endDuplicates(
    tx,
    [survivor, ...others].map((one) => one.id),
    operator,
  );
  for (const other of others) {
    // A survivor of before: from here on its seal says again what its source says.
    if (other.own_body !== null) await putAccount(tx, version, placeAccount(other, other.identity, judge));
    await forgetOwn(tx, other.id);
    await absorb(tx, other.id, id);
  }
  if (!isSame(survivor, identity, judge)) {
    await keepOwn(
      tx,
      id,
      version,
      ledger.seals.seal(id, canonicalBytes(survivor.identity)),
      survivor.changed_run,
    );
    await putAccount(tx, version, placeAccount(survivor, identity, judge));
  }
  const joined = others.filter(({ merged_into }) => merged_into !== id);
  return [
    { kind: 'merged', identityId: id, facts: { records: others.length + 1 } },
    ...joined.map((one) => ({ kind: 'merged-into', identityId: one.id, facts: { into: id } })),
  ];
}

/** Merged before, and nothing that counts has changed: a user in the target need not be written again. */
function isSame(survivor: OwnRecord, merged: Identity, { ledger }: Judge): boolean {
  const { id, body, own_body, own_run, changed_run } = survivor;
  if (own_body === null || own_run !== changed_run || body === null) return false;
  return canonicalBytes(asOwned(survivor, merged)).equals(ledger.seals.open(id, body));
}

/** Deleted in the target on purpose: a record that was part of the account does not bring its owner back. */
async function keepBuried(tx: Queries, rows: readonly GroupRow[]): Promise<boolean> {
  const grave = rows.find(({ owner, merged_into }) => owner === 'deleted' && merged_into === null);
  if (grave === undefined) return false;
  for (const { id, merged_into } of rows) if (merged_into === grave.id) await bury(tx, id, grave.id);
  return true;
}

export function toMember({ id, source, identity, target_id }: OwnRecord) {
  return { id, source, identity, inTarget: target_id !== null };
}
