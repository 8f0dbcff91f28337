/**
 * Puts an updated user back to the rows of an earlier image.
 *
 * @module
 */
import { z } from 'zod';
import type { Outcome } from '../target.ts';
import { findRows } from './find.ts';
import type { Instance } from './instance.ts';
import { CHILD_MODELS, hasModel } from './remove.ts';
import type { Row, Store } from './store.ts';

const Rows = z.array(z.looseObject({ id: z.string() }));

const Image = z.strictObject({
  user: z.looseObject({ id: z.string() }),
  children: z.record(z.string(), Rows),
});

/** Sessions are not part of an image. */
const RESTORED = [...CHILD_MODELS.filter((model) => model !== 'session'), 'member'] as const;

export async function restoreUser(instance: Instance, sealed: unknown): Promise<Outcome> {
  const image = Image.safeParse(sealed).data;
  if (image === undefined)
    return { status: 'refused', problem: { code: 'TARGET_REFUSED', found: 'the image is not one of ours' } };
  const { user, children } = image;
  return instance.database.transaction(async (store): Promise<Outcome> => {
    const [there] = await findRows(instance, 'user', 'id', [user.id], store.adapter);
    if (there === undefined) {
      const found = 'the user is no longer in the target';
      return { status: 'refused', problem: { code: 'TARGET_CHANGED', found } };
    }
    await putBack(store, 'user', user);
    for (const model of RESTORED) {
      if (hasModel(instance, model))
        await restoreChildren(instance, store, model, user.id, children[model] ?? []);
    }
    return { status: 'done', targetId: user.id };
  });
}

async function restoreChildren(
  instance: Instance,
  store: Store,
  model: string,
  userId: string,
  wanted: readonly z.output<typeof Rows>[number][],
): Promise<void> {
  const there = await findRows(instance, model, 'userId', [userId], store.adapter);
  const kept = new Set(wanted.map(({ id }) => id));
  const surplus = there.map(({ id }) => String(id)).filter((id) => !kept.has(id));
  if (surplus.length > 0)
    await store.adapter.deleteMany({ model, where: [{ field: 'id', operator: 'in', value: surplus }] });
  const present = new Set(there.map(({ id }) => String(id)));
  for (const row of wanted) if (present.has(row.id)) await putBack(store, model, row);
  await store.insert(
    model,
    wanted.filter(({ id }) => !present.has(id)),
  );
}

async function putBack(store: Store, model: string, row: Row): Promise<void> {
  const { id, ...update } = row;
  await store.adapter.update({ model, where: [{ field: 'id', value: String(id) }], update });
}
