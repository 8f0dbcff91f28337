/** Whoever stands on a list of those who must not cross does not cross by logging in either. */
import { hash } from '@node-rs/bcrypt';
import { expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { withDoor } from '../../test/door.ts';
import { addToLegacy, createMemoryLegacy } from '../../test/door-parts.ts';
import type { Identity } from '../identity/identity.ts';

const PASSWORD = 'right password';
const denies = ({ sourceId }: Identity) => sourceId === 'eve';

it('is unknown at the door although no export brought them and the legacy says that the password is right', () => {
  const legacy = createMemoryLegacy();
  addToLegacy(legacy, customer('eve'), PASSWORD);
  addToLegacy(legacy, customer('ana'), PASSWORD);
  return withDoor({ legacy, denies }, async ({ verify, lookup, ledger }) => {
    expect(await verify('eve@shop.example', PASSWORD)).toEqual({ outcome: 'unknown' });
    expect(await lookup('eve@shop.example')).toEqual({ outcome: 'unknown' });
    const { rows } = await ledger.db.query('select 1 from identity');
    expect(rows).toEqual([]);
    expect(await verify('ana@shop.example', PASSWORD)).toMatchObject({ outcome: 'match' });
  });
});

it('is unknown at the door although an earlier import has staged them', () => {
  const legacy = createMemoryLegacy();
  addToLegacy(legacy, customer('eve'), PASSWORD);
  return withDoor({ legacy, denies }, async ({ stage, verify, lookup }) => {
    const password = { format: 'bcrypt-2b', hash: await hash(PASSWORD, { cost: 4 }) };
    await stage(customer('eve', { password }), { state: 'staged', plan: 'vault' });
    expect(await verify('eve@shop.example', PASSWORD)).toEqual({ outcome: 'unknown' });
    expect(await lookup('eve@shop.example')).toEqual({ outcome: 'unknown' });
  });
});
