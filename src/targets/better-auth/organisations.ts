/**
 * Organisations that members need: found by slug, made where there is none, taken away again with their last member.
 *
 * @see https://better-auth.com/docs/plugins/organization#schema
 * @module
 */
import { createHash } from 'node:crypto';
import type { CarriedMembership } from './carry.ts';
import { findRows } from './find.ts';
import type { Instance } from './instance.ts';
import { idColumn } from './rows.ts';
import type { Row, Store } from './store.ts';

/** Stands in `metadata` of an organisation that the migration made. */
const MADE_BY_US = JSON.stringify({ footbridge: true });

/** Adds the memberships that are not there yet. */
export async function joinOrganisations(
  instance: Instance,
  store: Store,
  members: readonly { readonly userId: string; readonly memberships: readonly CarriedMembership[] }[],
): Promise<void> {
  const names = members.flatMap(({ memberships }) => memberships.map(({ name }) => name));
  if (names.length === 0) return;
  const ids = await ensureOrganisations(instance, store, new Set(names));
  const there = new Set(
    (
      await findRows(
        instance,
        'member',
        'userId',
        members.map(({ userId }) => userId),
        store.adapter,
      )
    ).map(({ userId, organizationId }) => `${String(userId)} ${String(organizationId)}`),
  );
  const rows: Row[] = [];
  for (const { userId, memberships } of members) {
    for (const { name, role } of memberships) {
      const organizationId = ids.get(name);
      const key = `${userId} ${organizationId}`;
      if (organizationId === undefined || there.has(key)) continue;
      there.add(key);
      rows.push({ ...idColumn(instance, 'member'), organizationId, userId, role, createdAt: new Date() });
    }
  }
  await store.insert('member', rows);
}

/** Name → id. */
async function ensureOrganisations(
  instance: Instance,
  store: Store,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const slugs = [...names].map(toSlug);
  const bySlug = async () => {
    const rows = await findRows(instance, 'organization', 'slug', slugs, store.adapter);
    return new Map(rows.map(({ slug, id }) => [String(slug), String(id)]));
  };
  const there = await bySlug();
  const missing: Row[] = [];
  const made = new Set<string>();
  for (const name of names) {
    const slug = toSlug(name);
    if (there.has(slug) || made.has(slug)) continue;
    made.add(slug);
    const row = { name, slug, createdAt: new Date(), metadata: MADE_BY_US };
    missing.push({ ...idColumn(instance, 'organization'), ...row });
  }
  if (missing.length > 0) await store.insert('organization', missing);
  const ids = missing.length > 0 ? await bySlug() : there;
  return new Map([...names].flatMap((name) => pair(name, ids.get(toSlug(name)))));
}

function pair(name: string, id: string | undefined): [string, string][] {
  return id === undefined ? [] : [[name, id]];
}

/** `/staff/Berlin` → `staff-berlin`; a name without a Latin letter gets a digest. */
function toSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return slug === '' ? createHash('sha256').update(name).digest('hex').slice(0, 16) : slug;
}

/** Takes these users out of all organisations, and our own organisations away where nobody is left. */
export async function leaveOrganisations(
  instance: Instance,
  store: Store,
  userIds: readonly string[],
): Promise<void> {
  const memberships = await findRows(instance, 'member', 'userId', userIds, store.adapter);
  if (memberships.length === 0) return;
  const where = [{ field: 'userId', operator: 'in' as const, value: [...userIds] }];
  await store.adapter.deleteMany({ model: 'member', where });
  const organisations = memberships.map(({ organizationId }) => String(organizationId));
  const peopled = new Set(
    (await findRows(instance, 'member', 'organizationId', organisations, store.adapter)).map(
      ({ organizationId }) => String(organizationId),
    ),
  );
  const rows = await findRows(instance, 'organization', 'id', organisations, store.adapter);
  const empty = rows.filter(({ id, metadata }) => metadata === MADE_BY_US && !peopled.has(String(id)));
  if (empty.length === 0) return;
  await store.adapter.deleteMany({
    model: 'organization',
    where: [{ field: 'id', operator: 'in', value: empty.map(({ id }) => String(id)) }],
  });
}
