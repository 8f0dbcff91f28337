/** Customers log in while a bulk import moves them: each ends as one user, with a password that works. */
import { hash } from '@node-rs/bcrypt';
import { expect, it } from 'vitest';
import { crossingWith, customer } from '../../test/crossing.ts';
import { withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, BY_US, createMemoryLegacy, SOURCE } from '../../test/door-parts.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { importRun } from './import.ts';

const PASSWORD = 'the same for all of them';
const HASH = await hash(PASSWORD, { cost: 4 });
const HOW_MANY = 240;

it('makes one user of each, whoever was faster, and the import adds up', async () => {
  const legacy = createMemoryLegacy();
  const people = Array.from({ length: HOW_MANY }, (_, index) =>
    customer(`u${index + 1}`, { password: { format: 'bcrypt-2b', hash: HASH } }),
  );
  for (const identity of people) addToLegacy(legacy, identity, PASSWORD);
  const settings = {
    throttle: {
      perIdentifier: { burst: 50, perMinute: 50 },
      perAddress: { burst: 1e6, perMinute: 1e6 },
      overall: { burst: 1e6, perMinute: 1e6 },
    },
  };
  await withDoor({ legacy, settings }, async ({ door, ledger, store, observed }) => {
    store.formats = ['bcrypt-2b', 'argon2id'];
    const rows = people.map((identity) => ({ identity }));
    const crossing = crossingWith(ledger, rows, store, { batchSize: 10 });
    const importing = importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
    const outcomes: string[] = [];
    for (let index = 0; index < HOW_MANY; index += 7) {
      const asking = { ...(index % 2 === 0 ? BY_US : BY_TARGET), deadline: 20_000 };
      const answer = await door.ask(
        {
          op: 'verify',
          identifier: `u${index + 1}@shop.example`,
          password: new TypedPassword(PASSWORD),
          by: {},
        },
        asking,
      );
      outcomes.push(answer.outcome);
      if (answer.outcome === 'match' && asking.stores === 'target') storeAsPlatform(answer.customer);
    }
    const { account } = await importing;
    await door.lookAround();
    expect(observed.filter(({ outcome }) => outcome !== 'match' && outcome !== 'already-migrated')).toEqual(
      [],
    );
    expect(new Set(outcomes).isSubsetOf(new Set(['match', 'already-migrated']))).toBe(true);
    expect(account.balanced).toBe(true);
    expect(account.read).toBe(HOW_MANY);
    const ids = [...store.users.values()].map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(ids.length);
    await importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
    expect(new Set([...store.users.values()].map(({ externalId }) => externalId)).size).toBe(HOW_MANY);
    expect(store.users.size).toBe(HOW_MANY);
    await ledger.chain.verify(ledger.db);

    function storeAsPlatform(told: { externalId: string; identity: (typeof people)[number] }): void {
      const { externalId, identity } = told;
      // A platform refuses a second user under one address, as the import's write would be refused.
      const taken = [...store.users.values()].some((user) => user.externalId === externalId);
      if (taken) return;
      const targetId = `platform-${externalId.slice(0, 8)}`;
      const password = { format: 'argon2id', hash: 'stored by the platform' };
      store.users.set(targetId, { targetId, externalId, identity: { ...identity, password }, touched: 0 });
    }
  });
});
