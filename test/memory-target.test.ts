import { expect, it } from 'vitest';
import { testTarget } from '../src/targets/target-contract.ts';
import { customer } from './crossing.ts';
import { createMemoryStore, memoryTarget, openMemory } from './memory-target.ts';

/** Made by PHP's password_hash, cost 4. */
const BCRYPT = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

const store = { ...createMemoryStore(), doorkeeper: 'honest' as const };

testTarget(memoryTarget(store), async () => ({
  config: {},
  session: openMemory(store),
  password: { plain: 'Correct-Horse-9', credential: { hash: BCRYPT, format: 'bcrypt-2y' }, plan: 'native' },
  asksForFactors: false,
  async makeStranger(email) {
    const identity = customer(email, { identifiers: [{ type: 'email', value: email }] });
    store.users.set(email, { targetId: email, externalId: '', identity, touched: 0 });
    return email;
  },
}));

it('does to a new password what the test told it to', async () => {
  const broken = { ...createMemoryStore(), resetFault: () => 'lose-before' as const };
  expect(await openMemory(broken).setPassword?.('nobody', 'A-Password-1')).toMatchObject({
    status: 'unknown',
  });
});
