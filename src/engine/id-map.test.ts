import { expect, it } from 'vitest';
import { customers, withCrossing } from '../../test/crossing.ts';
import { exportIdMap } from './id-map.ts';
import { importRun } from './import.ts';

it('pairs the old id of everybody who is in the target with the new one, and notes who asked', async () => {
  await withCrossing(customers(3), async (crossing) => {
    crossing.store.fault = ({ identity }) => (identity.sourceId === 'u2' ? 'refuse' : undefined);
    await importRun(crossing);
    const pairs = await Array.fromAsync(exportIdMap(crossing.ledger, 'tester'));
    const expected = [...crossing.store.users.values()].map(({ targetId, identity }) => ({
      source: 'list',
      sourceId: identity.sourceId,
      targetId,
    }));
    expect(new Set(pairs)).toEqual(new Set(expected));
    const { rows } = await crossing.ledger.db.query(`select facts from event where kind = 'ids-exported'`);
    expect(rows).toEqual([{ facts: { by: 'tester' } }]);
  });
});
