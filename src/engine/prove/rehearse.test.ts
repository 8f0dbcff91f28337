/** Rehearsals with a target in memory: what is measured, and that nobody real is on the stage. */
import { expect, it } from 'vitest';
import { customer, withCrossing } from '../../../test/crossing.ts';
import { openTestLedger } from '../../../test/ledger-template.ts';
import { createMemoryStore, openMemory } from '../../../test/memory-target.ts';
import type { Identity } from '../../identity/identity.ts';
import { rehearseMove } from './rehearse.ts';

const DJANGO = 'pbkdf2_sha256$20$seasalt$wYxgQk2OxnBPWZsYvFBrQlpJ3BC5t1UmiYS4sWbgzJo=';

const REAL = [
  customer('ines', { password: { hash: DJANGO }, attributes: { plan: 'gold', points: 4711 } }),
  customer('jon', {
    password: { hash: DJANGO },
    links: [{ provider: 'google', subject: '109300000000000000001' }],
    factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 }],
    profile: { given_name: 'Jonathan', birthdate: '1971-02-03', address: { locality: 'Reykjavik' } },
  }),
  customer('kim', { identifiers: [{ type: 'phone', value: '+4915112345678' }], status: 'disabled' }),
];

it('moves made-up customers wave by wave, lets some log in, and takes all of them back', async () => {
  await withCrossing(
    REAL.map((identity) => ({ identity })),
    async (crossing) => {
      const store = createMemoryStore();
      store.formats = ['django-pbkdf2-sha256', 'bcrypt-2y'];
      crossing.store.formats = store.formats;
      store.doorkeeper = 'honest';
      const written: Identity[] = [];
      store.fault = ({ identity }) => {
        written.push(identity);
        return undefined;
      };
      const stage = { ...crossing.target, session: openMemory(store) };
      const rehearsal = await rehearseMove(crossing, stage, {
        customers: 30,
        emailDomain: 'proof.invalid',
        secret: () => 'unused',
        scratch: () => openTestLedger(),
      });
      expect(rehearsal).toMatchObject({
        customers: 30,
        shapes: 3,
        waves: [
          { wave: 'first', moved: 3 },
          { wave: 'rest', moved: 27 },
        ],
        logins: { tried: 10, letIn: 10, keptOut: 10 },
        undo: { removed: 30, left: 0 },
      });
      expect(rehearsal.usersPerSecond).toBeGreaterThan(0);
      expect(store.users.size).toBe(0);
      expect(crossing.store.users.size).toBe(0);

      const seen = JSON.stringify(written);
      for (const value of [
        'ines',
        'jon',
        'shop.example',
        '15112345678',
        'gold',
        '4711',
        'Jonathan',
        '1971',
        'Reykjavik',
        '1093',
        'JBSWY',
        DJANGO,
      ])
        expect(seen).not.toContain(value);
      expect(written.filter(({ status }) => status === 'disabled')).toHaveLength(10);
      expect(written.filter(({ factors }) => factors.length === 1)).toHaveLength(10);
      const { rows } = await crossing.ledger.db.query<{ kept: number }>(
        'select count(*)::int as kept from rehearsal',
      );
      expect(rows).toEqual([{ kept: 1 }]);
    },
    { waves: [{ name: 'first', limit: 50 }, { name: 'rest' }] },
  );
});
