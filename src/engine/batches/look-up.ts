/**
 * Looking before and after: what became of writes that may have been carried out, how users were before they are
 * changed, and how they are after.
 *
 * @module
 */
import { externalId } from '../../ledger/blind-index.ts';
import type { FindKey } from '../../targets/target.ts';
import type { BatchItem } from './batch-item.ts';
import { compareSnapshot } from './compare.ts';
import { persistently } from './persist.ts';
import type { BatchWork } from './write-batch.ts';

/**
 * Looks in the target for writes that may have been carried out. Ours and as it should be: done. Ours but unfinished:
 * the write becomes an update. Nobody there: it is sent (again). A delete whose user is gone is done.
 */
export async function lookUp(items: readonly BatchItem[], work: BatchWork): Promise<void> {
  if (items.length === 0) return;
  const { target, absence } = work;
  const found = await persistently(() => target.session.find(items.map(toKey)), absence);
  const ours: BatchItem[] = [];
  for (const [index, item] of items.entries()) {
    const user = found[index];
    if (user?.whose === 'ours') {
      item.targetId = user.targetId;
      if (item.operation === 'create') item.operation = 'update';
      ours.push(item);
    } else if (item.operation === 'delete') item.answer = { kind: 'done', snapshot: undefined };
    else if (item.operation === 'update') item.operation = 'create';
  }
  const updates = ours.filter(({ operation }) => operation === 'update');
  const snapshots = await persistently(
    () => target.session.read(updates.map(({ targetId }) => targetId ?? '')),
    absence,
  );
  for (const [index, item] of updates.entries()) {
    const snapshot = snapshots[index];
    const { credential_plan, losses } = item.write;
    const drift = compareSnapshot(item.identity, credential_plan, losses, snapshot);
    if (drift.length === 0) item.answer = { kind: 'done', snapshot };
  }
}

/** Whether the target answers a question at once; when it does not, waits until it answers again. */
export async function answersAtOnce(item: BatchItem, { target, absence }: BatchWork): Promise<boolean> {
  let asked = 0;
  await persistently(() => {
    asked += 1;
    return target.session.find([toKey(item)]);
  }, absence);
  return asked === 1;
}

function toKey({ write, targetId, identity }: BatchItem): FindKey {
  return {
    externalId: externalId(write.identity_id),
    ...(targetId === undefined ? {} : { targetId }),
    identifiers: identity.identifiers,
  };
}

/**
 * Reads users before they are changed: their before-image is sealed with the intent. A user whom the customer or an
 * administrator has changed since we wrote it is left alone: an update would bring an old password back to life.
 */
export async function readBefore(items: readonly BatchItem[], work: BatchWork): Promise<void> {
  if (items.length === 0) return;
  const { ledger, target, absence } = work;
  const snapshots = await persistently(
    () => target.session.read(items.map(({ targetId }) => targetId ?? '')),
    absence,
  );
  for (const [index, item] of items.entries()) {
    const snapshot = snapshots[index];
    if (snapshot === undefined) {
      if (item.operation === 'delete') item.answer = { kind: 'done', snapshot };
      else item.operation = 'create';
      continue;
    }
    const { last_after, identity_id, state } = item.write;
    if (state === 'intended' && item.operation === 'update' && last_after !== null) {
      if (last_after !== snapshot.fingerprint) {
        item.answer = { kind: 'problem', problem: { code: 'TARGET_CHANGED' }, gaveUp: false };
        continue;
      }
    }
    if (state === 'intended')
      item.before = ledger.seals.seal(identity_id, Buffer.from(JSON.stringify(snapshot)));
  }
}

/** Reads every written user back, so that a 200 that moved nobody is seen today and not at the first login. */
export async function readBack(items: readonly BatchItem[], work: BatchWork): Promise<void> {
  const written = items.filter(
    ({ answer, operation }) =>
      answer?.kind === 'done' && answer.snapshot === undefined && operation !== 'delete',
  );
  if (written.length === 0) return;
  const snapshots = await persistently(
    () => work.target.session.read(written.map(({ targetId }) => targetId ?? '')),
    work.absence,
  );
  for (const [index, item] of written.entries()) item.answer = { kind: 'done', snapshot: snapshots[index] };
}
